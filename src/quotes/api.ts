import { z } from "zod";
import { type Operation, operation } from "../api/operation.ts";
import { Id, minorOf } from "../api/shapes.ts";
import type { Ctx } from "../context.ts";
import { drawn } from "../documents/pdf.ts";
import { AppError } from "../lib/app_error.ts";
import { OrderNumber } from "../orders/json.ts";
import { readOrder } from "../orders/queries.ts";
import { THEIR_ORDER } from "../orders/order_expansion.ts";
import { paths } from "../paths.ts";
import { versionOf, versionsOf } from "./api_queries.ts";
import { recordApproval } from "./approval_commands.ts";
import { discardQuote, saveQuote, startQuote } from "./draft_commands.ts";
import { readEdited, typingOf } from "./editor_queries.ts";
import {
  ApprovalIn,
  NewQuoteIn,
  Quote,
  quoteAsIn,
  quoteFrom,
  QuoteIn,
  quoteTold,
  SendingIn,
} from "./json.ts";
import { quoteDocument } from "./papers.ts";
import { sendQuote } from "./send_commands.ts";

const tag = "quotes";
const params = z.object({ id: Id });
const answer = { text: "The quote", schema: Quote };
const names = { quantity: "quantity_thousandths" };
const example = {
  lines: [
    {
      description: "Cambio de pantalla",
      unit_price: { amount_minor: 2_500_000, currency: "ARS" },
      tax_rate: 21_000,
    },
  ],
};

