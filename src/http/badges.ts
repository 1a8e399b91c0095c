import type { Viewer } from "../../views/viewer.ts";
import type { Ctx } from "../context.ts";
import { preparedTogether } from "../db/together.ts";
import { AGENT_SILENT_MS } from "../printing/agent.ts";
import { NEEDS_STAFF, needsStaff, UNFINISHED } from "../printing/print_job.ts";
import { untoldCount } from "../untold/queries.ts";

const FRESH_MS = 2_000;
const WEEK_MS = 7 * 86_400_000;
const known = new WeakMap<
  Ctx["db"],
  Map<string, { at: number; badges: Promise<NonNullable<Viewer["badges"]>> }>
>();

/** What the top bar counts for a branch: no older than two seconds, and not from before `changedAt`. */
export function readBadges(
  ctx: Ctx,
  branchId: string,
  changedAt = 0,
): Promise<NonNullable<Viewer["badges"]>> {
  const ofDatabase = known.get(ctx.db) ?? new Map();
  known.set(ctx.db, ofDatabase);
  const last = ofDatabase.get(branchId);
  if (last && last.at > changedAt && ctx.now >= last.at && ctx.now - last.at < FRESH_MS) return last.badges;
  const badges = count(ctx, branchId);
  ofDatabase.set(branchId, { at: ctx.now, badges });
  badges.catch(() => ofDatabase.delete(branchId));
  return badges;
}

async function count(ctx: Ctx, branchId: string): Promise<NonNullable<Viewer["badges"]>> {
  const silent = ctx.now - AGENT_SILENT_MS;
  const { counts: [counts], jobs } = await counted(ctx, {
    branchId,
    silent,
    since: ctx.now - WEEK_MS,
    now: ctx.now,
  });
  const away = (counts?.agents ?? 0) + (counts?.printers ?? 0);
  const stuck = sum(jobs.filter((job) => needsStaff(job.state)));
  const waiting = sum(jobs) - stuck;
  return {
    printers: away + stuck > 0
      ? { state: "problem", count: away + stuck }
      : waiting > 0
      ? { state: "waiting", count: waiting }
      : { state: "ok", count: 0 },
    untold: counts?.untold ?? 0,
    reviews: counts?.reviews ?? 0,
  };
}

const counted = preparedTogether((
  { db }: Ctx,
  { branchId, silent, since, now }: { branchId: string; silent: number; since: number; now: number },
) => ({
  counts: db.selectNoFrom((q) => [
    q.selectFrom("agent").select((one) => one.fn.countAll<number>().as("agents"))
      .where("branch_id", "=", branchId).where("revoked_at", "is", null)
      .where("last_seen_at", "<", silent).as("agents"),
    // What a silent daemon said last of its printers is no news any more.
    q.selectFrom("printer").innerJoin("agent", "agent.id", "printer.agent_id")
      .select((one) => one.fn.countAll<number>().as("printers"))
      .where("printer.branch_id", "=", branchId).where("printer.active", "=", 1).where("printer.ok", "=", 0)
      .where("printer.reason", "not in", ["held", "starting"]).where("agent.revoked_at", "is", null)
      .where("agent.last_seen_at", ">=", silent).as("printers"),
    untoldCount(q, { branchId, now }).as("untold"),
    q.selectFrom("gateway_review").select((one) => one.fn.countAll<number>().as("reviews"))
      .where("state", "=", "open").as("reviews"),
  ]),
  jobs: db.selectFrom("print_job").select((q) => ["state", q.fn.countAll<number>().as("jobs")])
    .where("branch_id", "=", branchId).where("state", "in", [...UNFINISHED, ...NEEDS_STAFF])
    .where("settled_at", "is", null).where("updated_at", ">", since).groupBy("state"),
}));

function sum(rows: { jobs: number }[]): number {
  return rows.reduce((total, row) => total + row.jobs, 0);
}
