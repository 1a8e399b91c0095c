import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { type Locale, LOCALES } from "../lib/locale.ts";
import { TEMPLATE_PARTS, type TemplateKind, type TemplateText } from "./message.ts";

/** What the shop made of the words of a kind. */
export interface WrittenTemplate extends TemplateText {
  kind: TemplateKind;
  locale: Locale;
  version: number;
  changedAt: number;
  changedBy: string;
}

export async function writtenTemplates(
  db: Db,
  locale: Locale,
): Promise<Partial<Record<TemplateKind, TemplateText>>> {
  const rows = await db.selectFrom("mail_template").select(["kind", ...TEMPLATE_PARTS])
    .where("locale", "=", locale).where("subject", "!=", "").execute();
  return Object.fromEntries(rows.map(({ kind, ...text }) => [kind, text]));
}

/** Null before anything was written; words that were restored are all "". */
export async function writtenTemplate(
  db: Db,
  { kind, locale }: { kind: TemplateKind; locale: Locale },
): Promise<WrittenTemplate | null> {
  const row = await templates(db).where("locale", "=", locale).where("kind", "=", kind).executeTakeFirst();
  return row ?? null;
}

/** Every kind that the shop words itself, in every language. */
export async function listWritten(ctx: Ctx): Promise<WrittenTemplate[]> {
  return await templates(ctx.db).where("locale", "in", LOCALES).where("subject", "!=", "").execute();
}

/** The order of a number, or with "" the newest of a branch whose device is there. */
export async function triedOrder(
  db: Db,
  { number, branchId }: { number: string; branchId: string },
): Promise<{ id: string } | undefined> {
  const orders = db.selectFrom("order").select("id");
  if (number !== "") return await orders.where("number", "=", number.toUpperCase()).executeTakeFirst();
  return await orders.where("branch_id", "=", branchId).where("status", "!=", "draft").orderBy("seq", "desc")
    .limit(1).executeTakeFirst();
}

/** The offer that a client of an order saw last. */
export async function latestQuote(db: Db, orderId: string): Promise<{ id: string } | undefined> {
  return await db.selectFrom("quote").select("id").where("order_id", "=", orderId)
    .where("sent_at", "is not", null).orderBy("revision", "desc").limit(1).executeTakeFirst();
}

function templates(db: Db) {
  return db.selectFrom("mail_template").select(["kind", "locale", ...TEMPLATE_PARTS, "version"])
    .select(["changed_at as changedAt", "changed_by_name as changedBy"]);
}
