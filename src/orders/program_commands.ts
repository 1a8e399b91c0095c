import type { z } from "zod";
import { minorOf } from "../api/shapes.ts";
import { requirePermission } from "../auth/permissions.ts";
import type { Ctx } from "../context.ts";
import { deliver } from "./delivery.ts";
import { accessoriesOf, type Accessory } from "./hand_back.ts";
import type { DeliveryIn } from "./json.ts";
import { readOrder } from "./queries.ts";

type Wish = z.output<typeof DeliveryIn>;

/**
 * Hands a device over for a program, by the rules of the counter: what came with it goes back unless its wish says why not. The
 * same `key` changes nothing. @throws AppError as `deliver`, forbidden for a payment without its scope
 */
export async function deliverTo(
  ctx: Ctx,
  number: string,
  { wish, key }: { wish: Wish; key: string },
): Promise<void> {
  if (wish.payment) requirePermission(ctx.actor, "payments.record");
  const order = await readOrder(ctx, number);
  const accessories = await accessoriesOf(ctx.db, order.id);
  const { taken_by, taken_by_document, work, payment, debt_reason, signed_name, unsigned_reason } = wish;
  await deliver(ctx, number, {
    taken_by,
    taken_by_document,
    work,
    accessories: accessories.map((accessory) => handedBack(accessory, wish)),
    loans: [],
    amount: payment && minorOf(payment.amount, { of: order.currency, field: "payment.amount" }),
    method: payment && payment.method,
    received: null,
    seen: undefined,
    opening: null,
    debt_reason,
    signature: "",
    signed_name,
    unsigned_reason,
    silent: !wish.notify,
    form_key: key,
  });
}

function handedBack({ id, description }: Accessory, { kept_accessories }: Wish) {
  const kept = kept_accessories.find((one) => one.description === description);
  return { id, returned: kept === undefined, note: kept?.note ?? "" };
}
