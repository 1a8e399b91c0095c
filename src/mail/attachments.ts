import { type CalendarEvent, calendarFile } from "../agenda/calendar_file.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import type { Drawable } from "../documents/pdf.ts";
import { intakeDocument } from "../intakes/receipt_pdf.ts";
import { namedFiles } from "../files/queries.ts";
import { notFound } from "../lib/app_error.ts";
import { instantOf } from "../lib/random.ts";
import { deliveryDocument } from "../orders/delivery_document.ts";
import { paymentDocument } from "../orders/payment_document.ts";
import { quoteDocument } from "../quotes/papers.ts";
import { LOGO_ID } from "./message.ts";

/** A document, or an event for a calendar, that is drawn by the worker, from what is frozen, when its message is first sent. */
export type MailedPaper =
  | { kind: "intake_receipt"; intakeId: string }
  | { kind: "quote"; quoteId: string }
  | { kind: "payment_receipt"; number: string; paymentId: string }
  | { kind: "delivery_receipt" | "warranty"; number: string }
  | { kind: "calendar"; event: CalendarEvent };

/** What goes along with a mail: a file of the private store, or a paper that will be one. */
export type NewAttachment =
  & { name: string; type: string; contentId?: string }
  & ({ fileHash: string } | { paper: MailedPaper });

/** Ready to be sent or shown. */
export interface MailAttachment {
  name: string;
  type: string;
  /** By which the HTML shows it, "" for what stands beside the text. */
  contentId: string;
  bytes: Uint8Array<ArrayBuffer>;
}

/** The shop's logo for the HTML of a mail, nothing where it has none. */
export function logoAttachment({ shop }: Ctx): NewAttachment[] {
  const { logo } = shop.settings;
  return logo ? [{ name: "logo.png", type: "image/png", contentId: LOGO_ID, fileHash: logo.sheet }] : [];
}

/** Ties attachments to a message, in the transaction that writes it. */
export async function addAttachments(
  trx: Db,
  ctx: Ctx,
  { messageId, attachments }: { messageId: string; attachments: readonly NewAttachment[] },
): Promise<void> {
  if (attachments.length === 0) return;
  await trx.insertInto("message_attachment").values(attachments.map((attachment, position) => ({
    id: ctx.random.id(ctx.now),
    message_id: messageId,
    position,
    name: attachment.name,
    type: attachment.type,
    content_id: attachment.contentId ?? "",
    paper_json: "paper" in attachment ? JSON.stringify(attachment.paper) : "",
    file_hash: "fileHash" in attachment ? attachment.fileHash : null,
  }))).execute();
}

/** What goes along with a message, in order: the same bytes every time. */
export async function attachmentsOf(ctx: Ctx, messageId: string): Promise<MailAttachment[]> {
  const rows = await ctx.db.selectFrom("message_attachment").selectAll()
    .where("message_id", "=", messageId).orderBy("position").execute();
  const attachments: MailAttachment[] = [];
  for (const row of rows) {
    attachments.push({
      name: row.name,
      type: row.type,
      contentId: row.content_id,
      bytes: await bytesOf(ctx, row),
    });
  }
  return attachments;
}

/** @throws AppError not_found */
export async function readAttachment(
  ctx: Ctx,
  { messageId, position }: { messageId: string; position: number },
): Promise<MailAttachment> {
  const row = await ctx.db.selectFrom("message_attachment").selectAll()
    .where("message_id", "=", messageId).where("position", "=", position).executeTakeFirst();
  if (!row) throw notFound();
  return { name: row.name, type: row.type, contentId: row.content_id, bytes: await bytesOf(ctx, row) };
}

interface AttachmentRow {
  id: string;
  paper_json: string;
  file_hash: string | null;
}

async function bytesOf(ctx: Ctx, row: AttachmentRow): Promise<Uint8Array<ArrayBuffer>> {
  const hash = row.file_hash ?? await drawOnce(ctx, row);
  const bytes = await ctx.files.read(hash);
  if (!bytes) throw new Error(`The private store has no file ${hash}`);
  return bytes;
}

/** Of two that draw at the same time one is kept, and both send that one. */
async function drawOnce(ctx: Ctx, { id, paper_json }: AttachmentRow): Promise<string> {
  const paper: MailedPaper = JSON.parse(paper_json);
  const { hash } = await ctx.files.put(await drawn(ctx, paper), { forRow: { madeAt: instantOf(id) } });
  const kept = await ctx.db.updateTable("message_attachment")
    .set((q) => ({ file_hash: q.fn.coalesce("file_hash", q.val(hash)) }))
    .where("id", "=", id).returning("file_hash").executeTakeFirst();
  if (kept) return kept.file_hash ?? hash;
  // Its client was forgotten while it was drawn.
  await removePapers(ctx, [hash]);
  throw notFound();
}

/** Takes papers of mails off the disk that no row names any more, once that is committed. */
export async function removePapers(ctx: Ctx, hashes: readonly string[]): Promise<void> {
  const named = await namedFiles(ctx, [...hashes], 0);
  for (const hash of hashes) if (!named.has(hash)) await ctx.files.remove(hash);
}

async function drawn(ctx: Ctx, paper: MailedPaper): Promise<Uint8Array<ArrayBuffer>> {
  if (paper.kind === "calendar") return new TextEncoder().encode(calendarFile(paper.event));
  return await (await documentOf(ctx, paper)).draw("a4");
}

async function documentOf(
  ctx: Ctx,
  paper: Exclude<MailedPaper, { kind: "calendar" }>,
): Promise<Drawable> {
  switch (paper.kind) {
    case "quote":
      return await quoteDocument(ctx.db, ctx, paper.quoteId);
    case "payment_receipt":
      return await paymentDocument(ctx.db, ctx, paper);
    case "delivery_receipt":
    case "warranty": {
      const document = await deliveryDocument(ctx, paper);
      if (!document) throw notFound();
      return document;
    }
    case "intake_receipt":
      return await intakeDocument(ctx, paper.intakeId);
  }
}
