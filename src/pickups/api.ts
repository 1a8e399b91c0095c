import { z } from "zod";
import { type Operation, operation } from "../api/operation.ts";
import { Instant, instant, instantOrNull } from "../api/shapes.ts";
import type { Ctx } from "../context.ts";
import { TELL_CHANNELS } from "../mail/message.ts";
import { params } from "../orders/api.ts";
import { readOrder } from "../orders/queries.ts";
import { paths } from "../paths.ts";
import { giveNoticeNow } from "./commands.ts";
import { noticesOf } from "./queries.ts";

const tag = "orders";

const PickupNotice = z.object({
  day: z.int().nullable().meta({ description: "Of the shop's policy, null for one given out of turn" }),
  given_at: Instant,
  proven_at: Instant.nullable().meta({ description: "Null while nothing shows that the client got it" }),
  proven_by: z.enum(["mail", ...TELL_CHANNELS]).nullable(),
  answer: z.string().meta({ description: "What the mail server said as it took the mail" }),
}).meta({ id: "PickupNotice", description: "Tells a client that the device waits until when" });

/** Notices to clients whose device waits. */
export const pickupOperations: readonly Operation[] = [
  operation({
    id: "listPickupNotices",
    method: "get",
    path: paths.apiOrderPickupNotices("{number}"),
    tag,
    scope: "orders:read",
    summary: "List the pick-up notices of an order",
    params,
    answer: { text: "All that its client was ever given, oldest first", schema: z.array(PickupNotice) },
    async handle(ctx, { params: { number } }) {
      return { body: await noticesTold(ctx, number) };
    },
  }),
  operation({
    id: "givePickupNotice",
    method: "post",
    path: paths.apiOrderPickupNotices("{number}"),
    tag,
    scope: "orders:write",
    summary: "Give a pick-up notice out of turn",
    description: "For one that is due by the shop's policy and never went out, or that nothing proves.",
    params,
    statuses: [201],
    answer: { text: "The notices that there are now, oldest first", schema: z.array(PickupNotice) },
    async handle(ctx, { params: { number }, key }) {
      await giveNoticeNow(ctx, number, { form_key: key });
      return { body: await noticesTold(ctx, number) };
    },
  }),
];

async function noticesTold(ctx: Ctx, number: string): Promise<z.input<typeof PickupNotice>[]> {
  const { id } = await readOrder(ctx, number);
  return (await noticesOf(ctx.db, id)).map(({ day, givenAt, provenAt, provenBy, answer }) => ({
    day,
    given_at: instant(givenAt),
    proven_at: instantOrNull(provenAt),
    proven_by: provenBy,
    answer,
  }));
}
