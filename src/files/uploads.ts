import type { Ctx } from "../context.ts";
import { requirePermission } from "../auth/permissions.ts";
import { photosInDrafts } from "../intakes/drafts.ts";
import { AppError, invalid, notFound } from "../lib/app_error.ts";
import { actingUser } from "../orders/acting_user.ts";
import { type ImageRefusal, type Photo, photo, PHOTO_LIMITS } from "./images.ts";
import { namedFiles } from "./queries.ts";
import { keepUpload } from "./room.ts";

const DAY = 86_400_000;
const KEEP_UNLINKED_MS = 2 * DAY;
/** More than an intake of twelve devices can carry; a runaway script stops here. */
const MOST_UNLINKED = 200;
export const UPLOAD_LIMITS = { ...PHOTO_LIMITS, maxBytes: 12_000_000 };
export const UPLOAD_TYPES = ["image/jpeg", "image/png", "image/webp"] as const;

/**
 * Keeps an uploaded photo, encoded anew, until a form links it to an order. @throws AppError invalid or storage_full with the field
 * `file`, too_many.
 */
export async function takePhoto(ctx: Ctx, file: File): Promise<{ id: string }> {
  requirePermission(ctx.actor, "orders.edit");
  const waiting = await ctx.db.selectFrom("attachment").select((q) => q.fn.countAll<number>().as("photos"))
    .where("order_id", "is", null).where("created_by", "=", actingUser(ctx)).executeTakeFirstOrThrow();
  if (Number(waiting.photos) >= MOST_UNLINKED) throw new AppError("too_many", { reason: "photos_waiting" });
  return await keepPhoto(ctx, { name: file.name, photo: await readPhoto(file) });
}

/** Checked and encoded anew; nothing is kept yet. @throws AppError invalid with the field `file` */
export async function readPhoto(file: Blob): Promise<Photo> {
  if (file.size > UPLOAD_LIMITS.maxBytes) {
    throw refused({
      code: "photo_too_large",
      params: { measure: "bytes", found: file.size, max: UPLOAD_LIMITS.maxBytes },
    });
  }
  const taken = await photo(new Uint8Array(await file.arrayBuffer()), UPLOAD_LIMITS);
  if (!taken.ok) throw refused(taken.refusal);
  return taken.value;
}

/** Keeps a photo until its order is told. @throws AppError storage_full with `file` */
export async function keepPhoto(
  ctx: Ctx,
  { name, photo: { full, thumb } }: { name: string; photo: Photo },
): Promise<{ id: string }> {
  requirePermission(ctx.actor, "orders.edit");
  const kept = await keepUpload(ctx, full.bytes, { also: [thumb.bytes], forRow: true });
  const small = await ctx.files.put(thumb.bytes, { forRow: true });
  const id = ctx.random.id(ctx.now);
  await ctx.db.insertInto("attachment").values({
    id,
    order_id: null,
    visibility: "internal",
    name: name.normalize("NFC").replace(/[\p{Cc}\p{Cf}]/gu, "").slice(-100),
    type: full.type,
    size: kept.size,
    width: full.width,
    height: full.height,
    file_hash: kept.hash,
    thumb_hash: small.hash,
    created_at: ctx.now,
    created_by: actingUser(ctx),
  }).execute();
  // The sweep may have removed the same content between the two; from here on the row protects it.
  await ctx.files.put(full.bytes, { also: [thumb.bytes], forRow: true });
  return { id };
}

export interface PhotoBytes {
  bytes: Uint8Array<ArrayBuffer>;
  type: string;
  hash: string;
}

export type PhotoSize = "full" | "thumb";

/** A photo for the staff: of any order, or an upload of one's own. @throws AppError not_found. */
export async function photoForStaff(ctx: Ctx, id: string, size: PhotoSize): Promise<PhotoBytes> {
  const row = await ctx.db.selectFrom("attachment").select(["type", "file_hash", "thumb_hash"])
    .where("id", "=", id)
    .where((q) => q.or([q("order_id", "is not", null), q("created_by", "=", ctx.actor.id ?? "")]))
    .executeTakeFirst();
  return await bytesOf(ctx, row, size);
}

/** A photo that the shop shows to the client of an order. @throws AppError not_found. */
export async function photoForClient(
  ctx: Ctx,
  { orderId, id }: { orderId: string; id: string },
  size: PhotoSize,
): Promise<PhotoBytes> {
  const row = await ctx.db.selectFrom("attachment").select(["type", "file_hash", "thumb_hash"])
    .where("id", "=", id).where("order_id", "=", orderId).where("visibility", "=", "public")
    .executeTakeFirst();
  return await bytesOf(ctx, row, size);
}

/** For the scheduler: removes uploads that no form linked within two days and no draft holds, what was half written, and what no row names. */
export async function sweepUploads(ctx: Ctx): Promise<number> {
  const inDrafts = await photosInDrafts(ctx);
  const old = await ctx.db.selectFrom("attachment").select("id").where("order_id", "is", null)
    .where("created_at", "<", ctx.now - KEEP_UNLINKED_MS).limit(1000).execute();
  let swept = 0;
  for (const { id } of old) {
    if (!inDrafts.has(id) && await removeUpload(ctx, id)) swept += 1;
  }
  await ctx.files.sweepTemp(ctx.now - KEEP_UNLINKED_MS);
  swept += await ctx.files.sweepUnnamed(
    ctx.now - KEEP_UNLINKED_MS,
    (hashes, since) => namedFiles(ctx, hashes, since),
  );
  return swept;
}

async function removeUpload(ctx: Ctx, id: string): Promise<boolean> {
  const gone = await ctx.db.deleteFrom("attachment").where("id", "=", id).where("order_id", "is", null)
    .returning(["file_hash", "thumb_hash"]).executeTakeFirst();
  if (!gone) return false;
  for (const hash of [gone.file_hash, gone.thumb_hash]) {
    const used = await ctx.db.selectFrom("attachment").select("id")
      .where((q) => q.or([q("file_hash", "=", hash), q("thumb_hash", "=", hash)])).limit(1)
      .executeTakeFirst();
    if (!used) await ctx.files.remove(hash);
  }
  return true;
}

async function bytesOf(
  ctx: Ctx,
  row: { type: string; file_hash: string; thumb_hash: string } | undefined,
  size: PhotoSize,
): Promise<PhotoBytes> {
  const hash = size === "full" ? row?.file_hash : row?.thumb_hash;
  const bytes = hash ? await ctx.files.read(hash) : null;
  if (!row || !hash || !bytes) throw notFound();
  return { bytes, type: row.type, hash };
}

function refused(refusal: ImageRefusal): AppError {
  const params = "params" in refusal ? refusal.params : undefined;
  const found = invalid({ file: { code: refusal.code, params } });
  return new AppError("invalid", { ...found.detail, reason: refusal.code, params });
}
