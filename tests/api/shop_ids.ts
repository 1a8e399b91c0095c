import { anAppointment } from "../agenda/agenda_stage.ts";
import { anOpenTill } from "../cash/till_stage.ts";
import type { Ctx } from "../../src/context.ts";
import { startPurchase } from "../../src/parts/purchase_commands.ts";
import { reserveSlips } from "../../src/slips/commands.ts";
import { readBatch } from "../../src/slips/queries.ts";
import { startChecks } from "../../src/checklists/commands.ts";
import { checkTemplates } from "../../src/checklists/queries.ts";
import { saveTemplate } from "../../src/checklists/template_commands.ts";
import { aLoaner } from "../loaners/loaner_stage.ts";
import { type TestApp, userActor } from "../support/app.ts";

async function aPurchase(ctx: Ctx): Promise<string> {
  const form_key = crypto.randomUUID();
  return (await startPurchase(ctx, { supplier: "Norte", note: "", form_key })).id;
}

/** An exit checklist of the order, which it is begun with. */
async function aRun(app: TestApp, number: string): Promise<{ run: string; item: string }> {
  const ctx = await app.ctx(userActor(app, "admin"));
  const { category } = await ctx.db.selectFrom("order").innerJoin("device", "device.id", "order.device_id")
    .select("device.category").where("order.number", "=", number).executeTakeFirstOrThrow();
  const { version } =
    (await checkTemplates(ctx)).find((one) => one.category === category && one.phase === "exit") ??
      { version: 0 };
  await saveTemplate(ctx, { category, phase: "exit" }, { items: ["Enciende", "Cámara"], version });
  await startChecks(ctx, number, "exit");
  const { run_id: run, id: item } = await ctx.db.selectFrom("checklist_item").innerJoin(
    "checklist_run",
    "checklist_run.id",
    "checklist_item.run_id",
  ).select(["run_id", "checklist_item.id"]).where("closed_at", "is", null).where("phase", "=", "exit")
    .orderBy("checklist_item.id").limit(1).executeTakeFirstOrThrow();
  return { run, item };
}

/** What the parameters of the addresses are of what the shop itself works with. */
export async function shopIds(app: TestApp, number: string): Promise<Record<string, Record<string, string>>> {
  const ctx = await app.ctx(userActor(app, "admin"));
  const reservation = { form_key: crypto.randomUUID(), count: 3, printer_id: null };
  const { id: batch } = await reserveSlips(ctx, reservation);
  const [slip] = (await readBatch(ctx, batch)).slips;
  const loaner = await aLoaner(ctx);
  return {
    prestamos: { id: loaner },
    tecnicos: { id: app.users.technician.id },
    ordenes: await aRun(app, number),
    compras: { id: await aPurchase(ctx) },
    talonarios: { id: batch },
    talones: { number: slip?.number ?? "" },
    turnos: { id: await anAppointment(ctx) },
    cajas: { id: app.branchId },
    "turnos-de-caja": { id: await anOpenTill(ctx, { tillId: app.branchId }) },
  };
}
