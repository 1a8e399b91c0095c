import { z } from "zod";
import { cursorNumbers, cursorText } from "../api/cursor.ts";
import { type Operation, operation } from "../api/operation.ts";
import { commaList, Id, Instant, InstantIn, PAGE, whole } from "../api/shapes.ts";
import type { Ctx } from "../context.ts";
import { paths } from "../paths.ts";
import { EVENT_TYPES, wireOf } from "./event.ts";
import { EVENTS } from "./payloads.ts";
import { type FeedPage, feedPosition, feedSince } from "./queries.ts";

const tag = "events";
const scope = "events:read";

const LONGEST_WAIT_S = 25;
/** How often a waiting reader's feed is looked at, in milliseconds. */
const LOOK_MS = 1_000;

const FeedQuery = z.object({
  ...PAGE,
  after: Id.optional().meta({ description: "Id of the last event that is known, such as a `webhook-id`" }),
  since: InstantIn.optional().meta({
    description: "Where none is known: what happened then or later; it may begin a minute earlier",
  }),
  type: commaList(EVENT_TYPES).optional().meta({ description: "Only these types, parted by commas" }),
  wait: whole(0, LONGEST_WAIT_S).default(0).meta({
    description: "Seconds to wait for the next event where there is none",
  }),
});

const Event = z.object({
  id: Id.meta({ description: "Also the `webhook-id` of its deliveries" }),
  type: z.enum(EVENT_TYPES),
  timestamp: Instant,
  data: z.unknown().meta({ description: "By the type: see the webhooks, or /api/eventos/tipos" }),
}).meta({ id: "ShopEvent" });

/** What has happened in the shop, the oldest first: whoever missed a webhook reads it here. */
export const eventOperations: readonly Operation[] = [
  operation({
    id: "listEvents",
    method: "get",
    path: paths.apiEvents(),
    tag,
    scope,
    summary: "Read on in the feed of all events",
    description: "`Link` leads on from its end as well: asked again later, it answers what has come since.",
    query: FeedQuery,
    answer: { text: "Events in the order in which they became visible", schema: z.array(Event) },
    async handle(ctx, { query: { cursor, after, since, type: types = [], limit, wait } }) {
      const [read = 0] = cursorNumbers("feed", cursor, { count: 1 }) ?? [];
      const position = read > 0 ? read : await feedPosition(ctx, { after, since });
      const page = await awaited(ctx, { position, types, limit }, wait * 1_000);
      const events = page.events.map((event) => ({ id: event.id, ...wireOf(event) }));
      return { body: events, next: cursorText("feed", [page.last ?? read]) };
    },
  }),
  operation({
    id: "listEventTypes",
    method: "get",
    path: paths.apiEventTypes(),
    tag,
    scope,
    summary: "List the kinds of events with the schema of each",
    answer: {
      text: "All of them",
      schema: z.array(z.object({
        type: z.enum(EVENT_TYPES),
        summary: z.string(),
        data_schema: z.record(z.string(), z.unknown()),
        example: z.unknown(),
      })),
    },
    handle() {
      const body = EVENT_TYPES.map((type) => {
        const { summary, schema, example } = EVENTS[type];
        return { type, summary, data_schema: z.toJSONSchema(schema, { io: "input" }), example };
      });
      return Promise.resolve({ body });
    },
  }),
];

/** What there is, or what comes within so many milliseconds; the asker may leave and the server may stop meanwhile. */
async function awaited(ctx: Ctx, query: Parameters<typeof feedSince>[1], ms: number): Promise<FeedPage> {
  const signal = ctx.over();
  for (let left = ms;; left -= LOOK_MS) {
    const page = await feedSince(ctx, query);
    if (page.events.length > 0 || left <= 0 || signal.aborted) return page;
    await ctx.live.wait(["jobs"], { ms: Math.min(left, LOOK_MS), signal });
  }
}
