import type { Selectable } from "kysely";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { prepared } from "../db/prepared.ts";
import type { Schema } from "../db/schema.ts";
import type { Topic } from "../http/live.ts";
import type { AgentRow } from "./agent_rows.ts";
import { UNFINISHED } from "./print_job.ts";
import type { PrinterState } from "./protocol.ts";

type PrinterRow = Selectable<Schema["printer"]>;

/** Keeps how the printers are; answers who is woken by what changed. A state counts from when the server heard of it. */
export async function storePrinterStates(
  trx: Db,
  ctx: Ctx,
  { agent, states }: { agent: AgentRow; states: readonly PrinterState[] },
): Promise<Topic[]> {
  const known = await printersOfAgent({ db: trx }, { agentId: agent.id });
  const topics: Topic[] = [];
  for (const state of states) {
    const printer = known.find((one) => one.key === state.key);
    if (!printer) continue;
    const told = toldBy(state, printer, ctx.now);
    const differs = Object.entries(told).some(([column, value]) =>
      printer[column as keyof PrinterRow] !== value
    );
    if (!differs) continue;
    await trx.updateTable("printer").set({ ...told, updated_at: ctx.now }).where("id", "=", printer.id)
      .execute();
    topics.push(`printers:${agent.branch_id}`, ...await ordersInHand(trx, printer.id));
  }
  return topics;
}

const printersOfAgent = prepared(({ db }: { db: Db }, at: { agentId: string }) =>
  db.selectFrom("printer").selectAll().where("agent_id", "=", at.agentId)
);

function toldBy(state: PrinterState, printer: PrinterRow, now: number) {
  const ok = state.ok ? 1 : 0;
  const reason = state.reason ?? "";
  const same = printer.ok === ok && printer.reason === reason;
  return {
    ok,
    reason,
    since: same ? printer.since : now,
    warnings_json: JSON.stringify(state.warnings),
    waiting: state.waiting,
    inside: state.inside,
    odometer: state.odometer,
    model: state.model ?? printer.model,
    firmware: state.firmware ?? printer.firmware,
    serial: state.serial ?? printer.serial,
  };
}

async function ordersInHand(trx: Db, printerId: string): Promise<Topic[]> {
  const jobs = await trx.selectFrom("print_job").select("order_id").distinct().where(
    "printer_id",
    "=",
    printerId,
  )
    .where("state", "in", UNFINISHED).where("order_id", "is not", null).limit(
      50,
    )
    .execute();
  return jobs.map((job): Topic => `order:${job.order_id}`);
}
