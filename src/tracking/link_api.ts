import { z } from "zod";
import { type Operation, operation } from "../api/operation.ts";
import { Id, Instant, instant } from "../api/shapes.ts";
import type { Ctx } from "../context.ts";
import { notFound } from "../lib/app_error.ts";
import { Queued } from "../mail/queued_json.ts";
import { params } from "../orders/api.ts";
import { Photo } from "../orders/json.ts";
import { orderDetail, readOrder } from "../orders/queries.ts";
import { paths } from "../paths.ts";
import { Chat, preparedChatTold } from "../whatsapp/chat_json.ts";
import { openTrackingChat, renewTrackingLink, resendTrackingLink, revokeTrackingLink } from "./commands.ts";
import { readMessages, sharePhoto } from "./message_commands.ts";
import { sharingInput } from "./message_input.ts";
import { orderLink } from "./queries.ts";

const tag = "links";

export const Link = z.object({
  url: z.url().meta({ description: "Whoever has it acts as the client" }),
  expires_at: Instant,
}).meta({ id: "Link" });
const answer = { text: "The link in force", schema: Link };

/** A client's link to one order, and what is shown and read by it. */
export const trackingOperations: readonly Operation[] = [
  operation({
    id: "getTrackingLink",
    method: "get",
    path: paths.apiOrderTracking("{number}"),
    tag,
    scope: "links:read",
    summary: "Read the client's link to an order",
    params,
    answer,
    handle: (ctx, { params: { number } }) => linkReply(ctx, number),
  }),
  operation({
    id: "renewTrackingLink",
    method: "post",
    path: paths.apiOrderTracking("{number}"),
    tag,
    scope: "links:write",
    summary: "Make the client's link to an order anew",
    description: "Those that there were end at once.",
    params,
    statuses: [201],
    answer,
    async handle(ctx, { params: { number }, key }) {
      await renewTrackingLink(ctx, number, { key });
      return await linkReply(ctx, number);
    },
  }),
  operation({
    id: "revokeTrackingLink",
    method: "delete",
    path: paths.apiOrderTracking("{number}"),
    tag,
    scope: "links:write",
    summary: "End the client's link to an order",
    params,
    statuses: [204],
    answer: { text: "No link leads to it any more", schema: z.undefined() },
    async handle(ctx, { params: { number } }) {
      await revokeTrackingLink(ctx, number);
      return { body: undefined };
    },
  }),
  operation({
    id: "mailTrackingLink",
    method: "post",
    path: paths.apiOrderTracking("{number}", "correo"),
    tag,
    scope: "links:write",
    summary: "Write the client what fits the order's status, with the link in it",
    description:
      "By mail or WhatsApp, as the client is told of everything. A link is made where none is in force.",
    params,
    answer: { text: "Whether anything leaves", schema: Queued },
    async handle(ctx, { params: { number }, key }) {
      return { body: await resendTrackingLink(ctx, number, { key }) };
    },
  }),
  operation({
    id: "openTrackingChat",
    method: "post",
    path: paths.apiOrderTracking("{number}", "whatsapp"),
    tag,
    scope: "links:write",
    summary: "Prepare a WhatsApp chat with the client's link in it",
    params,
    answer: { text: "The chat", schema: Chat },
    async handle(ctx, { params: { number } }) {
      return { body: preparedChatTold(await openTrackingChat(ctx, number)) };
    },
  }),
  operation({
    id: "readClientMessages",
    method: "post",
    path: paths.apiOrderMessagesSeen("{number}"),
    tag: "orders",
    scope: "orders:write",
    summary: "Note that what the client wrote was read",
    description: "Their messages are events of the order; a public note answers them.",
    params,
    statuses: [204],
    answer: { text: "Nothing of the client is unread", schema: z.undefined() },
    async handle(ctx, { params: { number } }) {
      await readMessages(ctx, number);
      return { body: undefined };
    },
  }),
  operation({
    id: "sharePhoto",
    method: "post",
    path: paths.apiOrderPhotoSharing("{number}", "{photo}"),
    tag: "orders",
    scope: "orders:write",
    summary: "Show a photo to the client, or no longer",
    params: params.extend({ photo: Id }),
    body: sharingInput,
    example: { visibility: "public" },
    answer: { text: "The photo as it is now", schema: Photo },
    async handle(ctx, { params: { number, photo: photoId }, body }) {
      await sharePhoto(ctx, { number, photoId }, body);
      const photo = (await orderDetail(ctx, number)).photos.find(({ id }) => id === photoId);
      if (!photo) throw notFound();
      return { body: photo };
    },
  }),
];

async function linkReply(ctx: Ctx, number: string): Promise<{ body: z.input<typeof Link> }> {
  const link = await orderLink(ctx, await readOrder(ctx, number));
  if (!link) throw notFound();
  return { body: { url: link.url, expires_at: instant(link.expiresAt) } };
}
