import { z } from "zod";
import { cursorKey, cursorText } from "../api/cursor.ts";
import { type Operation, operation } from "../api/operation.ts";
import { Id, Instant, instant, InstantIn, instantOrNull, PAGE } from "../api/shapes.ts";
import { requireScope } from "../http/bearer.ts";
import { staffOf } from "../intakes/staff.ts";
import { invalid } from "../lib/app_error.ts";
import { line, requiredLine } from "../lib/form.ts";
import { MESSAGE_KINDS, UNTOLD_REASONS } from "../mail/message.ts";
import { params } from "../orders/api.ts";
import { OrderNumber } from "../orders/json.ts";
import { paths } from "../paths.ts";
import { Chat, preparedChatTold } from "../whatsapp/chat_json.ts";
import { markTold, openWhatsapp, putOff } from "./commands.ts";
import { toldInput } from "./input.ts";
import { untoldList } from "./queries.ts";
import { UNTOLD_VIEWS } from "./untold.ts";

const tag = "orders";
const done = { text: "It is noted", schema: z.undefined() };

const Untold = z.object({
  order_number: OrderNumber,
  about: z.enum(MESSAGE_KINDS),
  reason: z.enum(UNTOLD_REASONS).meta({ description: "Why nothing that is sent tells them" }),
  since: Instant,
  client: z.object({ id: Id, name: z.string() }),
  device: z.string(),
  ways: z.array(z.object({ by: z.enum(["whatsapp", "phone", "email"]), value: z.string().optional() })).meta({
    description: "How they can be told, what they prefer first, without what they refused",
  }),
  opened_at: Instant.nullable().meta({ description: "When somebody opened a chat with them" }),
  postponed_until: Instant.nullable(),
  left_at: Instant.nullable().meta({ description: "Since when nobody means to tell them" }),
  note: z.string(),
}).meta({ id: "Untold", description: "A client who has to be told by somebody" });

const PutOffIn = z.object({
  act: z.enum(["later", "leave", "resume"], { error: "required" }),
  until: InstantIn.optional().meta({ description: "Of `later`" }),
  note: line(300).default("").meta({ description: "Of `leave` it says why" }),
});

/** The clients whom nothing that is sent reaches. */
export const untoldOperations: readonly Operation[] = [
  operation({
    id: "listUntold",
    method: "get",
    path: paths.apiUntold(),
    tag,
    scope: "orders:read",
    summary: "List the clients who have to be told by somebody",
    query: z.object({
      ...PAGE,
      state: z.enum(UNTOLD_VIEWS, { error: "invalid" }).default("waiting"),
      reason: z.enum(UNTOLD_REASONS, { error: "invalid" }).optional(),
      branch_id: Id.optional().meta({ description: "The token's own where it is left out" }),
    }),
    answer: { text: "One page of them, those first who have waited longest", schema: z.array(Untold) },
    async handle(ctx, { query: { state: view, reason = null, branch_id, cursor, limit } }) {
      const key = cursorKey(view, cursor);
      const { lines, next } = await untoldList(ctx, {
        branchId: branch_id ?? staffOf(ctx).branchId,
        after: key && { since: key.at, order_id: key.id },
        filter: { view, reason },
        limit,
      });
      const body = lines.map((one) => ({
        order_number: one.number,
        about: one.about,
        reason: one.reason,
        since: instant(one.since),
        client: { id: one.client_id, name: one.client },
        device: [one.brand, one.model].filter((part) => part !== "").join(" "),
        ways: one.ways.map((way) =>
          way.by === "whatsapp" ? { by: way.by } : { by: way.by, value: way.value }
        ),
        opened_at: instantOrNull(one.opened_at),
        postponed_until: one.postponed_until === 0 ? null : instant(one.postponed_until),
        left_at: instantOrNull(one.dismissed_at),
        note: one.note,
      }));
      return { body, next: next && cursorText(view, [next.since, next.order_id]) };
    },
  }),
  operation({
    id: "noteTold",
    method: "post",
    path: paths.apiOrderTelling("{number}"),
    tag,
    scope: "orders:write",
    summary: "Note that a client was told, and how",
    params,
    body: toldInput,
    example: { how: "phone", note: "Pasa el lunes" },
    statuses: [204],
    answer: done,
    async handle(ctx, { params: { number }, body }) {
      await markTold(ctx, number, body);
      return { body: undefined };
    },
  }),
  operation({
    id: "putOffTelling",
    method: "post",
    path: paths.apiOrderTelling("{number}", "espera"),
    tag,
    scope: "orders:write",
    summary: "Put off telling a client, leave it for good, or take either back",
    params,
    body: PutOffIn,
    example: { act: "leave", note: "Ya no quiere el equipo" },
    statuses: [204],
    answer: done,
    async handle(ctx, { params: { number }, body: { act, until, note } }) {
      if (act === "later") {
        if (until === undefined) throw invalid({ until: { code: "required" } });
        if (until <= ctx.now) throw invalid({ until: { code: "date_past" } });
        await putOff(ctx, number, { act, until, note });
      } else if (act === "leave") {
        if (!requiredLine(300).safeParse(note).success) throw invalid({ note: { code: "required" } });
        await putOff(ctx, number, { act, note });
      } else await putOff(ctx, number, { act });
      return { body: undefined };
    },
  }),
  operation({
    id: "openTellingChat",
    method: "post",
    path: paths.apiOrderTelling("{number}", "whatsapp"),
    tag,
    scope: "orders:write",
    summary: "Prepare a WhatsApp chat that tells the client",
    description: "Needs the scope links:read too: the link in it lets one act as the client.",
    params,
    answer: { text: "The chat", schema: Chat },
    async handle(ctx, { params: { number } }) {
      requireScope(ctx.actor, "links:read");
      return { body: preparedChatTold(await openWhatsapp(ctx, number)) };
    },
  }),
];
