import type { Settings } from "../admin/settings.ts";
import type { MessageKind } from "../mail/message.ts";
import { type Plan, planFor, type Reach, type Senders } from "../mail/plan.ts";
import type { OrderStatus } from "./status.ts";

/** What the client of an order is told as it moves, null for a status that the shop does not tell of. */
export function messageOfMove(
  settings: Pick<Settings, "told_statuses">,
  to: OrderStatus,
): Extract<MessageKind, "order_ready" | "status_updated" | "delivered"> | null {
  const told: readonly OrderStatus[] = settings.told_statuses;
  // Those of a visit are told of it together.
  if (!told.includes(to) || to === "received") return null;
  if (to === "delivered") return "delivered";
  return to === "ready" ? "order_ready" : "status_updated";
}

/** Who would hear of an order's move, and how. */
export function planOfMove(
  { shop, ...senders }: Senders & { shop: { settings: Pick<Settings, "told_statuses"> } },
  reach: Reach,
  to: OrderStatus,
): Plan {
  return planFor(senders, reach, { kind: messageOfMove(shop.settings, to) });
}
