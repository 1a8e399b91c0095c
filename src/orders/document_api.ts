import { z } from "zod";
import { keptId } from "../api/kept_id.ts";
import { type Operation, operation } from "../api/operation.ts";
import { Instant, instant, Money, money } from "../api/shapes.ts";
import { drawn } from "../documents/pdf.ts";
import { requireScope } from "../http/bearer.ts";
import { invalid, notFound } from "../lib/app_error.ts";
import { emailAddress } from "../auth/input.ts";
import { paragraph } from "../lib/form.ts";
import { PAYMENT_KINDS } from "../payments/payment.ts";
import { paths } from "../paths.ts";
import { params } from "./api.ts";
import { documentKey, type OrderDocument } from "./document.ts";
import { mailDocuments } from "./mailing.ts";
import { type Mailable, readMailable } from "./mail_queries.ts";
import { orderDocument } from "./papers.ts";
import { readOrder } from "./queries.ts";

const Document = z.object({
  key: z.string().meta({ examples: ["intake_receipt"] }),
  quote: z.object({ revision: z.int(), sent_at: Instant }).optional(),
  payment: z.object({ kind: z.enum(PAYMENT_KINDS), amount: Money, at: Instant }).optional(),
}).meta({ id: "OrderDocument", description: "A paper that the client is given" });

const MailIn = z.object({
  documents: z.array(z.string().max(60, { error: "too_long" })).min(1, { error: "choose_document" }).max(40, {
    error: "too_long",
  }).meta({ description: "By their keys" }),
  to: emailAddress.optional().meta({ description: "The client's first address when it is left out" }),
  note: paragraph(1000).default(""),
});

/** The papers of an order, and mails with them. */
export const orderDocumentOperations: readonly Operation[] = [
  operation({
    id: "listDocuments",
    method: "get",
    path: paths.apiOrderDocuments("{number}"),
    tag: "orders",
    scope: "payments:read",
    summary: "List the papers that the client of an order is given",
    params,
    answer: { text: "Those that there are", schema: z.array(Document) },
    async handle(ctx, { params: { number } }) {
      return { body: (await readMailable(ctx, number)).documents.map(documentTold) };
    },
  }),
  operation({
    id: "getDocument",
    method: "get",
    path: paths.apiOrderDocument("{number}", "{key}"),
    tag: "orders",
    scope: "payments:read",
    permission: "contacts.read",
    summary: "Read a paper of an order",
    params: params.extend({
      key: z.string().max(60).meta({
        description: "One of the list, or `worksheet` or `pickup_letter`",
        examples: ["intake_receipt"],
      }),
    }),
    query: z.object({
      format: z.enum(["a4", "80mm"], { error: "invalid" }).default("a4").meta({
        description: "Of the paper",
      }),
    }),
    answer: { text: "The document, as it was handed out where it was", file: ["application/pdf"] },
    async handle(ctx, { params: { number, key }, query: { format } }) {
      await readOrder(ctx, number);
      const { bytes, fileName } = await drawn(await orderDocument(ctx, number, documentOf(key)), format);
      return { bytes, type: "application/pdf", name: `${fileName}.pdf` };
    },
  }),
  operation({
    id: "mailDocuments",
    method: "post",
    path: paths.apiOrderMail("{number}"),
    tag: "messages",
    scope: "messages:write",
    summary: "Mail papers of an order",
    description:
      "As they are now, with a note. Needs the scope payments:read too: what was paid is on most of them. " +
      "What refuses it is not kept under the Idempotency-Key.",
    params,
    body: MailIn,
    names: { other: "to" },
    example: { documents: ["intake_receipt"], to: "marta@example.com", note: "Lo que nos pidió" },
    statuses: [202],
    answer: {
      text: "It is written; `listMessages` tells what becomes of it",
      schema: z.object({
        sends: z.boolean().meta({ description: "False where the shop has no mail server" }),
      }),
    },
    inParts: true,
    async handle(ctx, { params: { number }, body: { to, ...mail }, under }) {
      requireScope(ctx.actor, "payments:read");
      const address = to ?? (await readMailable(ctx, number)).addresses[0];
      if (address === undefined) throw invalid({ to: { code: "required" } });
      await mailDocuments(ctx, number, { ...mail, address, form_key: await keptId(ctx, under) });
      return { body: { sends: ctx.sendsMail } };
    },
  }),
];

function documentTold({ document, quote, payment }: Mailable["documents"][number]): z.input<typeof Document> {
  return {
    key: documentKey(document),
    ...quote && { quote: { revision: quote.revision, sent_at: instant(quote.sentAt) } },
    ...payment && {
      payment: {
        kind: payment.kind,
        amount: money(payment.amount.minor, payment.amount.currency),
        at: instant(payment.at),
      },
    },
  };
}

/** @throws AppError not_found */
function documentOf(key: string): OrderDocument {
  const [kind, id] = key.split(".");
  if (kind === "quote" && id !== undefined) return { kind, quoteId: id };
  if (kind === "payment_receipt" && id !== undefined) return { kind, paymentId: id };
  const plain = PLAIN.find((one) => one === key);
  if (plain === undefined) throw notFound();
  return { kind: plain };
}

const PLAIN = ["intake_receipt", "delivery_receipt", "warranty", "worksheet", "pickup_letter"] as const;
