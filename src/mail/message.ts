import type { AppointmentKind } from "../agenda/appointment.ts";
import type { Locale } from "../lib/locale.ts";
import type { OrderStatus } from "../orders/status.ts";

export const MESSAGE_KINDS = [
  "order_received",
  "order_ready",
  "pickup_notice",
  "pickup_reminder",
  "quote_sent",
  "quote_reminder",
  "quote_expired",
  "documents",
  "tracking_link",
  "payment_link",
  "status_updated",
  "payment_receipt",
  "delivered",
] as const;
export type MessageKind = (typeof MESSAGE_KINDS)[number];

/** Which kinds go by WhatsApp, in each language of clients that has a template for them. */
export type ChatKinds = Readonly<Partial<Record<Locale, readonly TemplateKind[]>>>;

/** By what a message leaves. */
export const MESSAGE_CHANNELS = ["email", "whatsapp"] as const;
export type MessageChannel = (typeof MESSAGE_CHANNELS)[number];

/** To the shop's own people. */
export const NOTICE_KINDS = [
  "alert_opened",
  "alert_closed",
  "quote_decided",
  "note_mention",
  "work_digest",
  "user_invitation",
  "password_reset",
  "password_changed",
  "second_factor_on",
  "second_factor_off",
  "passkey_added",
  "passkey_removed",
  "password_given",
  "email_changed",
  "recovery_codes_made",
  "sign_in_noticed",
  "sign_in_blocked",
  "template_test",
  "report",
] as const;
export type NoticeKind = (typeof NOTICE_KINDS)[number];
export type AccountMailKind = Extract<
  NoticeKind,
  | "user_invitation"
  | "password_reset"
  | "password_changed"
  | "second_factor_on"
  | "second_factor_off"
  | "passkey_added"
  | "passkey_removed"
  | "password_given"
  | "email_changed"
  | "recovery_codes_made"
  | "sign_in_noticed"
  | "sign_in_blocked"
>;

/** Kinds that carry a way into an account: nobody reads them again, and nothing of them stays once they are sent or given up. */
export const SECRET_KINDS: readonly NoticeKind[] = ["user_invitation", "password_reset"];

/** To a client, about no order or not mainly so. */
export const LETTER_KINDS = [
  "preintake_link",
  "appointment_booked",
  "appointment_moved",
  "appointment_cancelled",
  "appointment_reminder",
] as const;
export type LetterKind = (typeof LETTER_KINDS)[number];
export type AppointmentMailKind = Exclude<LetterKind, "preintake_link">;

/** What clients are told: by mail in words that the shop may write itself, by WhatsApp in those that Meta approved. */
export const TEMPLATE_KINDS = [...MESSAGE_KINDS, ...LETTER_KINDS] as const;
export type TemplateKind = (typeof TEMPLATE_KINDS)[number];

/** What is written of a mail; the shop's look, the facts of the order and the button's address are the layout's. */
export const TEMPLATE_PARTS = ["subject", "greeting", "heading", "body", "button"] as const;
export type TemplatePart = (typeof TEMPLATE_PARTS)[number];
export type TemplateText = Readonly<Record<TemplatePart, string>>;

/**
 * How a try to send ended: `unsure` from the moment in which the server is given the last byte until it answers, `cut` when the
 * process died before that.
 */
export const ATTEMPT_RESULTS = ["running", "taken", "later", "refused", "unsure", "cut"] as const;
export type AttemptResult = (typeof ATTEMPT_RESULTS)[number];

/**
 * `kept`: the shop has no mail server, an administrator reads it on the screen. `withdrawn`: what it tells was undone before it
 * left. `unsure`: the server has all of it and its answer was lost; a mail is sent again under the same Message-ID, what goes by
 * WhatsApp is not. `delivered`, `read`: as WhatsApp tells; of a mail nobody knows.
 */
export const MESSAGE_STATES = [
  "queued",
  "sending",
  "unsure",
  "sent",
  "delivered",
  "read",
  "failed",
  "kept",
  "withdrawn",
] as const;
export type MessageState = (typeof MESSAGE_STATES)[number];

