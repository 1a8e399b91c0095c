import { z } from "zod";
import { cursorId, cursorText, cursorWord } from "../api/cursor.ts";
import { type Operation, operation } from "../api/operation.ts";
import { Id, Instant, instant, instantOrNull, PAGE } from "../api/shapes.ts";
import type { Ctx } from "../context.ts";
import { OrderNumber } from "../orders/json.ts";
import { paths } from "../paths.ts";
import { liftSuppression, resendMessage } from "./commands.ts";
import {
  ATTEMPT_RESULTS,
  MESSAGE_CHANNELS,
  MESSAGE_STATES,
  NOTICE_KINDS,
  SECRET_KINDS,
  TEMPLATE_KINDS,
} from "./message.ts";
import { type MessageLine, messageList, readMessage, suppressedAddresses } from "./queries.ts";

const tag = "messages";
const params = z.object({ id: Id });
const KINDS = [...TEMPLATE_KINDS, ...NOTICE_KINDS] as const;
const Address = z.string().max(254, { error: "too_long" }).transform((text) => text.trim().toLowerCase());

const MessageSummary = z.object({
  id: Id,
  kind: z.enum(KINDS),
  channel: z.enum(MESSAGE_CHANNELS),
  to: z.object({ name: z.string(), address: z.string().meta({ description: "E-mail, or phone in E.164" }) }),
  subject: z.string(),
  state: z.enum(MESSAGE_STATES).meta({ description: "`kept`: there is no mail server to send it" }),
  order_numbers: z.array(OrderNumber),
  created_at: Instant,
  sent_at: Instant.nullable(),
}).meta({ id: "MessageSummary" });

const Message = MessageSummary.extend({
  text: z.string().meta({ description: "Of the mail; empty of one that carries a way into an account" }),
  chat: z.string().nullable().meta({ description: "What the client reads in WhatsApp, null of a mail" }),
  attachments: z.array(z.string()),
  delivered_at: Instant.nullable(),
  read_at: Instant.nullable(),
  last_error: z.string(),
  suppressed: z.boolean().meta({ description: "Nothing is sent to this address any more" }),
  attempts: z.array(z.object({
    number: z.int(),
    at: Instant,
    result: z.enum(ATTEMPT_RESULTS),
    code: z.string(),
    answer: z.string(),
  })).meta({ description: "The latest fifty, the last one first" }),
}).meta({ id: "Message", description: "One mail or WhatsApp text to one person" });

const Suppression = z.object({
  address: z.string(),
  since: Instant,
  message_id: Id.nullable().meta({ description: "The one that its server refused" }),
  code: z.string(),
}).meta({ id: "Suppression" });

/** What the shop sent and is about to send. */
export const messageOperations: readonly Operation[] = [
  operation({
    id: "listMessages",
    method: "get",
    path: paths.apiMessages(),
    tag,
    scope: "messages:read",
    summary: "List what was and will be sent",
    query: z.object({
      ...PAGE,
      state: z.enum(MESSAGE_STATES, { error: "invalid" }).optional().meta({
        description: "`queued` has those that are just being sent too",
      }),
      kind: z.enum(KINDS, { error: "invalid" }).optional(),
      to: Address.default("").meta({ description: "The whole address", examples: ["marta@example.com"] }),
      order_number: OrderNumber.optional(),
    }),
    answer: { text: "One page of messages, newest first", schema: z.array(MessageSummary) },
    async handle(ctx, { query: { state = null, kind = null, to, order_number: order, cursor, limit } }) {
      const filter = { state, kind, to, order, before: cursorId("messages", cursor) };
      const { messages, before } = await messageList(ctx, filter, limit);
      return { body: messages.map(summary), next: before && cursorText("messages", [before]) };
    },
  }),
  operation({
    id: "listSuppressions",
    method: "get",
    path: paths.apiSuppressions(),
    tag,
    scope: "messages:read",
    summary: "List the addresses that nothing is sent to",
    query: z.object(PAGE),
    answer: { text: "One page of them, by address", schema: z.array(Suppression) },
    async handle(ctx, { query: { cursor, limit } }) {
      const after = cursorWord("addresses", cursor) ?? "";
      const { addresses, next } = await suppressedAddresses(ctx, { after }, limit);
      const body = addresses.map(({ address, since, messageId, code }) => ({
        address,
        since: instant(since),
        message_id: messageId,
        code,
      }));
      return { body, next: next && cursorText("addresses", [encodeURIComponent(next)]) };
    },
  }),
  operation({
    id: "liftSuppression",
    method: "post",
    path: paths.apiSuppressions(),
    tag,
    scope: "messages:write",
    summary: "Write to an address again that its server did not know",
    body: z.object({ address: Address.pipe(z.email({ error: "email" })) }),
    example: { address: "marta@example.com" },
    statuses: [204],
    answer: { text: "Mails go there again", schema: z.undefined() },
    async handle(ctx, { body: { address } }) {
      await liftSuppression(ctx, address);
      return { body: undefined };
    },
  }),
  operation({
    id: "getMessage",
    method: "get",
    path: paths.apiMessage("{id}"),
    tag,
    scope: "messages:read",
    summary: "Read a message, with the tries to send it",
    params,
    answer: { text: "The message", schema: Message },
    handle: (ctx, { params: { id } }) => messageReply(ctx, id),
  }),
  operation({
    id: "resendMessage",
    method: "post",
    path: paths.apiMessageSending("{id}"),
    tag,
    scope: "messages:write",
    summary: "Send a message again, as it was written",
    params,
    answer: { text: "The message as it is now", schema: Message },
    async handle(ctx, { params: { id } }) {
      await resendMessage(ctx, id);
      return await messageReply(ctx, id);
    },
  }),
];

async function messageReply(ctx: Ctx, id: string): Promise<{ body: z.input<typeof Message> }> {
  const message = await readMessage(ctx, id);
  return {
    body: {
      ...summary(message),
      text: SECRET_KINDS.some((kind) => kind === message.kind) ? "" : message.text,
      chat: message.chat,
      attachments: message.attachments.map(({ name }) => name),
      delivered_at: instantOrNull(message.deliveredAt),
      read_at: instantOrNull(message.readAt),
      last_error: message.lastError,
      suppressed: message.suppressed,
      attempts: message.log.map(({ number, at, result, code, answer }) => ({
        number,
        at: instant(at),
        result,
        code,
        answer,
      })),
    },
  };
}

function summary(line: MessageLine): z.input<typeof MessageSummary> {
  return {
    id: line.id,
    kind: line.kind,
    channel: line.channel,
    to: { name: line.toName, address: line.toAddress },
    subject: line.subject,
    state: line.state,
    order_numbers: line.orderNumbers,
    created_at: instant(line.createdAt),
    sent_at: instantOrNull(line.sentAt),
  };
}
