import { z } from "zod";
import { preintakeText } from "../../views/preintakes/text.ts";
import { cursorId, cursorText } from "../api/cursor.ts";
import { type Operation, operation } from "../api/operation.ts";
import { Id, Instant, instant, PAGE } from "../api/shapes.ts";
import type { Ctx } from "../context.ts";
import { notFound } from "../lib/app_error.ts";
import { Queued } from "../mail/queued_json.ts";
import { OrderNumber } from "../orders/json.ts";
import { sends } from "../mail/plan.ts";
import { paths } from "../paths.ts";
import { Link } from "../tracking/link_api.ts";
import { Chat, chatTold } from "../whatsapp/chat_json.ts";
import {
  endPreintakeLink,
  openPreintakeChat,
  renewPreintakeLink,
  sendPreintakeLink,
} from "./link_commands.ts";
import { type LinkOwner, preintakeLinkOf } from "./link_queries.ts";
import { ANNOUNCED_STATES, listAnnounced } from "./queries.ts";

const tag = "links";
const params = z.object({ id: Id });
const answer = { text: "The link in force", schema: Link };

const Preintake = z.object({
  order_number: OrderNumber,
  state: z.enum(ANNOUNCED_STATES).meta({ description: "`awaited` while nobody has brought the device" }),
  device: z.string().meta({ description: "As the client wrote it", examples: ["Samsung Galaxy A54"] }),
  fault: z.string(),
  client: z.object({ id: Id, name: z.string() }),
  by: z.enum(["client", "branch"]).meta({ description: "Through the client's own link, or the branch's" }),
  branch_id: Id,
  at: Instant,
}).meta({ id: "Preintake", description: "A device that a client announced through a link" });

/** Links by which clients announce devices, and what was announced by them. */
export const preintakeOperations: readonly Operation[] = [
  operation({
    id: "listPreintakes",
    method: "get",
    path: paths.apiPreintakes(),
    tag,
    scope: "orders:read",
    summary: "List the devices that clients announced through links",
    description:
      "Each is a draft order: it is received with `receiveOrder`, and turned down with `moveOrder` to `cancelled`.",
    query: z.object({
      ...PAGE,
      state: z.enum(ANNOUNCED_STATES, { error: "invalid" }).default("awaited"),
      branch_id: Id.optional(),
    }),
    answer: { text: "One page of them, newest first", schema: z.array(Preintake) },
    async handle(ctx, { query: { state, branch_id: branchId, cursor, limit } }) {
      const before = cursorId(state, cursor);
      const { rows, next } = await listAnnounced(ctx, { state, branchId, before }, limit);
      const body = rows.map(({ number, client_id, client, at, ...rest }) => ({
        ...rest,
        order_number: number,
        client: { id: client_id, name: client },
        at: instant(at),
      }));
      return { body, next: next === null ? null : cursorText(state, [next]) };
    },
  }),
  ...linkOperations("Client", {
    path: paths.apiClientPreintake("{id}"),
    whose: "a client",
    owner: (clientId) => ({ clientId }),
  }),
  operation({
    id: "mailPreintakeLink",
    method: "post",
    path: paths.apiClientPreintake("{id}", "correo"),
    tag,
    scope: "links:write",
    summary: "Mail a client the link by which they announce devices",
    description: "One is made where none is in force.",
    params,
    answer: { text: "Whether anything leaves", schema: Queued },
    async handle(ctx, { params: { id }, key }) {
      const plan = await sendPreintakeLink(ctx, id, { key });
      return { body: { queued: sends(plan) && (plan.by === "whatsapp" || ctx.sendsMail) } };
    },
  }),
  operation({
    id: "openPreintakeChat",
    method: "post",
    path: paths.apiClientPreintake("{id}", "whatsapp"),
    tag,
    scope: "links:write",
    summary: "Prepare a WhatsApp chat that hands a client their link",
    params,
    answer: { text: "The chat", schema: Chat },
    async handle(ctx, { params: { id } }) {
      const { client, locale, url, phone } = await openPreintakeChat(ctx, id);
      const text = preintakeText[locale].chat(client, ctx.shop.organization?.name ?? "Reparo", url);
      return { body: chatTold({ phone, text }) };
    },
  }),
  ...linkOperations("Branch", {
    path: paths.apiBranchPreintake("{id}"),
    whose: "a branch",
    owner: (branchId) => ({ branchId }),
  }),
];

interface Whose {
  path: string;
  whose: string;
  owner(id: string): LinkOwner;
}

/** The link of one owner: read, made anew, ended. */
function linkOperations(name: string, { path, whose, owner }: Whose): Operation[] {
  return [
    operation({
      id: `get${name}PreintakeLink`,
      method: "get",
      path,
      tag,
      scope: "links:read",
      summary: `Read the link by which devices are announced, of ${whose}`,
      params,
      answer,
      handle: (ctx, { params: { id } }) => linkReply(ctx, owner(id)),
    }),
    operation({
      id: `renew${name}PreintakeLink`,
      method: "post",
      path,
      tag,
      scope: "links:write",
      summary: `Make the link anew by which devices are announced, of ${whose}`,
      description: "The one that there was ends at once.",
      params,
      statuses: [201],
      answer,
      async handle(ctx, { params: { id }, key }) {
        await renewPreintakeLink(ctx, owner(id), { key });
        return await linkReply(ctx, owner(id));
      },
    }),
    operation({
      id: `end${name}PreintakeLink`,
      method: "delete",
      path,
      tag,
      scope: "links:write",
      summary: `End the link by which devices are announced, of ${whose}`,
      params,
      statuses: [204],
      answer: { text: "No link of theirs leads anywhere any more", schema: z.undefined() },
      async handle(ctx, { params: { id } }) {
        await endPreintakeLink(ctx, owner(id));
        return { body: undefined };
      },
    }),
  ];
}

async function linkReply(ctx: Ctx, owner: LinkOwner): Promise<{ body: z.input<typeof Link> }> {
  const link = await preintakeLinkOf(ctx.db, ctx, owner);
  if (!link) throw notFound();
  return { body: { url: link.url, expires_at: instant(link.expiresAt) } };
}
