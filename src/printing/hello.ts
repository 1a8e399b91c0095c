import type { Insertable } from "kysely";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import type { Schema } from "../db/schema.ts";
import { POLL_WAIT_SECONDS } from "./agent.ts";
import { type AgentRow, lockAgent, refuseStranger } from "./agent_rows.ts";
import type { HelloAnswer, HelloRequest, PrinterDescription } from "./protocol.ts";
import { giveUsualRoutes } from "./routing.ts";

/** A daemon has started: it says who it is and which printers it has. @throws AppError unauthenticated, conflict */
export async function greetDaemon(ctx: Ctx, agentId: string, hello: HelloRequest): Promise<HelloAnswer> {
  const agent = await ctx.db.transaction().execute(async (trx) => {
    const agent = await lockAgent(trx, agentId);
    refuseStranger(agent, hello.instance, ctx.now);
    await trx.updateTable("agent").set({
      instance: hello.instance,
      boot_id: hello.bootId,
      version: hello.version,
      os: hello.os,
      last_seen_at: ctx.now,
      last_beat: 0,
      last_event: agent.instance === hello.instance ? agent.last_event : 0,
    }).where("id", "=", agentId).execute();
    await takeInventory(trx, ctx, { agent, printers: hello.printers });
    await endLeases(trx, ctx, agent.id);
    return agent;
  });
  ctx.live.changed(`printers:${agent.branch_id}`);
  return {
    agent: { id: agent.id, name: agent.name },
    now: ctx.now,
    config: { waitSeconds: POLL_WAIT_SECONDS },
  };
}

/** What an earlier boot was offered and did not keep can be offered at once; what it kept it reports first. */
async function endLeases(trx: Db, ctx: Ctx, agentId: string): Promise<void> {
  await trx.updateTable("print_job").set({ lease_until: ctx.now }).where("state", "=", "leased")
    .where("printer_id", "in", (q) => q.selectFrom("printer").select("id").where("agent_id", "=", agentId))
    .execute();
}

async function takeInventory(
  trx: Db,
  ctx: Ctx,
  { agent, printers }: { agent: AgentRow; printers: readonly PrinterDescription[] },
): Promise<void> {
  const known = await trx.selectFrom("printer").select(["id", "key", "active"]).where(
    "agent_id",
    "=",
    agent.id,
  )
    .execute();
  for (const printer of printers) {
    const row = known.find((one) => one.key === printer.key);
    const described = {
      kind: printer.kind,
      language: printer.language,
      media: printer.media,
      confirms: printer.status === "full" ? 1 : 0,
      dpi: printer.dpi,
      width_um: Math.round(printer.widthMm * 1000),
      height_um: Math.round(printer.heightMm * 1000),
      roll_json: printer.roll === null ? "" : JSON.stringify(printer.roll),
      active: 1,
      darkness: printer.darkness ?? null,
      offset_x_um: Math.round((printer.offsetXMm ?? 0) * 1000),
      offset_y_um: Math.round((printer.offsetYMm ?? 0) * 1000),
      updated_at: ctx.now,
      ...(printer.model === null ? {} : { model: printer.model }),
      ...(printer.serial === null ? {} : { serial: printer.serial }),
    };
    if (row) await trx.updateTable("printer").set(described).where("id", "=", row.id).execute();
    else await addPrinter(trx, ctx, { agent, key: printer.key, described });
  }
  const keys = printers.map((printer) => printer.key);
  const gone = await trx.updateTable("printer").set({ active: 0, updated_at: ctx.now })
    .where("agent_id", "=", agent.id).where("active", "=", 1)
    .$if(keys.length > 0, (q) => q.where("key", "not in", keys)).returning("id").execute();
  const come = printers.some(({ key }) => known.find((one) => one.key === key)?.active !== 1);
  if (come || gone.length > 0) await giveUsualRoutes(trx, ctx, agent.branch_id);
}

type Described =
  & Pick<
    Insertable<Schema["printer"]>,
    | "kind"
    | "language"
    | "media"
    | "confirms"
    | "dpi"
    | "width_um"
    | "height_um"
    | "roll_json"
    | "active"
    | "darkness"
    | "offset_x_um"
    | "offset_y_um"
    | "updated_at"
  >
  & { model?: string; serial?: string };

async function addPrinter(
  trx: Db,
  ctx: Ctx,
  { agent, key, described }: { agent: AgentRow; key: string; described: Described },
): Promise<void> {
  await trx.insertInto("printer").values({
    model: "",
    serial: "",
    ...described,
    id: ctx.random.id(ctx.now),
    agent_id: agent.id,
    branch_id: agent.branch_id,
    key,
    name: key,
    firmware: "",
    paused: 0,
    ok: 0,
    reason: "starting",
    since: ctx.now,
    warnings_json: "[]",
    waiting: 0,
    inside: 0,
    odometer: null,
    fallback_id: null,
    setup_json: "",
  }).execute();
}
