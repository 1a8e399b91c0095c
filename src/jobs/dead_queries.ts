import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { TASK_KINDS } from "../tasks/task.ts";
import type { JobError, QueuedKind } from "./job.ts";

/** A job that was tried to the end without success. */
export interface DeadJob {
  id: string;
  kind: QueuedKind;
  attempts: number;
  createdAt: number;
  finishedAt: number;
  /** The last tries, the latest one last. */
  errors: JobError[];
}

const PAGE = 50;

/** One page of them, the latest first; what becomes of timed tasks stands in their own history. */
export async function deadJobs(
  ctx: Ctx,
  before: string | null,
  limit = PAGE,
): Promise<{ jobs: DeadJob[]; before: string | null }> {
  const rows = await deadRows(ctx.db, before).limit(limit + 1).execute();
  const jobs = rows.slice(0, limit).map((row): DeadJob => ({
    id: row.id,
    kind: row.kind as QueuedKind,
    attempts: row.attempts,
    createdAt: row.created_at,
    finishedAt: row.finished_at ?? row.run_at,
    errors: JSON.parse(row.errors_json),
  }));
  return { jobs, before: rows.length > limit ? jobs.at(-1)?.id ?? null : null };
}

export function deadRows(db: Db, before: string | null) {
  return db.selectFrom("job").selectAll().where("state", "=", "dead").where("kind", "not in", TASK_KINDS)
    .$if(before !== null, (q) => q.where("id", "<", before ?? ""))
    .orderBy("id", "desc");
}

const MOST_COUNTED = 100;

/** How many there are, at most a hundred. */
export async function countDeadJobs(ctx: Ctx): Promise<number> {
  const rows = await deadRows(ctx.db, null).clearSelect().select("id").limit(MOST_COUNTED).execute();
  return rows.length;
}
