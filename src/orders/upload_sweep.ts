import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { photosInDrafts } from "../intakes/drafts.ts";

const KEEP_MS = 2 * 86_400_000;
const AT_ONCE = 200;

/** Removes photos that were uploaded for a form which never came, and what a killed process left half written. */
export async function sweepUploads(ctx: Ctx): Promise<number> {
  const before = ctx.now - KEEP_MS;
  const swept = await ctx.db.deleteFrom("attachment")
    .where(
      "id",
      "in",
      (q) =>
        q.selectFrom("attachment").select("id").where("order_id", "is", null).where(
          "created_at",
          "<=",
          before,
        )
          .limit(AT_ONCE),
    )
    .where("order_id", "is", null).returning(["file_hash", "thumb_hash"]).execute();
  const hashes = new Set(swept.flatMap((row) => [row.file_hash, row.thumb_hash]));
  for (const hash of hashes) {
    if (!await isNamed(ctx.db, hash)) await ctx.files.remove(hash);
  }
  await ctx.files.sweepTemp(before);
  return swept.length;
}

/** The same content is stored once, however many rows name it. */
async function isNamed(db: Db, hash: string): Promise<boolean> {
  const photo = await db.selectFrom("attachment").select("id")
    .where((q) => q.or([q("file_hash", "=", hash), q("thumb_hash", "=", hash)])).limit(1).executeTakeFirst();
  if (photo) return true;
  const signature = await db.selectFrom("signature").select("id").where("file_hash", "=", hash).limit(1)
    .executeTakeFirst();
  return signature !== undefined;
}
