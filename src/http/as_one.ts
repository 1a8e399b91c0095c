import type { Ctx } from "../context.ts";
import { inOneTransaction } from "../db/as_one.ts";
import type { Topic } from "./live.ts";

/** Commands that commit together or not at all; pages and workers are woken once they have. */
export async function asOne<R>(ctx: Ctx, work: (ctx: Ctx) => Promise<R>): Promise<R> {
  const changed = new Set<Topic>();
  const live = {
    ...ctx.live,
    changed: (...topics: Topic[]) => topics.forEach((topic) => changed.add(topic)),
  };
  const result = await inOneTransaction(ctx.db, (db) => work({ ...ctx, db, live }));
  ctx.live.changed(...changed);
  return result;
}
