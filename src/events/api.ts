import { type Context, Hono } from "hono";
import { z } from "zod";
import { linkNext, scope } from "../http/bearer.ts";
import type { Env } from "../http/env.ts";
import { invalid } from "../lib/app_error.ts";
import { fieldErrors } from "../lib/form.ts";
import { paths } from "../paths.ts";
import { type ShopEvent, wireOf } from "./event.ts";
import { FeedInput } from "./input.ts";
import { EVENTS } from "./payloads.ts";
import { type FeedQuery, readFeed } from "./queries.ts";

/** How often a waiting reader's feed is looked at, in milliseconds. */
const LOOK_MS = 1_000;

/** What has happened in the shop, the oldest first: whoever missed a webhook reads it here. */
export const eventApi = new Hono<Env>()
  .use(scope("events:read"))
  .get("/", async (c) => {
    const { type, ...others } = c.req.queries();
    const single = Object.fromEntries(Object.entries(others).map(([name, [value]]) => [name, value]));
    const query = FeedInput.safeParse({ ...single, ...type && { type } }, { reportInput: true });
    if (!query.success) throw invalid(fieldErrors(query.error));
    const { type: types, wait, ...rest } = query.data;
    const events = await awaitEvents(c, { types, ...rest }, wait * 1_000);
    linkNext(c, paths.apiEvents(nextQuery(c.req.url, events.at(-1)?.id)));
    return c.json(events.map((event) => ({ id: event.id, ...wireOf(event) })));
  })
  .get("/tipos", (c) =>
    c.json(
      Object.entries(EVENTS).map(([type, { summary, schema, example }]) => ({
        type,
        summary,
        data_schema: z.toJSONSchema(schema, { io: "input" }),
        example,
      })),
    ));

/** What there is, or what comes within so many milliseconds; the asker may leave and the server may stop meanwhile. */
async function awaitEvents(c: Context<Env>, query: FeedQuery, ms: number): Promise<ShopEvent[]> {
  const { ctx, services: { live, stopping } } = c.var;
  const signal = AbortSignal.any([stopping, c.req.raw.signal]);
  for (let left = ms;; left -= LOOK_MS) {
    const events = await readFeed(ctx, query);
    if (events.length > 0 || left <= 0 || signal.aborted) return events;
    await live.wait(["jobs"], { ms: Math.min(left, LOOK_MS), signal });
  }
}

/** The same question behind the last event; where nothing came, the same question. */
function nextQuery(url: string, last: string | undefined): string {
  const { searchParams } = new URL(url);
  if (last !== undefined) {
    searchParams.set("after", last);
    searchParams.delete("since");
  }
  return searchParams.size === 0 ? "" : `?${searchParams}`;
}
