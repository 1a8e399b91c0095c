import { z } from "zod";
import { type Operation, operation } from "../api/operation.ts";
import { requireScope } from "../http/bearer.ts";
import { sealerOf } from "../lib/seal.ts";
import { orderReply } from "../orders/api.ts";
import { Order } from "../orders/json.ts";
import { moveStatus } from "../orders/moves.ts";
import { readOrder } from "../orders/queries.ts";
import { paths } from "../paths.ts";
import { Chat, chatTold } from "../whatsapp/chat_json.ts";
import { answer, params, tag } from "./api.ts";
import { quoteReply, versionOf } from "./api_queries.ts";
import { certificateOf } from "./certificate.ts";
import { RejectionIn } from "./json_input.ts";
import { mailQuote, noteWhatsapp } from "./send_commands.ts";
import { CHECKS, verifyCertificate } from "./verify.ts";
import { knownSealKeys, recordAgrees } from "./verify_queries.ts";
import { whatsappText } from "./whatsapp.ts";

const PDF = "application/pdf";

const Verdict = z.object({
  genuine: z.boolean(),
  checks: z.object(Object.fromEntries(CHECKS.map((check) => [check, z.boolean().nullable()])) as Record<
    (typeof CHECKS)[number],
    z.ZodNullable<z.ZodBoolean>
  >).meta({ description: "What was looked at; null for what could not be, or does not apply" }),
  recorded: z.boolean().nullable().meta({
    description: "Whether the shop keeps the same evidence, letter for letter; null for none of its name",
  }),
  evidence: z.record(z.string(), z.unknown()).nullable().meta({
    description: "What the file says, genuine or not",
  }),
});

/** How an offer reaches the client, and what proves the answer. */
export const quoteShareOperations: readonly Operation[] = [
  operation({
    id: "mailQuote",
    method: "post",
    path: paths.apiQuoteShare("{id}", "correo"),
    tag,
    scope: "quotes:write",
    summary: "Write the client an offer in force once more",
    params,
    answer,
    async handle(ctx, { params: { id }, key }) {
      const { number } = await versionOf(ctx, id);
      await mailQuote(ctx, number, { quoteId: id, key });
      return await quoteReply(ctx, id);
    },
  }),
  operation({
    id: "openQuoteChat",
    method: "post",
    path: paths.apiQuoteShare("{id}", "whatsapp"),
    tag,
    scope: "quotes:write",
    summary: "Prepare a WhatsApp chat with an offer in force",
    description:
      "Needs the scope links:read too: by the link in it the offer is approved. Without a phone of the client " +
      "one chooses there whom to write to.",
    params,
    answer: { text: "The chat", schema: Chat },
    async handle(ctx, { params: { id }, key }) {
      requireScope(ctx.actor, "links:read");
      const { number } = await versionOf(ctx, id);
      await noteWhatsapp(ctx, number, { quoteId: id, key });
      return { body: chatTold(await whatsappText(ctx, id)) };
    },
  }),
  operation({
    id: "getQuoteCertificate",
    method: "get",
    path: paths.apiQuoteShare("{id}", "constancia"),
    tag,
    scope: "quotes:read",
    permission: "contacts.read",
    summary: "Read the sealed certificate of what was answered to an offer",
    params,
    answer: { text: "The certificate", file: [PDF] },
    async handle(ctx, { params: { id } }) {
      const { number } = await versionOf(ctx, id);
      const { id: orderId } = await readOrder(ctx, number);
      const { bytes, fileName } = await certificateOf(ctx, { orderId, quoteId: id });
      return { bytes, type: PDF, name: `${fileName}.pdf` };
    },
  }),
  operation({
    id: "verifyCertificate",
    method: "post",
    path: paths.apiCertificateCheck(),
    tag,
    scope: "quotes:read",
    summary: "Tell whether a certificate is the shop's, and as it was made",
    body: z.custom<Uint8Array<ArrayBuffer>>(),
    upload: { types: [PDF], read: async (file) => new Uint8Array(await file.arrayBuffer()) },
    answer: { text: "What it is", schema: Verdict },
    async handle(ctx, { body }) {
      const keys = [sealerOf(ctx.secretKey).publicKey, ...await knownSealKeys(ctx)];
      const verdict = await verifyCertificate(body, (key) => keys.includes(key));
      const { genuine, checks, evidence } = verdict;
      const recorded = await recordAgrees(ctx, verdict);
      return { body: { genuine, checks, recorded, evidence: evidence && { ...evidence } } };
    },
  }),
  operation({
    id: "recordRejection",
    method: "post",
    path: paths.apiQuoteRejection(),
    tag,
    scope: "quotes:approve",
    summary: "Note down that a client does not want it",
    description:
      "The order becomes ready to be collected as it is, and the diagnosis is billed where the shop does so. " +
      "Needs the scope orders:write too.",
    body: RejectionIn,
    example: { order_number: "S01-000052", reason: "Le pareció caro" },
    answer: { text: "The order as it is now", schema: Order },
    refuses: ["not_found"],
    async handle(ctx, { body: { order_number: number, reason, notify } }) {
      requireScope(ctx.actor, "orders:write");
      await moveStatus(ctx, number, { to: "ready", from: "awaiting_approval", reason, notify });
      return await orderReply(ctx, number);
    },
  }),
];
