import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import type { Topic } from "../http/live.ts";
import { AGENT_SILENT_MS } from "./agent.ts";
import { type Moved, sendAll } from "./move_commands.ts";
import { fits } from "./stock.ts";
import { findTarget } from "./targets.ts";

/** Of a printer that does not print: not its own fault, or nothing that lasts. */
const NO_FAULT = ["held", "starting"];

/**
 * Sends what waits for a printer that has not been able to print for a while to the printer that stands in for it, if that one
 * can print now and takes the same labels. What a silent daemon may hold stays with it.
 */
export async function takeDetours(ctx: Ctx): Promise<Moved> {
  const total: Moved = { moved: 0, asked: 0, left: 0 };
  for (const stuck of await stuckRows(ctx.db, ctx).execute()) {
    const { moved, topics } = await ctx.db.transaction().execute(async (trx) =>
      await detour(trx, ctx, stuck)
    );
    total.moved += moved.moved;
    total.asked += moved.asked;
    total.left += moved.left;
    ctx.live.changed(...topics);
  }
  return total;
}

interface Stuck {
  id: string;
  fallback_id: string | null;
  last_seen_at: number | null;
}

async function detour(trx: Db, ctx: Ctx, stuck: Stuck): Promise<{ moved: Moved; topics: Topic[] }> {
  const from = await findTarget(trx, stuck.id);
  const to = stuck.fallback_id === null ? undefined : await findTarget(trx, stuck.fallback_id);
  if (!from || !to?.live || !fits(from, to)) return { moved: { moved: 0, asked: 0, left: 0 }, topics: [] };
  const reachable = ctx.now - (stuck.last_seen_at ?? 0) <= AGENT_SILENT_MS;
  return await sendAll(trx, ctx, { from, to, reason: "fallback", reachable });
}

/** Printers in trouble for longer than the shop waits, with something unsent and a stand-in that prints. */
export function stuckRows(db: Db, { now, shop }: Pick<Ctx, "now" | "shop">) {
  const since = now - shop.settings.fallback_seconds * 1000;
  return db.selectFrom("printer").innerJoin("agent", "agent.id", "printer.agent_id")
    .innerJoin("printer as other", "other.id", "printer.fallback_id")
    .innerJoin("agent as other_agent", "other_agent.id", "other.agent_id")
    .select(["printer.id", "printer.fallback_id", "agent.last_seen_at"])
    .where("printer.fallback_id", "is not", null).where("printer.paused", "=", 0)
    .where("agent.revoked_at", "is", null)
    .where((q) =>
      q.or([
        q("agent.last_seen_at", "<=", since),
        q.and([q("printer.active", "=", 0), q("printer.updated_at", "<=", since)]),
        q.and([
          q("printer.ok", "=", 0),
          q("printer.reason", "not in", NO_FAULT),
          q("printer.since", "<=", since),
        ]),
      ])
    )
    .where("other.active", "=", 1).where("other.paused", "=", 0).where("other.ok", "=", 1)
    .where("other_agent.revoked_at", "is", null).where(
      "other_agent.last_seen_at",
      ">=",
      now - AGENT_SILENT_MS,
    )
    .where((q) =>
      q.exists(
        q.selectFrom("print_job").select("print_job.id").whereRef("print_job.printer_id", "=", "printer.id")
          .where("print_job.state", "in", ["queued", "leased", "custody"])
          .where("print_job.cancel_requested_at", "is", null),
      )
    );
}
