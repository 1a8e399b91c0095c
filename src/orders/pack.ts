import { type EventReader, eventWords } from "../../views/orders/event_line.tsx";
import { noticeLines } from "../../views/pickups/lines.ts";
import { documentText } from "../../views/documents/text.ts";
import { branchOf } from "../admin/shop.ts";
import { recordAudit } from "../audit/record.ts";
import { actorMay } from "../auth/permissions.ts";
import type { Ctx } from "../context.ts";
import type { Attachment } from "../documents/attachments.ts";
import { bundle } from "../documents/bundle.ts";
import { historyPaper } from "../documents/history_paper.ts";
import { renderPaper } from "../documents/paper.ts";
import { drawn, type Pdf } from "../documents/pdf.ts";
import { staffOf } from "../intakes/staff.ts";
import { notFound } from "../lib/app_error.ts";
import { noticesOf } from "../pickups/queries.ts";
import { certificateOf } from "../quotes/certificate.ts";
import type { OrderDocument } from "./document.ts";
import { type OrderPaperFacts, orderPaperFacts, packContents } from "./paper_queries.ts";
import { orderDocument } from "./papers.ts";
import type { OrderRow } from "./row.ts";

/**
 * Every paper of an order in one file, with the notices and the history at the end, and the sealed certificates inside it; the audit
 * log says who took it along. @throws AppError not_found, also before an abandonment for who may not have it of any order
 */
export async function orderPack(ctx: Ctx, number: string): Promise<Pdf> {
  const facts = await orderPaperFacts(ctx, number);
  const { order } = facts.detail;
  requirePackable(ctx, order);
  const { papers, attachments } = await packedPapers(ctx, facts);
  const title = `${documentText[ctx.locale].packTitle} ${number}`;
  const about = { title, author: facts.shop.name, locale: ctx.locale, at: ctx.now, attachments };
  const bytes = await bundle(about, papers.map((paper) => paper.bytes));
  await recordAudit(ctx.db, ctx, {
    kind: "order_pack_taken",
    subject: { kind: "order", id: order.id },
    data: { order: number },
  });
  return { fileName: `expediente-${number}`, bytes };
}

/** @throws AppError not_found, before an abandonment, for who may not have it of any order */
export function requirePackable({ actor }: Ctx, { status }: Pick<OrderRow, "status">): void {
  if (status !== "abandoned" && !actorMay(actor, "orders.pack")) throw notFound();
}

/** The papers of an order in the order of a pack, each with its own name, and what goes inside of their file. */
export async function packedPapers(
  ctx: Ctx,
  facts: OrderPaperFacts,
): Promise<{ papers: Pdf[]; attachments: Attachment[] }> {
  const { order, delivery, hasReceipt } = facts.detail;
  const { quotes, payments } = await packContents(ctx.db, order.id);
  const papers: Pdf[] = [];
  const attachments: Attachment[] = [];
  const add = async (document: OrderDocument) => {
    papers.push(await drawn(await orderDocument(ctx, order.number, document), "a4"));
  };
  if (hasReceipt) await add({ kind: "intake_receipt" });
  for (const { id: quoteId, decided } of quotes) {
    await add({ kind: "quote", quoteId });
    if (!decided) continue;
    const certificate = await certificateOf(ctx, { orderId: order.id, quoteId });
    papers.push(certificate);
    attachments.push({
      name: `${certificate.fileName}.pdf`,
      type: "application/pdf",
      bytes: certificate.bytes,
    });
  }
  for (const { id: paymentId } of payments) await add({ kind: "payment_receipt", paymentId });
  if (delivery) await add({ kind: "delivery_receipt" });
  papers.push({ fileName: `historial-${order.number}`, bytes: await history(ctx, facts) });
  return { papers, attachments };
}

/** In the words of who takes it along. */
async function history(ctx: Ctx, facts: OrderPaperFacts): Promise<Uint8Array<ArrayBuffer>> {
  const reader = takerOf(ctx);
  const reading = { ...facts.reading, locale: ctx.locale };
  const given = await noticesOf(ctx.db, facts.detail.order.id);
  const events = facts.detail.events.toReversed().map((event) => ({
    at: event.at,
    actor: event.actor,
    words: eventWords(reader, event).join("\n"),
  }));
  const paper = historyPaper({ ...facts, reading }, { notices: noticeLines(reading, given), events });
  return await renderPaper(paper, { format: "a4", pictures: ctx.files.read });
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
