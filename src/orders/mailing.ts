import { requirePermission } from "../auth/permissions.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { conflict, invalid } from "../lib/app_error.ts";
import { removePapers } from "../mail/attachments.ts";
import { type DocumentMail, draftDocuments, type MailedDocument, queueDocuments } from "../mail/outbox.ts";
import type { MessageChannel, RenderedMessage } from "../mail/message.ts";
import { isSuppressed } from "../mail/suppression.ts";
import { type ClientDocument, documentKey } from "./document.ts";
import type { MailInput } from "./mail_input.ts";
import { type Mailable, readMailable } from "./mail_queries.ts";
import { orderDocument } from "./papers.ts";
import { lockOrder } from "./row.ts";

/**
 * Sends documents of an order by mail or WhatsApp, drawn now: every try sends what was chosen. The same form again changes nothing.
 * @throws AppError forbidden, not_found, invalid with the form's fields, conflict `client_erased` while they were drawn
 */
export async function mailDocuments(ctx: Ctx, number: string, input: MailInput): Promise<void> {
  requirePermission(ctx.actor, "documents.mail");
  // What was paid and owed is on most of them.
  requirePermission(ctx.actor, "payments.read");
  const mailable = await readMailable(ctx, number);
  await requireKnown(ctx, mailable, input);
  const papers: (MailedDocument & { fileHash: string })[] = [];
  for (const document of chosenOf(mailable, input.documents)) {
    const { title, draw } = await orderDocument(ctx, number, document);
    const { hash } = await ctx.files.put(await draw("a4"), { forRow: true });
    papers.push({ kind: document.kind, title, fileHash: hash });
  }
  const mail = { ...addressed(mailable, input), id: input.form_key, papers };
  const written = await ctx.db.transaction().execute(async (trx) => {
    if (await wasForgotten(trx, mailable)) return false;
    await lockOrder(trx, number);
    await queueDocuments(trx, ctx, mail);
    return true;
  });
  if (!written) {
    await removePapers(ctx, papers.map(({ fileHash }) => fileHash));
    throw conflict("client_erased");
  }
  ctx.live.changed(`order:${mailable.orderId}`, "jobs");
}

/** Since the papers were begun, which name the client. Nobody is forgotten from here to the end of the transaction. */
async function wasForgotten(trx: Db, { client }: Mailable): Promise<boolean> {
  const now = await trx.selectFrom("client").select("erased_at").where("id", "=", client.id).forUpdate()
    .executeTakeFirstOrThrow();
  return !client.forgotten && now.erased_at !== null;
}

/** What goes by WhatsApp has no subject. */
export interface MailDraft extends Pick<RenderedMessage, "subject" | "text"> {
  by: MessageChannel;
  to: { name: string; address: string };
  files: string[];
}

/** The mail as it would be sent. @throws as `mailDocuments` */
export async function draftMail(ctx: Ctx, number: string, input: MailInput): Promise<MailDraft> {
  const mailable = await readMailable(ctx, number);
  const titles: string[] = [];
  for (const document of chosenOf(mailable, input.documents)) {
    titles.push((await orderDocument(ctx, number, document)).title);
  }
  const { by, to, note, orderId } = addressed(mailable, input);
  const { subject, text } = await draftDocuments(ctx, { orderId, by, note, titles });
  return { by, to, subject, text, files: titles.map((title) => `${title}.pdf`) };
}

/** In the order of the form, whatever the order in which they were ticked. */
function chosenOf({ documents }: Mailable, keys: readonly string[]): ClientDocument[] {
  const chosen = documents.map(({ document }) => document).filter((one) => keys.includes(documentKey(one)));
  if (chosen.length < new Set(keys).size) throw invalid({ documents: { code: "document_gone" } });
  return chosen;
}

/** @throws AppError invalid for an address that its server does not know */
async function requireKnown(ctx: Ctx, { bounced }: Mailable, { address }: MailInput): Promise<void> {
  if (address === null || !await isSuppressed(ctx.db, address)) return;
  const field = bounced.some((one) => one.address === address) ? "to" : "other";
  throw invalid({ [field]: { code: "address_bounced" } });
}

/** @throws AppError invalid where WhatsApp does not reach the client */
function addressed(
  { orderId, client, addresses, chat }: Mailable,
  { address, note }: MailInput,
): Omit<DocumentMail, "id" | "papers"> {
  if (address === null) {
    if (!chat) throw invalid({ to: { code: "chat_gone" } });
    return { orderId, by: "whatsapp", note: "", to: { name: client.name, address: chat.phone } };
  }
  const name = addresses.includes(address) ? client.name : "";
  return { orderId, by: "email", note, to: { name, address } };
}
