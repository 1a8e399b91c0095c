import { z } from "zod";
import { type Operation, operation } from "../api/operation.ts";
import { minorOf } from "../api/shapes.ts";
import { drawn } from "../documents/pdf.ts";
import { readOrder } from "../orders/queries.ts";
import { paths } from "../paths.ts";
import { quoteReply, versionOf } from "./api_queries.ts";
import { answer, params, tag } from "./api.ts";
import { recordApproval } from "./approval_commands.ts";
import { ApprovalIn, SendingIn } from "./json_input.ts";
import { quoteDocument } from "./papers.ts";
import { sendQuote } from "./send_commands.ts";

/** What is done with an offer once it is written. */
export const quoteActOperations: readonly Operation[] = [
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
      return await quoteReply(ctx, id);
    },
  }),
  operation({
    id: "getQuotePdf",
    method: "get",
    path: paths.apiQuotePdf("{id}"),
    tag,
    scope: "quotes:read",
    permission: "contacts.read",
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