export const quoteOperations: readonly Operation[] = [
  operation({
    id: "listQuotes",
    method: "get",
    path: paths.apiQuotes(),
    tag,
    scope: "quotes:read",
    summary: "List the versions of an order's offer",
    query: z.object({ order_number: OrderNumber }),
    answer: { text: "All of them, the newest first", schema: z.array(Quote) },
    refuses: ["not_found"],
    expand: THEIR_ORDER,
    async handle(ctx, { query: { order_number } }) {
      return { body: (await versionsOf(ctx, await readOrder(ctx, order_number))).map(quoteTold) };
    },
  }),
  operation({
    id: "createQuote",
    method: "post",
    path: paths.apiQuotes(),
    tag,
    scope: "quotes:write",
    summary: "Begin a version of an order's offer",
    description: "A draft, which nobody is shown until it is sent. An order has one draft at a time.",
    body: NewQuoteIn,
    names,
    example: { order_number: "S01-000052", ...example },
    statuses: [201],
    answer,
    refuses: ["not_found", "conflict"],
    async handle(ctx, { body: { order_number: number, ...body }, key }) {
      const { quote_days: validDays, deposit_percent: depositPercent, ...settings } = ctx.shop.settings;
      const { currency } = await readOrder(ctx, number);
      const { tax_rates: taxRates, prices_with_tax: taxIncluded } = settings;
      const input = quoteFrom(body, { currency, taxRates, taxIncluded, validDays, depositPercent });
      const id = await startQuote(ctx, number, { form_key: key, from: "" });
      if (id !== key) throw new AppError("conflict", { reason: "quote_draft_exists" });
      await saveQuote(ctx, number, { quoteId: id, input: { ...input, version: 1, form_key: key } });
      return { ...await told(ctx, id), location: paths.apiQuote(id) };
    },
  }),
  operation({
    id: "getQuote",
    method: "get",
    path: paths.apiQuote("{id}"),
    tag,
    scope: "quotes:read",
    summary: "Read a quote",
    params,
    answer,
    refuses: ["not_found"],
    expand: THEIR_ORDER,
    handle: (ctx, { params: { id } }) => told(ctx, id),
  }),
  operation({
    id: "updateQuote",
    method: "patch",
    path: paths.apiQuote("{id}"),
    tag,
    scope: "quotes:write",
    summary: "Change a draft",
    params,
    body: QuoteIn,
    names,
    example: { note: "Con repuesto original", ...example },
    answer: { text: "The quote as it is now", schema: Quote },
    refuses: ["not_found", "conflict"],
    merge: {
      stale: "quote_changed",
      async onto(ctx, { id }) {
        const { body, version } = await told(ctx, id);
        return { value: quoteAsIn(body), version };
      },
    },
    async handle(ctx, { params: { id }, body, version }) {
      const { number } = await versionOf(ctx, id);
      await save(ctx, { number, id, body, version });
      return await told(ctx, id);
    },
  }),
  operation({
    id: "discardQuote",
    method: "delete",
    path: paths.apiQuote("{id}"),
    tag,
    scope: "quotes:write",
    summary: "Throw a draft away",
    params,
    statuses: [204],
    answer: { text: "It is gone", schema: z.undefined() },
    refuses: ["not_found", "conflict"],
    async handle(ctx, { params: { id } }) {
      const { number, quote } = await versionOf(ctx, id);
      await discardQuote(ctx, number, { quoteId: id, version: quote.version });
      return { body: undefined };
    },
  }),
  operation({
    id: "sendQuote",
    method: "post",
    path: paths.apiQuoteSending("{id}"),
    tag,
    scope: "quotes:write",
    summary: "Send a draft to the client",
    description:
      "What it says is frozen, the version before it is superseded, and the order waits for the answer.",
    params,
    body: SendingIn,
    example: { by_mail: true },
    answer,
    refuses: ["not_found", "conflict"],
    async handle(ctx, { params: { id }, body, key }) {
      const { number, quote: { version } } = await versionOf(ctx, id);
      await sendQuote(ctx, number, { quoteId: id, input: { ...body, version, form_key: key } });
      return await told(ctx, id);
    },
  }),
  operation({
    id: "getQuotePdf",
    method: "get",
    path: paths.apiQuotePdf("{id}"),
    tag,
    scope: "quotes:read",
    summary: "Read a quote on the shop's paper",
    params,
    query: z.object({
      format: z.enum(["a4", "80mm"], { error: "invalid" }).default("a4").meta({
        description: "Of the paper",
      }),
    }),
    answer: { text: "The document", file: ["application/pdf"] },
    refuses: ["not_found"],
    async handle(ctx, { params: { id }, query: { format } }) {
      const { bytes, fileName } = await drawn(await quoteDocument(ctx.db, ctx, id), format);
      return { bytes, type: "application/pdf", name: `${fileName}.pdf` };
    },
  }),
  operation({
    id: "recordApproval",
    method: "post",
    path: paths.apiQuoteApproval(),
    tag,
    scope: "quotes:approve",
    summary: "Note down that a client agreed",
    description:
      "To what is in force, or to the price in `agreed`. While a deposit is missing the order stays where it is.",
    body: ApprovalIn,
    example: { order_number: "S01-000052", how: "phone", who: "Marta Núñez", option: "A" },
    answer: {
      text: "What became of it",
      schema: z.object({ moved: z.boolean().meta({ description: "Whether the order went on" }) }),
    },
    refuses: ["not_found", "conflict"],
    async handle(ctx, { body: { order_number: number, agreed, notify, ...body }, key }) {
      const { currency: of } = await readOrder(ctx, number);
      const minor = agreed && minorOf(agreed, { of, field: "agreed" });
      const approval = { ...body, agreed: minor, form_key: key, silent: !notify };
      return { body: await recordApproval(ctx, number, approval) };
    },
  }),
];

interface Saving {
  number: string;
  id: string;
  body: z.output<typeof QuoteIn>;
  version: number;
}

async function save(ctx: Ctx, { number, id, body, version }: Saving): Promise<void> {
  const edited = await readEdited(ctx, number, id);
  const { valid_days: validDays, deposit_percent: depositPercent } = edited.quote;
  const input = quoteFrom(body, { ...typingOf(edited, ctx.locale), validDays, depositPercent });
  await saveQuote(ctx, number, { quoteId: id, input: { ...input, version, form_key: id } });
}

async function told(ctx: Ctx, id: string) {
  const version = await versionOf(ctx, id);
  return { body: quoteTold(version), version: version.quote.version };
}
