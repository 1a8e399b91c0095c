import { type OrderStatus, STATUS_GROUP, type StatusGroup } from "../../src/orders/status.ts";
import { Chip, type Tone } from "../components/status.tsx";
import type { Viewer } from "../viewer.ts";
import { orderText } from "./text.ts";

/** The tone of a group; what went wrong or is over shows it by its own. */
const GROUP_TONE = {
  new: "new",
  active: "active",
  waiting: "waiting",
  ready: "ready",
  closed: "closed",
} as const satisfies Record<StatusGroup, Tone>;

export function statusTone(status: OrderStatus): Tone {
  return status === "abandoned" ? "problem" : GROUP_TONE[STATUS_GROUP[status]];
}

/** The shop's own word for a status, or the product's. */
export function statusLabel(
  viewer: Pick<Viewer, "locale"> & { shop: Pick<Viewer["shop"], "statusLabels"> },
  status: OrderStatus,
): string {
  return viewer.shop.statusLabels[status] || orderText[viewer.locale].statuses[status];
}

export function StatusChip(
  { viewer, status, small }: { viewer: Viewer; status: OrderStatus; small?: boolean },
) {
  return <Chip tone={statusTone(status)} label={statusLabel(viewer, status)} small={small} />;
}

/** `Samsung Galaxy A54`, or what stands for a device that has neither brand nor model. */
export function deviceName(viewer: Pick<Viewer, "locale">, device: { brand: string; model: string }): string {
  const { brand, model } = device;
  if (brand && model) return `${brand} ${model}`;
  return brand || model || orderText[viewer.locale].list.untitled;
}
