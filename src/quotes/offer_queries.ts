import { branchOf } from "../admin/shop.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { receiptClient, receiptShop } from "../intakes/snapshot.ts";
import { currentTerms } from "../intakes/terms.ts";
import { notFound } from "../lib/app_error.ts";
import type { Locale } from "../lib/locale.ts";
import type { Offer, OfferFacts } from "./offer.ts";
import { linesOf, optionsOf } from "./rows.ts";

/** A version of an offer as its client reads it: as it was sent, or a draft as it would be sent now. @throws not_found */
export async function readOffer(db: Db, ctx: Ctx, quoteId: string): Promise<Offer> {
  const [row, lines] = await Promise.all([
    db.selectFrom("quote").leftJoin("terms_version", "terms_version.id", "quote.terms_version_id")
      .selectAll("quote")
      .select(["terms_version.version as terms_version", "terms_version.text as terms_text"])
      .where("quote.id", "=", quoteId).executeTakeFirst(),
    linesOf(db, quoteId),
  ]);
  if (!row) throw notFound("quote_not_found");
  const facts = sentFacts(row) ?? await factsNow(db, ctx, row.order_id);
  const { locale } = facts.reading;
  const words = row.status === "draft" ? await wordsNow(db, ctx, { orderId: row.order_id, locale }) : {
    diagnosis: row.diagnosis,
    terms: row.terms_version_id === null
      ? null
      : { id: row.terms_version_id, version: row.terms_version ?? 0, text: row.terms_text ?? "" },
  };
  return {
    ...facts,
    id: row.id,
    revision: row.revision,
    status: row.status,
    currency: row.currency,
    taxIncluded: row.tax_included === 1,
    options: optionsOf(row),
    lines,
    note: row.note,
    ...words,
    depositPercent: row.deposit_percent,
    at: row.sent_at ?? ctx.now,
    validDays: row.valid_days,
    validUntil: row.valid_until,
    approvedOption: row.approved_option,
    decidedAt: row.decided_at,
  };
}

/** What an offer named when it was sent; null for a draft. */
export function sentFacts({ facts_json }: { facts_json: string }): OfferFacts | null {
  return facts_json === "" ? null : JSON.parse(facts_json);
}

/** What an offer for an order that is sent now names. @throws not_found */
export async function factsNow(db: Db, ctx: Ctx, orderId: string): Promise<OfferFacts> {
  const row = await db.selectFrom("order")
    .innerJoin("client", "client.id", "order.client_id").innerJoin("device", "device.id", "order.device_id")
    .select(["order.number", "order.fault", "order.received_at", "order.branch_id", "order.client_id"])
    .select(["client.name", "client.document", "client.locale"])
    .select(["device.category", "device.brand", "device.model", "device.serial"])
    .where("order.id", "=", orderId).executeTakeFirst();
  if (!row) throw notFound("order_not_found");
  const contacts = await db.selectFrom("contact").select(["kind", "value", "display"])
    .where("client_id", "=", row.client_id).orderBy("position").execute();
  const branch = branchOf(ctx.shop, row.branch_id);
  const { category, brand, model, serial, locale } = row;
  return {
    reading: { locale, timeZone: branch.timeZone },
    order: { id: orderId, number: row.number, fault: row.fault, receivedAt: row.received_at },
    shop: receiptShop(ctx.shop, branch),
    client: receiptClient({ id: row.client_id, name: row.name, document: row.document, locale, contacts }),
    device: { category, brand, model, serial },
  };
}

/** What an offer that is sent now says besides its own lines. */
export async function wordsNow(
  db: Db,
  ctx: Ctx,
  { orderId, locale }: { orderId: string; locale: Locale },
): Promise<Pick<Offer, "diagnosis" | "terms">> {
  const [diagnosis, terms] = await Promise.all([
    db.selectFrom("diagnosis").select("text").where("order_id", "=", orderId).orderBy("written_at", "desc")
      .orderBy("id", "desc").limit(1).executeTakeFirst(),
    ctx.shop.settings.quote_terms ? currentTerms(db, locale) : null,
  ]);
  return {
    diagnosis: diagnosis?.text ?? "",
    terms: terms && { id: terms.id, version: terms.version, text: terms.text },
  };
}
