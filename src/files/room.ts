import type { Ctx } from "../context.ts";
import { AppError } from "../lib/app_error.ts";
import type { PutOptions, StoredFile } from "./store.ts";
import { FilesFull } from "./total.ts";

/** What all kept files may come to, in bytes; null for as much as the disk takes. */
export function allowedBytes({ shop }: Pick<Ctx, "shop">): number | null {
  const { files_limit_mb } = shop.settings;
  return files_limit_mb === null ? null : files_limit_mb * 1_000_000;
}

/**
 * Keeps what somebody sends of their own accord, with its smaller copies, as long as the shop's files have room.
 * What the shop itself writes (papers, signatures) is kept all the same. @throws AppError storage_full with `file`
 */
export async function keepUpload(
  ctx: Ctx,
  bytes: Uint8Array<ArrayBuffer>,
  options: Omit<PutOptions, "most"> = {},
): Promise<StoredFile> {
  try {
    return await ctx.files.put(bytes, { ...options, most: allowedBytes(ctx) ?? undefined });
  } catch (error) {
    if (!(error instanceof FilesFull)) throw error;
    const reason = "files_full";
    const params = { megabytes: ctx.shop.settings.files_limit_mb ?? 0 };
    throw new AppError("storage_full", {
      reason,
      params,
      fields: { file: { code: reason, params } },
      cause: error,
    });
  }
}
