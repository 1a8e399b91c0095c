import { APPROVAL_CHANNELS } from "../orders/order.ts";

export const QUOTE_STATUSES = [
  "draft",
  "sent",
  "viewed",
  "approved",
  "rejected",
  "expired",
  "superseded",
] as const;
export type QuoteStatus = (typeof QUOTE_STATUSES)[number];

/** What the client can still answer, while its validity lasts. */
export const OPEN_QUOTE = ["sent", "viewed"] as const satisfies readonly QuoteStatus[];

export const LINE_KINDS = ["labour", "part", "fee", "discount"] as const;
export type LineKind = (typeof LINE_KINDS)[number];

/** Alternatives of one offer: the client takes one of them. */
export const OPTION_KEYS = ["A", "B", "C"] as const;
export type OptionKey = (typeof OPTION_KEYS)[number];
/** Where a line belongs, and what is approved: "" is every alternative, or an offer that has none. */
export type LineOption = OptionKey | "";

export interface QuoteOption {
  key: OptionKey;
  /** What the shop calls it, "" for its letter alone. */
  name: string;
}

export type QuoteDecision = "approved" | "rejected";
export type SharedHow = "mail" | "whatsapp";

/**
 * How a decision came: by the client's link, told to somebody who wrote it down, agreed on beforehand (as a fixed price or
 * within the authorised maximum), or "" for a rejection that the shop entered.
 */
export const DECISION_CHANNELS = [...APPROVAL_CHANNELS, "link", "fixed_price", "preauthorised", ""] as const;
export type DecisionChannel = (typeof DECISION_CHANNELS)[number];

export const MOST_LINES = 60;

/** Whether the offer can be accepted at that instant (UTC milliseconds). */
export function inForce(quote: { status: QuoteStatus; valid_until: number | null }, now: number): boolean {
  const open: readonly QuoteStatus[] = OPEN_QUOTE;
  return open.includes(quote.status) && quote.valid_until !== null && now < quote.valid_until;
}
