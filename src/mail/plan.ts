import { answerTo, type Consents, type PreferredChannel } from "../clients/consent.ts";
import type { Locale } from "../lib/locale.ts";
import {
  type ChatKinds,
  type LetterKind,
  type MessageKind,
  MUST_HEAR,
  OPTIONAL,
  type UntoldReason,
} from "./message.ts";

/** What is known of how a client can be told. */
export interface Reach {
  client: string;
  channel: PreferredChannel;
  consents: Consents;
  /** The first e-mail whose server knows it, null without any. */
  address: string | null;
  /** They have e-mails, and none is known to its server. */
  bounced: boolean;
  locale: Locale;
  /** For chats or else the first of all, in E.164; null without any. */
  phone: string | null;
  /** False for who asked for no mails of the optional kinds. */
  wantsOptional: boolean;
}

/** By what the shop can send. */
export interface Senders {
  sendsMail: boolean;
  chats: ChatKinds;
}

/**
 * How a client is told of something. Forms say it beforehand and the outbox does it, both by `planFor`. `hand`: nothing is sent, and
 * with `waits` somebody has to tell them; with an address the mail is written and kept.
 */
export type Plan =
  | { by: "email"; client: string; address: string }
  | { by: "whatsapp"; client: string; phone: string }
  | { by: "hand"; client: string; reason: UntoldReason; waits: boolean; address: string | null }
  | { by: "nobody"; silent: boolean };

export interface Telling {
  /** Null for what nobody is told of. */
  kind: MessageKind | LetterKind | null;
  /** False where whoever acts wants it kept quiet this once. */
  notify?: boolean;
}

export function planFor(senders: Senders, reach: Reach, { kind, notify = true }: Telling): Plan {
  if (kind === null || !notify) return { by: "nobody", silent: kind !== null };
  if (OPTIONAL.includes(kind) && !reach.wantsOptional) return { by: "nobody", silent: false };
  const { client, channel, consents, address, bounced } = reach;
  const waits = MUST_HEAR.some((one) => one === kind);
  const byHand = (reason: UntoldReason): Plan => ({ by: "hand", client, reason, waits, address: null });
  if (channel === "none") return byHand("unwanted");
  const phone = chatPhoneFor(senders, reach, kind);
  if (phone !== null) return { by: "whatsapp", client, phone };
  if (channel === "phone" && waits) return byHand("prefers_phone");
  if (address === null) return byHand(bounced ? "address_bounced" : "no_email");
  if (answerTo(consents, "email") === "refused") return byHand("mail_refused");
  return senders.sendsMail
    ? { by: "email", client, address }
    : { by: "hand", client, reason: "no_server", waits, address };
}

/** Where a kind goes by WhatsApp: to who prefers it and has not refused it, in a language that has a template for it. */
export function chatPhoneFor(
  { chats }: Senders,
  { channel, consents, locale, phone }: Reach,
  kind: MessageKind | LetterKind,
): string | null {
  const served = chats[locale]?.some((one) => one === kind) ?? false;
  return served && channel === "whatsapp" && answerTo(consents, "whatsapp") !== "refused" ? phone : null;
}

/** Something is written to the client, though it may wait for a mail server. */
export function sends(plan: Plan): boolean {
  return plan.by !== "nobody" && (plan.by !== "hand" || plan.address !== null);
}

/** Where a mail goes that a plan has written, null for none. */
export function mailAddress(plan: Plan): string | null {
  return plan.by === "email" || plan.by === "hand" ? plan.address : null;
}

/** What a reach is made from; the contacts in the client's own order. */
export interface ReachRow {
  client: string;
  channel: PreferredChannel;
  consents: Consents;
  no_mail_since: number | null;
  locale: Locale;
  contacts: readonly { kind: "email" | "phone" | "whatsapp"; value: string; bounced_at: number | null }[];
}

export function reachOf({ client, channel, consents, no_mail_since, locale, contacts }: ReachRow): Reach {
  const emails = contacts.filter(({ kind }) => kind === "email");
  const address = emails.find(({ bounced_at }) => bounced_at === null)?.value ?? null;
  const bounced = address === null && emails.length > 0;
  const phones = contacts.filter(({ kind }) => kind !== "email");
  const phone = (phones.find(({ kind }) => kind === "whatsapp") ?? phones[0])?.value ?? null;
  return {
    client,
    channel,
    consents,
    address,
    bounced,
    locale,
    phone,
    wantsOptional: no_mail_since === null,
  };
}