/** Kinds that a client has to hear of, by other means where no mail reaches them. */
export const MUST_HEAR: readonly MessageKind[] = ["order_ready", "pickup_notice", "pickup_reminder"];

/** Kinds that a client can do without: they may say that they want none of them. */
export const OPTIONAL: readonly (MessageKind | LetterKind)[] = [
  "status_updated",
  "quote_reminder",
  "pickup_reminder",
  "appointment_reminder",
];

export const UNTOLD_REASONS = [
  "no_email",
  "address_bounced",
  "no_server",
  "mail_failed",
  "mail_refused",
  "unwanted",
  "prefers_phone",
  "whatsapp_failed",
  "whatsapp_unsure",
] as const;
/**
 * Why nothing that is sent tells the client: no address or none that exists, no mail server in the shop, it could not be sent, they refuse mails, want
 * not to be written to, or to be called; WhatsApp did not deliver it and there is no mail instead, or nobody knows whether it did.
 */
export type UntoldReason = (typeof UNTOLD_REASONS)[number];

/** How somebody of the shop told a client. */
export const TELL_CHANNELS = ["phone", "whatsapp", "counter", "email", "letter"] as const;
export type TellChannel = (typeof TELL_CHANNELS)[number];

/** The shop as its mails show it; a text that nobody gave is "". */
export interface MailLook {
  locale: Locale;
  shop: string;
  /** The size of the shop's logo in pixels; the mail carries it as `LOGO_ID`. */
  logo: { width: number; height: number } | null;
  /** `#rrggbb`, null for the product's own. */
  accent: string | null;
  branch: { name: string; address: string; phone: string };
  /** What the shop calls its statuses. */
  statusLabels: Partial<Record<OrderStatus, string>>;
  /** What the shop made of the words of each kind, in this language. */
  written: Partial<Record<TemplateKind, TemplateText>>;
}

/** What a message to a client says, apart from its kind; a text that nobody gave is "". */
export interface MessageFacts extends MailLook {
  client: string;
  orders: readonly [MessageOrder, ...MessageOrder[]];
  /** The titles of the documents that go along. */
  documents: readonly string[];
  /** What somebody of the shop wrote to the client. */
  note: string;
}

/** What a mail says of an appointment, worded for the client; `order` is "" where it is about none. */
export interface MailAppointment {
  purpose: AppointmentKind;
  /** `viernes 27 nov`, `10:00`, `10:30`. */
  day: string;
  from: string;
  to: string;
  order: string;
}

/** How the HTML of a mail names the logo that goes along with it. */
export const LOGO_ID = "logo@reparo";

export interface MessageOrder {
  /** `S01-000052`. */
  number: string;
  device: string;
  fault: string;
  /** Already formatted for the client, "" when nothing was promised. */
  promised: string;
  trackingUrl: string | null;
  /** Of the mails about an offer. */
  quote: MessageQuote | null;
  /** While it waits to be collected. */
  pickup: MessagePickup | null;
  /** What is to be paid and on which page, in the mail that asks for it. */
  paying: { amount: string; url: string } | null;
  /** What was paid just now and what is left to pay, "" for nothing, in the mail that confirms it. */
  paid: { amount: string; balance: string } | null;
  /** Where it stands. */
  status: OrderStatus;
  /** Until when the work is guaranteed, once it is. */
  warranty: { ends: string } | null;
}

/** What a mail says of a device that waits, worded for the client. */
export interface MessagePickup {
  readySince: string;
  /** What is left to pay, "" when nothing is. */
  balance: string;
  /** The day from which it can be declared abandoned, and whether that has come. */
  termEnds: string;
  termOver: boolean;
}

/** What a mail says of an offer, worded for the client. */
export interface MessageQuote {
  revision: number;
  /** One for each alternative: its name ("" for a single one) and what it comes to. */
  totals: readonly { option: string; total: string }[];
  validUntil: string;
  url: string | null;
}

export interface RenderedMessage {
  subject: string;
  html: string;
  text: string;
}

/** One line without control characters: what may stand in a mail's header. */
export function headerText(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ").replace(/\s+/g, " ").trim();
}
