import type { NewAlert } from "../alerts/commands.ts";
import type { Ctx } from "../context.ts";
import { currentKey, endedBackups, lastDrill } from "./queries.ts";

/** A night may be missed by a few hours, not by a day. */
const OLD_MS = 36 * 3_600_000;

type Wrong = Omit<NewAlert, "branchId">;

/** What is wrong with the backups of a shop that has a key for them. */
export async function backupTroubles(ctx: Pick<Ctx, "db" | "now">): Promise<Wrong[]> {
  const key = await currentKey(ctx.db);
  if (!key) return [];
  const [last, good, drill] = await Promise.all([
    endedBackups(ctx.db).where("state", "in", ["ok", "failed"]).executeTakeFirst(),
    endedBackups(ctx.db).where("state", "=", "ok").executeTakeFirst(),
    lastDrill(ctx.db),
  ]);
  const about = (kind: Wrong["kind"], facts: Wrong["facts"]): Wrong => ({
    kind,
    subject: { kind: "backup", id: kind, name: "" },
    facts,
  });
  const wrong: Wrong[] = [];
  const since = good?.started_at ?? key.created_at;
  if (ctx.now - since > OLD_MS) wrong.push(about("backup_old", { since }));
  const failure = last?.state === "failed" ? last.error : last?.store_error ?? "";
  if (last && failure !== "") wrong.push(about("backup_failed", { since: last.started_at, reason: failure }));
  if (drill?.state === "failed") wrong.push(about("drill_failed", { since: drill.at, reason: drill.error }));
  else if (good && ctx.now - (drill?.at ?? key.created_at) > OLD_MS) {
    wrong.push(about("drill_old", { since: drill?.at ?? key.created_at }));
  }
  return wrong;
}
