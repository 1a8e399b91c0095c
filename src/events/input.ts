import { z } from "zod";
import { EVENT_TYPES } from "./event.ts";

const MOST = 200;
const LONGEST_WAIT_S = 25;

/** `?after=<id>&type=order.received&type=order.delivered&limit=100&wait=25` */
export const FeedInput = z.strictObject({
  after: z.uuid({ error: "invalid" }).optional(),
  since: z.iso.datetime({ offset: true, error: "invalid" }).transform(Date.parse).optional(),
  type: z.array(z.enum(EVENT_TYPES, { error: "invalid" })).max(EVENT_TYPES.length).default([]),
  limit: z.coerce.number({ error: "invalid" }).int().min(1).max(MOST).default(100),
  /** Seconds to wait for the next event where there is none. */
  wait: z.coerce.number({ error: "invalid" }).int().min(0).max(LONGEST_WAIT_S).default(0),
});
