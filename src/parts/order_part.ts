import type { OrderStatus } from "../orders/status.ts";

/** What one order does with one part, in thousandths. */
export interface PartUse {
  /** As the client approved it, or as foreseen before that. */
  planned: number;
  /** What the order is to end up with: what is used, what lies reserved, and what is still missing. */
  wanted: number;
  reserved: number;
  used: number;
}

export function missing({ wanted, used, reserved }: Omit<PartUse, "planned">): number {
  return wanted - used - reserved;
}

/** An order that had a plan and used something else has to say why. */
export function planDiffers(parts: readonly Pick<PartUse, "planned" | "used">[]): boolean {
  return parts.some((one) => one.planned > 0) && parts.some((one) => one.planned !== one.used);
}

/** Waits for nothing any more. */
export function allThere(parts: readonly PartUse[]): boolean {
  return parts.some((one) => one.wanted > 0) && parts.every((one) => missing(one) === 0);
}

/** Once the client has agreed and until the device is ready. */
const WORKING: readonly OrderStatus[] = [
  "approved",
  "awaiting_parts",
  "repairing",
  "outsourced",
  "quality_check",
];
const PLANNING: readonly OrderStatus[] = ["draft", "received", "diagnosing", "awaiting_approval"];

export function isWorking(status: OrderStatus): boolean {
  return WORKING.includes(status);
}

/** What may be done with the parts of an order that stands there. */
export interface PartActs {
  /** What adding one means: noted for the quote, put aside, or taken at once; null where nothing is added any more. */
  adds: "plan" | "reserve" | "use" | null;
  uses: boolean;
  /** Gives back, scraps, lets go. */
  returns: boolean;
}

/** Stock never drops before the client has agreed: until then a part is only planned. */
export function partActs(order: { status: OrderStatus; held_from: OrderStatus | null }): PartActs {
  const { status, held_from } = order;
  if (status === "on_hold") {
    return { adds: held_from && isWorking(held_from) ? "reserve" : "plan", uses: false, returns: true };
  }
  if (PLANNING.includes(status)) return { adds: "plan", uses: false, returns: true };
  if (status === "approved" || status === "awaiting_parts") {
    return { adds: "reserve", uses: true, returns: true };
  }
  if (isWorking(status)) return { adds: "use", uses: true, returns: true };
  return { adds: null, uses: false, returns: status === "ready" };
}

/** What has been taken over the plan and not billed, in thousandths. */
export function unbilled(
  { planned, used, charged }: Pick<PartUse, "planned" | "used"> & { charged: number },
) {
  return Math.max(0, used - planned - charged);
}
