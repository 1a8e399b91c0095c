import { z } from "zod";
import { keptId } from "../api/kept_id.ts";
import { type Operation, operation } from "../api/operation.ts";
import { Id, Instant, instant, Money, money } from "../api/shapes.ts";
import { actorMay } from "../auth/permissions.ts";
import type { Ctx } from "../context.ts";
import { requireScope } from "../http/bearer.ts";
import { notFound } from "../lib/app_error.ts";
import { Queued } from "../mail/queued_json.ts";
import { params } from "../orders/api.ts";
import { paths } from "../paths.ts";
import { Chat, preparedChatTold } from "../whatsapp/chat_json.ts";
import { makePaymentLink } from "./checkout_commands.ts";
import { CHECKOUT_PROVIDERS, INTENT_STATES, PURPOSES } from "./gateway.ts";
import { checkoutInput } from "./input.ts";
import { mailPaymentLink, openPaymentChat } from "./link_commands.ts";
import { type LinkPage, linkPage } from "./queries.ts";

const tag = "payments";
const one = params.extend({ link: Id });

const PaymentLink = z.object({
  id: Id,
  provider: z.enum(CHECKOUT_PROVIDERS),
  purpose: z.enum(PURPOSES),
  amount: Money,
  state: z.enum(INTENT_STATES).meta({ description: "`starting` while the provider has not answered yet" }),
  url: z.url().nullable().optional().meta({
    description:
      "Where the client pays; null while no link leads to the order. Only with the scope links:read",
  }),
  created_at: Instant,
  created_by: z.string().nullable().meta({ description: "Null where the client began it" }),
  expires_at: Instant,
}).meta({ id: "PaymentLink", description: "What a client is asked to pay online" });

/** Links on which a client pays an order. */
export const paymentLinkOperations: readonly Operation[] = [
  operation({
    id: "listPaymentLinks",
    method: "get",
    path: paths.apiOrderCheckouts("{number}"),
    tag,
    scope: "payments:read",
    summary: "List what a client was asked to pay online",
    params,
    answer: { text: "The latest twenty, newest first", schema: z.array(PaymentLink) },
    async handle(ctx, { params: { number } }) {
      return { body: (await linkPage(ctx, number)).intents.map((line) => linkTold(ctx, line)) };
    },
  }),
  operation({
    id: "createPaymentLink",
    method: "post",
    path: paths.apiOrderCheckouts("{number}"),
    tag,
    scope: "payments:write",
    summary: "Ask a client to pay online what is due",
    description:
      "The deposit that the order waits for, or its balance. The provider is asked before the answer; while one " +
      "for the same sum is open, that one is answered. It ends by itself. What refuses it is not kept under the Idempotency-Key.",
    params,
    body: checkoutInput.omit({ form_key: true }),
    example: { provider: "mercado_pago" },
    statuses: [201],
    answer: { text: "The link", schema: PaymentLink },
    refuses: ["unavailable"],
    inParts: true,
    async handle(ctx, { params: { number }, body, under }) {
      const form_key = await keptId(ctx, under);
      return { body: await linkOf(ctx, number, await makePaymentLink(ctx, number, { ...body, form_key })) };
    },
  }),
  operation({
    id: "mailPaymentLink",
    method: "post",
    path: paths.apiOrderCheckout("{number}", "{link}", "correo"),
    tag,
    scope: "payments:write",
    summary: "Write the client the link on which they pay",
    params: one,
    answer: { text: "Whether anything leaves", schema: Queued },
    async handle(ctx, { params: { number, link }, key }) {
      return { body: await mailPaymentLink(ctx, { number, intent: link }, { form_key: key }) };
    },
  }),
  operation({
    id: "openPaymentChat",
    method: "post",
    path: paths.apiOrderCheckout("{number}", "{link}", "whatsapp"),
    tag,
    scope: "payments:write",
    summary: "Prepare a WhatsApp chat with the link on which the client pays",
    params: one,
    answer: { text: "The chat", schema: Chat },
    description: "Needs the scope links:read too: the link lets one act as the client.",
    async handle(ctx, { params: { number, link } }) {
      requireScope(ctx.actor, "links:read");
      return { body: preparedChatTold(await openPaymentChat(ctx, { number, intent: link })) };
    },
  }),
];

async function linkOf(ctx: Ctx, number: string, id: string): Promise<z.input<typeof PaymentLink>> {
  const found = (await linkPage(ctx, number)).intents.find((one) => one.id === id);
  if (!found) throw notFound();
  return linkTold(ctx, found);
}

function linkTold(ctx: Ctx, line: LinkPage["intents"][number]): z.input<typeof PaymentLink> {
  const { id, provider, purpose, amountMinor, currency, state, url, createdAt, createdBy, expiresAt } = line;
  return {
    id,
    provider,
    purpose,
    amount: money(amountMinor, currency),
    state,
    ...actorMay(ctx.actor, "links.read") && { url },
    created_at: instant(createdAt),
    created_by: createdBy,
    expires_at: instant(expiresAt),
  };
}
