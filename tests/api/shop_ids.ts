import { anAppointment } from "../agenda/agenda_stage.ts";
import { anOpenTill } from "../cash/till_stage.ts";
import type { Ctx } from "../../src/context.ts";
import { startPurchase } from "../../src/parts/purchase_commands.ts";
import { reserveSlips } from "../../src/slips/commands.ts";
import { readBatch } from "../../src/slips/queries.ts";
import { type TestApp, userActor } from "../support/app.ts";

async function aPurchase(ctx: Ctx): Promise<string> {
  const form_key = crypto.randomUUID();
  return (await startPurchase(ctx, { supplier: "Norte", note: "", form_key })).id;
}

/** What the parameters of the addresses are of what the shop itself works with. */
export async function shopIds(app: TestApp): Promise<Record<string, Record<string, string>>> {
  const ctx = await app.ctx(userActor(app, "admin"));
  const reservation = { form_key: crypto.randomUUID(), count: 3, printer_id: null };
  const { id: batch } = await reserveSlips(ctx, reservation);
  const [slip] = (await readBatch(ctx, batch)).slips;
  return {
    compras: { id: await aPurchase(ctx) },
    talonarios: { id: batch },
    talones: { number: slip?.number ?? "" },
    turnos: { id: await anAppointment(ctx) },
    cajas: { id: app.branchId },
    "turnos-de-caja": { id: await anOpenTill(ctx, { tillId: app.branchId }) },
  };
}
