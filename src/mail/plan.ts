import type { Shop } from "../admin/shop.ts";
import { answerTo, type Consents, type PreferredChannel } from "../clients/consent.ts";
import type { Locale } from "../lib/locale.ts";
import type { WhatsappTemplate } from "../whatsapp/template.ts";
import { type MessageKind, MUST_HEAR, type UntoldReason } from "./message.ts";

/** What is known of how a client can be told. */
export interface Reach {
  client: string;
  locale: Locale;
  channel: PreferredChannel;
  consents: Consents;
  /** The first e-mail, null without any. */
  address: string | null;
  /** E.164: their WhatsApp, or else the first phone. */
  phone: string | null;
}

/** By what the shop can send. */
export interface Senders {
  sendsMail: boolean;
  shop: Pick<Shop, "whatsapp">;
}

/**
 * How a client is told of something. Forms say it beforehand and the outbox does it, both by `planFor`. `hand`: nothing is sent, and
 * with `waits` somebody has to tell them; with an address the mail is written and kept.
 */
export type Plan =
  | { by: "email"; client: string; address: string }
  | { by: "whatsapp"; client: string; phone: string; template: WhatsappTemplate }
  | { by: "hand"; client: string; reason: UntoldReason; waits: boolean; address: string | null }
  | { by: "nobody"; silent: boolean };

export interface Telling {
  /** Null for what nobody is told of. */
  kind: MessageKind | null;
  /** False where whoever acts wants it kept quiet this once. */
  notify?: boolean;
}

export function planFor(senders: Senders, reach: Reach, { kind, notify = true }: Telling): Plan {
  if (kind === null || !notify) return { by: "nobody", silent: kind !== null };
  const { client, channel, consents, address, locale, phone } = reach;
  const waits = MUST_HEAR.includes(kind);
  if (channel === "none") return { by: "hand", client, reason: "unwanted", waits, address: null };
  if (channel === "phone" && waits) {
    return { by: "hand", client, reason: "prefers_phone", waits, address: null };
  }

  const refusesMail = answerTo(consents, "email") === "refused";
  const mail: Plan | null = address !== null && !refusesMail && senders.sendsMail
    ? { by: "email", client, address }
    : null;
  const template = senders.shop.whatsapp?.[kind]?.[locale];
  const chat: Plan | null = template && phone !== null && answerTo(consents, "whatsapp") === "granted"
    ? { by: "whatsapp", client, phone, template }
    : null;
  const [first, second] = channel === "whatsapp" ? [chat, mail] : [mail, chat];
  if (first) return first;
  if (second) return second;
  if (address === null) return { by: "hand", client, reason: "no_email", waits, address };
  if (refusesMail) return { by: "hand", client, reason: "mail_refused", waits, address: null };
  return { by: "hand", client, reason: "no_server", waits, address };
}

/** Something is written to the client, though it may wait for a mail server. */
export function sends(plan: Plan): boolean {
  return plan.by !== "nobody" && (plan.by !== "hand" || plan.address !== null);
}

/** What a reach is made from. */
export interface ReachRow {
  client: string;
  locale: Locale;
  channel: PreferredChannel;
  consents: Consents;
  contacts: readonly { kind: "email" | "phone" | "whatsapp"; value: string }[];
}

/** @param row its contacts in the order in which the client has them */
export function reachOf({ contacts, ...row }: ReachRow): Reach {
  const first = (kind: string) => contacts.find((contact) => contact.kind === kind)?.value ?? null;
  return { ...row, address: first("email"), phone: first("whatsapp") ?? first("phone") };
}
