import type { AppError } from "../lib/app_error.ts";
import type { Plan } from "../mail/plan.ts";
import { ORDER_STATUSES, type OrderStatus, type Requirement } from "./status.ts";

/** What can be done with several orders at once. */
export const BULK_ACTS = ["move", "assign", "labels"] as const;
export type BulkAct = (typeof BULK_ACTS)[number];

/** How addresses and forms name them. */
export const BULK_ACT_NAME = {
  move: "estado",
  assign: "asignacion",
  labels: "etiquetas",
} as const satisfies Record<BulkAct, string>;

/** As many as a page of the list has, twice. */
export const MOST_AT_ONCE = 100;

export interface BulkWish {
  act: BulkAct;
  /** For `move`. */
  to: OrderStatus | null;
  /** For `assign`; null takes the orders from whoever has them. */
  technicianId: string | null;
  numbers: readonly string[];
}

/** Where several orders can go together; a device is handed over by itself, and one that comes in is sent to its own form. */
export const BULK_STATUSES: readonly OrderStatus[] = ORDER_STATUSES.filter((status) =>
  status !== "draft" && status !== "delivered"
);

/** What differs from order to order, so that it cannot be answered for all of them. */
export const ONE_BY_ONE: readonly Requirement[] = [
  "quote_sent",
  "parts_explained",
  "deposit_settled",
  "notices_proven",
];

/** An expected refusal that nobody throws. */
export type Obstacle = Pick<AppError, "code" | "detail">;

/** What would happen to one of the orders. */
export interface BulkLine {
  number: string;
  status: OrderStatus;
  client: string;
  brand: string;
  model: string;
  technician: string | null;
  /** Who would hear of it. */
  told: Plan;
  /** Why it stays as it is. */
  obstacle: Obstacle | null;
}

export interface BulkPreview {
  lines: BulkLine[];
  /** What a form has to ask, for all of them together. */
  asks: Requirement[];
}

/** What has happened to one of the orders. */
export interface BulkOutcome {
  number: string;
  refusal: Obstacle | null;
}
