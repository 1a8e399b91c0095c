import { z } from "zod";
import { Id, Instant, instantOrNull, Money, money } from "../api/shapes.ts";
import { OrderNumber } from "../orders/json.ts";
import { DECISION_CHANNELS, LINE_KINDS, OPTION_KEYS, QUOTE_STATUSES } from "./quote.ts";
import type { OrderQuote } from "./queries.ts";

/** Which alternative a line is of, or was approved. */
export const Option = z.enum(["", ...OPTION_KEYS], { error: "invalid" }).meta({
  description: "Alternative that it belongs to, empty for all of them",
});
export const taxRate = { description: "Thousandths of a percent: 21000 is 21 %", examples: [21_000] };
export const quantity = { description: "Thousandths: 1500 is one and a half", examples: [1_000] };

export const Quote = z.object({
  id: Id,
  order_number: OrderNumber,
  revision: z.int().min(1).meta({ description: "Version of the order's offer" }),
  status: z.enum(QUOTE_STATUSES),
  tax_included: z.boolean().meta({ description: "Whether unit prices include their tax" }),
  options: z.array(z.object({ key: z.enum(OPTION_KEYS), name: z.string() })),
  note: z.string(),
  valid_days: z.int(),
  deposit_percent: z.int(),
  lines: z.array(z.object({
    id: Id,
    kind: z.enum(LINE_KINDS),
    option: Option,
    description: z.string(),
    quantity_thousandths: z.int().meta(quantity),
    unit_price: Money,
    unit_cost: Money.nullable().optional().meta({ description: "Only with the scope costs:read" }),
    tax_rate: z.int().meta(taxRate),
    part_id: Id.nullable(),
  })),
  totals: z.array(z.object({ option: Option, net: Money, tax: Money, total: Money, deposit: Money })).meta({
    description: "What each alternative comes to",
  }),
  sent_at: Instant.nullable(),
  valid_until: Instant.nullable(),
  viewed_at: Instant.nullable(),
  approved_option: Option.nullable(),
  decision: z.object({
    channel: z.enum(DECISION_CHANNELS).meta({ description: "Empty for a rejection that the shop entered" }),
    who: z.string(),
    note: z.string(),
    at: Instant,
    signed: z.boolean(),
    recorded_by: z.string().nullable().meta({ description: "Null where the client answered" }),
  }).nullable(),
  version: z.int(),
}).meta({ id: "Quote", description: "A version of what is offered for an order" });

export interface ToldQuote {
  number: string;
  quote: OrderQuote;
  draft: { note: string; validDays: number; depositPercent: number };
  /** Minor units by line; null for whoever may not know them. */
  costs: ReadonlyMap<string, number> | null;
}

export function quoteTold({ number, quote, draft, costs }: ToldQuote): z.input<typeof Quote> {
  const { id, revision, status, options, decision, currency, version } = quote;
  const amount = (minor: number) => money(minor, currency);
  return {
    id,
    order_number: number,
    revision,
    status,
    tax_included: quote.taxIncluded,
    options,
    note: draft.note,
    valid_days: draft.validDays,
    deposit_percent: draft.depositPercent,
    lines: quote.lines.map((one) => {
      const cost = costs?.get(one.id);
      return {
        id: one.id,
        kind: one.kind,
        option: one.option,
        description: one.description,
        quantity_thousandths: one.quantity,
        unit_price: amount(one.unitMinor),
        ...costs && { unit_cost: cost === undefined ? null : amount(cost) },
        tax_rate: one.taxRate,
        part_id: one.partId,
      };
    }),
    totals: quote.sums.map((sum) => ({
      option: sum.option,
      net: amount(sum.netMinor),
      tax: amount(sum.taxMinor),
      total: amount(sum.totalMinor),
      deposit: amount(sum.depositMinor),
    })),
    sent_at: instantOrNull(quote.sentAt),
    valid_until: instantOrNull(quote.validUntil),
    viewed_at: instantOrNull(quote.viewedAt),
    approved_option: quote.approvedOption,
    decision: decision && {
      channel: decision.channel,
      who: decision.who,
      note: decision.note,
      at: new Date(decision.at).toISOString(),
      signed: decision.signed,
      recorded_by: decision.by,
    },
    version,
  };
}
