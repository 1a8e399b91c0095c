import { z } from "zod";
import { type Operation, operation } from "../api/operation.ts";
import { Id, Instant, instant, instantOrNull } from "../api/shapes.ts";
import type { Ctx } from "../context.ts";
import { requiredLine } from "../lib/form.ts";
import { OrderNumber } from "../orders/json.ts";
import { readOrder } from "../orders/queries.ts";
import { paths } from "../paths.ts";
import { getTechnician } from "../technicians/queries.ts";
import { correctTime, startTimer, stopTimer } from "./commands.ts";
import { timeOnOrder } from "./queries.ts";

const tag = "time";
const params = z.object({ number: OrderNumber });
const Milliseconds = z.int().meta({ description: "Milliseconds, without what runs now" });

const Worked = z.object({
  user: z.object({ id: Id, name: z.string() }),
  worked_ms: Milliseconds,
  running_since: Instant.nullable().meta({ description: "When the timer that runs was started" }),
}).meta({ id: "WorkedTime", description: "What somebody worked on an order" });
const answer = { text: "Who worked on the order, by name", schema: z.array(Worked) };

const TechnicianTime = z.object({
  today_ms: Milliseconds,
  week_ms: Milliseconds.meta({ description: "Milliseconds since Monday at the technician's branch" }),
  month_ms: Milliseconds,
  running: z.object({ order_number: OrderNumber, since: Instant }).nullable(),
  orders: z.array(z.object({
    order_number: OrderNumber,
    device: z.object({ brand: z.string(), model: z.string() }),
    worked_ms: Milliseconds,
    at: Instant,
  })).meta({ description: "Of the last thirty days, latest first" }),
}).meta({ id: "TechnicianTime" });

const CorrectionIn = z.object({
  user_id: z.uuid({ error: "invalid" }).optional().meta({
    description: "Whose; of the user who answers for the token where it is left out",
  }),
  direction: z.enum(["add", "subtract"], { error: "required" }),
  minutes: z.int({ error: "minutes" }).min(1, { error: "minutes" }).max(1440, { error: "minutes" }),
  reason: requiredLine(300),
});

/** How long somebody works on an order; a program measures the time of the user who answers for it. */
export const timeOperations: readonly Operation[] = [
  operation({
    id: "listTime",
    method: "get",
    path: paths.apiOrderTime("{number}"),
    tag,
    scope: "time:read",
    summary: "List who worked on an order for how long",
    params,
    answer,
    handle: (ctx, { params: { number } }) => reply(ctx, number),
  }),
  operation({
    id: "startTimer",
    method: "post",
    path: paths.apiOrderTimerStart("{number}"),
    tag,
    scope: "time:write",
    summary: "Start the timer on an open order",
    description: "Of the user who answers for the token: the one that runs on another order stops.",
    params,
    answer,
    async handle(ctx, { params: { number } }) {
      await startTimer(ctx, number);
      return await reply(ctx, number);
    },
  }),
  operation({
    id: "stopTimer",
    method: "post",
    path: paths.apiOrderTimerStop("{number}"),
    tag,
    scope: "time:write",
    summary: "Stop the timer on an order",
    params,
    answer,
    async handle(ctx, { params: { number } }) {
      await stopTimer(ctx, number);
      return await reply(ctx, number);
    },
  }),
  operation({
    id: "correctTime",
    method: "post",
    path: paths.apiOrderTimeCorrections("{number}"),
    tag,
    scope: "time:write",
    summary: "Add to what somebody worked on an order, or take away from it",
    params,
    body: CorrectionIn,
    example: { direction: "add", minutes: 25, reason: "Olvidó iniciar el reloj" },
    statuses: [201],
    answer,
    async handle(ctx, { params: { number }, body: { user_id = "", ...rest }, key }) {
      await correctTime(ctx, number, { ...rest, user_id, form_key: key });
      return await reply(ctx, number);
    },
  }),
  operation({
    id: "getTechnicianTime",
    method: "get",
    path: paths.apiTechnicianTime("{id}"),
    tag,
    scope: "time:read",
    summary: "Read how long a technician worked lately, and on what",
    params: z.object({ id: Id }),
    answer: { text: "The technician's time", schema: TechnicianTime },
    async handle(ctx, { params: { id } }) {
      const { time: { day, week, month, running, orders } } = await getTechnician(ctx, id);
      return {
        body: {
          today_ms: day,
          week_ms: week,
          month_ms: month,
          running: running && { order_number: running.number, since: instant(running.since) },
          orders: orders.map(({ number, brand, model, ms, at }) => ({
            order_number: number,
            device: { brand, model },
            worked_ms: ms,
            at: instant(at),
          })),
        },
      };
    },
  }),
];

async function reply(ctx: Ctx, number: string) {
  const { id } = await readOrder(ctx, number);
  const time = await timeOnOrder(ctx, id);
  return {
    body: time.map(({ userId, name, ms, since }) => ({
      user: { id: userId, name },
      worked_ms: ms,
      running_since: instantOrNull(since),
    })),
  };
}
