import { letterValues } from "../../views/mail/values.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { chatContent } from "../whatsapp/content.ts";
import { logoAttachment, type NewAttachment } from "./attachments.ts";
import { lookOf } from "./look.ts";
import type { LetterKind, MailAppointment } from "./message.ts";
import { renderLetter } from "./messages.tsx";
import { queueNotice } from "./outbox.ts";
import { mailAddress, type Plan, planFor, type Reach, sends } from "./plan.ts";

/** What is written to a client about no order, or not mainly so. */
export interface Letter {
  kind: LetterKind;
  /** Of the message. */
  id: string;
  clientId: string;
  reach: Reach;
  /** Whose address and telephone it shows. */
  branchId: string;
  url: string | null;
  /** Of the kinds about an appointment. */
  appointment?: MailAppointment;
  attachments?: readonly NewAttachment[];
}

/**
 * Writes it into the outbox in the client's language and the shop's words, in the caller's transaction. Answers how the client is
 * told; nothing is written where nothing sends it.
 */
export async function queueLetter(trx: Db, ctx: Ctx, letter: Letter): Promise<Plan> {
  const { kind, id, clientId, reach, branchId, url, appointment, attachments = [] } = letter;
  const { locale, client } = reach;
  const plan = planFor(ctx, reach, { kind });
  if (!sends(plan)) return plan;
  const look = await lookOf(trx, ctx, { locale, branchId });
  const facts = { kind, look, client, url, ...(appointment && { appointment }) };
  const values = letterValues(facts);
  const chat = plan.by === "whatsapp"
    ? await chatContent(trx, { kind, locale, values, documents: [] })
    : undefined;
  // What served it was taken away just now.
  if (chat === null) return await queueLetter(trx, { ...ctx, chats: {} }, letter);
  const address = (plan.by === "whatsapp" ? plan.phone : mailAddress(plan)) ?? "";
  await queueNotice(trx, ctx, {
    kind,
    id,
    clientId,
    to: { name: client, address },
    locale,
    ...renderLetter(facts),
    attachments: [...logoAttachment(ctx), ...attachments],
    chat,
  });
  return plan;
}
