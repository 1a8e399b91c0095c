import type { Ctx } from "../context.ts";

const KEPT_MS = 30 * 86_400_000;

/** Files full of personal data are not kept for ever: what was imported, and what was wrong with it, goes after a month. */
export async function sweepImports(ctx: Ctx): Promise<number> {
  const old = await ctx.db.selectFrom("import_run").select(["id", "file_hash"])
    .where("created_at", "<=", ctx.now - KEPT_MS).execute();
  for (const { id, file_hash } of old) {
    await ctx.db.transaction().execute(async (trx) => {
      await trx.deleteFrom("import_problem").where("import_id", "=", id).execute();
      await trx.deleteFrom("import_run").where("id", "=", id).execute();
    });
    const other = await ctx.db.selectFrom("import_run").select("id").where("file_hash", "=", file_hash).limit(
      1,
    )
      .executeTakeFirst();
    if (!other) await ctx.files.remove(file_hash);
  }
  return old.length;
}
