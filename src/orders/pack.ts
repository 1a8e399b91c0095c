import { type EventReader, eventWords } from "../../views/orders/event_line.tsx";
import { noticeLines } from "../../views/pickups/lines.ts";
import { documentText } from "../../views/documents/text.ts";
import { branchOf } from "../admin/shop.ts";
import { recordAudit } from "../audit/record.ts";
import { actorMay } from "../auth/permissions.ts";
import type { Ctx } from "../context.ts";
import { inSnapshot } from "../db/snapshot.ts";
import type { Attachment } from "../documents/attachments.ts";
import { bundle } from "../documents/bundle.ts";
import { historyPaper } from "../documents/history_paper.ts";
import { renderPaper } from "../documents/paper.ts";
import { type Drawable, drawn, type Pdf } from "../documents/pdf.ts";
import { staffOf } from "../intakes/staff.ts";
import { notFound } from "../lib/app_error.ts";
import { noticesOf } from "../pickups/queries.ts";
import { certificateDocument } from "../quotes/certificate.ts";
import type { OrderDocument } from "./document.ts";
import { type OrderPaperFacts, orderPaperFacts, packContents } from "./paper_queries.ts";
import { orderDocument } from "./papers.ts";
import { receiptDocument } from "./payment_document.ts";
import type { PaymentReceipt } from "./payment_receipt.ts";
import { keepPaymentReceipt, readPaymentReceipt } from "./payment_snapshot.ts";
import type { OrderRow } from "./row.ts";

/**
 * Every paper of an order in one file, with the notices and the history at the end, and the sealed certificates inside it; the audit
 * log says who took it along. @throws AppError not_found, also before an abandonment for who may not have it of any order
 */
export async function orderPack(ctx: Ctx, number: string): Promise<Pdf> {
  const { facts, packed } = await inSnapshot(ctx, async (db) => {
    const reading = { ...ctx, db };
    const facts = await orderPaperFacts(reading, number);
    requirePackable(ctx, facts.detail.order);
    return { facts, packed: await packedPapers(reading, facts) };
  });
  const { papers, attachments } = await drawnPack(ctx, packed);
  const title = `${documentText[ctx.locale].packTitle} ${number}`;
  const about = { title, author: facts.shop.name, locale: ctx.locale, at: ctx.now, attachments };
  const bytes = await bundle(about, papers.map((paper) => paper.bytes));
  await recordAudit(ctx.db, ctx, {
    kind: "order_pack_taken",
    subject: { kind: "order", id: facts.detail.order.id },
    data: { order: number },
  });
  return { fileName: `expediente-${number}`, bytes };
}

/** @throws AppError not_found, before an abandonment, for who may not have it of any order */
export function requirePackable({ actor }: Ctx, { status }: Pick<OrderRow, "status">): void {
  if (status !== "abandoned" && !actorMay(actor, "orders.pack")) throw notFound();
}

/** A paper of a pack whose words are settled; a certificate goes inside of the file as well. */
interface PackedPaper extends Omit<Drawable, "title"> {
  inside?: true;
  /** A receipt that is handed out for the first time. */
  issues?: { paymentId: string; receipt: PaymentReceipt };
}

/** The papers of an order in the order of a pack, each with its own name: read, and not yet drawn. */
export async function packedPapers(ctx: Ctx, facts: OrderPaperFacts): Promise<PackedPaper[]> {
  const { order, delivery, hasReceipt } = facts.detail;
  const { quotes, payments } = await packContents(ctx.db, order.id);
  const papers: PackedPaper[] = [];
  const add = async (document: OrderDocument) => {
    papers.push(await orderDocument(ctx, order.number, document));
  };
  if (hasReceipt) await add({ kind: "intake_receipt" });
  for (const { id: quoteId, decided } of quotes) {
    await add({ kind: "quote", quoteId });
    if (!decided) continue;
    papers.push({ ...await certificateDocument(ctx, { orderId: order.id, quoteId }), inside: true });
  }
  for (const { id: paymentId } of payments) {
    const { receipt, issued } = await readPaymentReceipt(ctx.db, ctx, { number: order.number, paymentId });
    papers.push({ ...receiptDocument(ctx, receipt), ...!issued && { issues: { paymentId, receipt } } });
  }
  if (delivery) await add({ kind: "delivery_receipt" });
  return [...papers, await history(ctx, facts)];
}

export interface DrawnPack {
  papers: Pdf[];
  attachments: Attachment[];
}

export async function drawnPack(ctx: Ctx, packed: readonly PackedPaper[]): Promise<DrawnPack> {
  const papers: Pdf[] = [];
  const attachments: Attachment[] = [];
  for (const { inside, issues, ...document } of packed) {
    if (issues) await keepPaymentReceipt(ctx.db, ctx, issues);
    const paper = await drawn(document, "a4");
    papers.push(paper);
    if (!inside) continue;
    attachments.push({ name: `${paper.fileName}.pdf`, type: "application/pdf", bytes: paper.bytes });
  }
  return { papers, attachments };
}

/** In the words of who takes it along. */
async function history(ctx: Ctx, facts: OrderPaperFacts): Promise<PackedPaper> {
  const reader = takerOf(ctx);
  const reading = { ...facts.reading, locale: ctx.locale };
  const given = await noticesOf(ctx.db, facts.detail.order.id);
  const events = facts.detail.events.toReversed().map((event) => ({
    at: event.at,
    actor: event.actor,
    words: eventWords(reader, event).join("\n"),
  }));
  const paper = historyPaper({ ...facts, reading }, { notices: noticeLines(reading, given), events });
  return {
    fileName: `historial-${facts.detail.order.number}`,
    draw: (format) => renderPaper(paper, { format, pictures: ctx.files.read }),
  };
}

/** How whoever takes it along reads it: in their language, by the clock of their branch. */
export function takerOf(ctx: Ctx): EventReader {
  const { timeZone, currency } = branchOf(ctx.shop, staffOf(ctx).branchId);
  return {
    locale: ctx.locale,
    timeZone,
    currency,
    shop: { statusLabels: ctx.shop.settings.status_labels },
  };
}
