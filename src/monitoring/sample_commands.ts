import type { Insertable } from "kysely";
import type { Ctx } from "../context.ts";
import type { Schema } from "../db/schema.ts";

export const KEEP_MS = 25 * 3_600_000;

export type Sampled = Omit<Insertable<Schema["status_sample"]>, "id" | "at" | "queued">;

/** Keeps how a process was, with how many jobs were due, and forgets what is older than a day. */
export async function keepSample({ db, now, random }: Pick<Ctx, "db" | "now" | "random">, sampled: Sampled) {
  await db.transaction().execute(async (trx) => {
    const { count } = await trx.selectFrom("job").select((q) => q.fn.countAll<number>().as("count"))
      .where("state", "=", "waiting").where("run_at", "<=", now).executeTakeFirstOrThrow();
    await trx.insertInto("status_sample").values({
      id: random.id(now),
      at: now,
      ...sampled,
      queued: Number(count),
    })
      .execute();
    await trx.deleteFrom("status_sample").where("at", "<", now - KEEP_MS).execute();
  });
}
