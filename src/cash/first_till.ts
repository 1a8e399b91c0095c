import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import type { Locale } from "../lib/locale.ts";

const FIRST = { es: "Caja 1", en: "Till 1" } as const satisfies Record<Locale, string>;

/** The till that a new branch comes with, in the caller's transaction. */
export async function addFirstTill(
  trx: Db,
  ctx: Ctx,
  { branchId, locale }: { branchId: string; locale: Locale },
): Promise<void> {
  await trx.insertInto("till").values({
    id: branchId,
    branch_id: branchId,
    name: FIRST[locale],
    printer_id: null,
    active: 1,
    created_at: ctx.now,
    version: 1,
  }).execute();
}
