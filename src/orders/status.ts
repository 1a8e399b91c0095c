import type { Role } from "../users/role.ts";

/** Where the work on one device stands. The code is the identity; labels and colours belong to the shop. */
export const ORDER_STATUSES = [
  "draft",
  "received",
  "diagnosing",
  "awaiting_approval",
  "approved",
  "awaiting_parts",
  "repairing",
  "outsourced",
  "on_hold",
  "quality_check",
  "ready",
  "delivered",
  "cancelled",
  "abandoned",
] as const;
export type OrderStatus = (typeof ORDER_STATUSES)[number];

/** Of whose beginning a client can be told by mail; an offer that waits for an answer is sent by itself. */
export const TELLABLE_STATUSES = [
  "received",
  "diagnosing",
  "approved",
  "awaiting_parts",
  "repairing",
  "outsourced",
  "on_hold",
  "quality_check",
  "ready",
  "delivered",
  "cancelled",
  "abandoned",
] as const satisfies readonly OrderStatus[];

export const STATUS_GROUPS = ["new", "active", "waiting", "ready", "closed"] as const;
export type StatusGroup = (typeof STATUS_GROUPS)[number];

export const STATUS_GROUP = {
  draft: "new",
  received: "new",
  diagnosing: "active",
  awaiting_approval: "waiting",
  approved: "active",
  awaiting_parts: "waiting",
  repairing: "active",
  outsourced: "waiting",
  on_hold: "waiting",
  quality_check: "active",
  ready: "ready",
  delivered: "closed",
  cancelled: "closed",
  abandoned: "closed",
} as const satisfies Record<OrderStatus, StatusGroup>;

export type SlaClock = "off" | "runs" | "paused" | "pick_up" | "stopped";

export const SLA_CLOCK = {
  draft: "off",
  received: "runs",
  diagnosing: "runs",
  awaiting_approval: "paused",
  approved: "runs",
  awaiting_parts: "paused",
  repairing: "runs",
  outsourced: "runs",
  on_hold: "paused",
  quality_check: "runs",
  ready: "pick_up",
  delivered: "stopped",
  cancelled: "stopped",
  abandoned: "stopped",
} as const satisfies Record<OrderStatus, SlaClock>;

export const OPEN_STATUSES = ORDER_STATUSES.filter((status) => STATUS_GROUP[status] !== "closed");

export const ORDER_OUTCOMES = [
  "repaired",
  "partially_repaired",
  "not_repairable",
  "no_fault_found",
  "quote_rejected",
  "withdrawn",
] as const;
export type OrderOutcome = (typeof ORDER_OUTCOMES)[number];

/** Only work on the device carries a warranty. */
export const GUARANTEED: readonly OrderOutcome[] = ["repaired", "partially_repaired"];

/** What a diagnosis comes to. */
export const DIAGNOSIS_FINDINGS = [
  "repairable",
  "needs_parts",
  "not_worthwhile",
  "not_repairable",
  "no_fault_found",
] as const;
export type DiagnosisFinding = (typeof DIAGNOSIS_FINDINGS)[number];

/** A finding that leaves nothing to repair, and the outcome with which the device then waits to be collected. */
export const DEAD_END: Partial<Record<DiagnosisFinding, OrderOutcome>> = {
  not_worthwhile: "not_repairable",
  not_repairable: "not_repairable",
  no_fault_found: "no_fault_found",
};

/** What a move must bring or find, each checked in `src/orders/transition.ts`. */
export type Requirement =
  | "technician_assigned"
  | "intake_checked"
  | "diagnosis_written"
  | "quote_sent"
  | "dead_end"
  | "preauthorised_or_fixed_price"
  | "quote_approved"
  | "deposit_paid"
  | "reason"
  | "review_date"
  | "vendor"
  | "custody"
  | "repair_outcome"
  | "parts_explained"
  | "exit_checked"
  | "exit_passed"
  | "not_the_repairer"
  | "back_where_it_was"
  | "hand_over"
  | "deposit_settled"
  | "client_told"
  | "policy_elapsed"
  | "notices_proven";

/** What follows a move, written in the same transaction. `rework` opens the outcome again: the repair goes on. */
export type Effect =
  | "tell_client_ready"
  | "outcome_quote_rejected"
  | "charge_diagnosis"
  | "outcome_of_diagnosis"
  | "outcome_withdrawn"
  | "rework";

/** `technician` stands for the assigned one, unless `anyTechnician` says otherwise. */
export interface Transition {
  from: readonly OrderStatus[];
  to: OrderStatus;
  who: readonly Role[];
  anyTechnician?: true;
  /** The client may make it by a signed link. */
  client?: true;
  needs: readonly Requirement[];
  effects: readonly Effect[];
  /** Has a form of its own and is refused as a plain status move. */
  through?: "delivery" | "approval" | "intake";
}

const HOLDABLE = ORDER_STATUSES.filter((status) =>
  status !== "on_hold" && (STATUS_GROUP[status] === "active" || STATUS_GROUP[status] === "waiting")
);

/** The listed moves. An intake is the only way into `draft` and `received`. */
export const TRANSITIONS: readonly Transition[] = [
  move(["draft"], "received", ["receptionist", "admin"], { through: "intake" }),
  move(["received"], "diagnosing", ["technician", "admin"], {
    needs: ["technician_assigned", "intake_checked"],
  }),
  move(["received", "diagnosing"], "approved", ["receptionist", "admin"], {
    needs: ["preauthorised_or_fixed_price"],
    through: "approval",
  }),
  move(["diagnosing"], "awaiting_approval", ["technician", "receptionist", "admin"], {
    needs: ["diagnosis_written", "quote_sent"],
  }),
  move(["diagnosing"], "ready", ["technician", "admin"], {
    needs: ["diagnosis_written", "dead_end"],
    effects: ["outcome_of_diagnosis", "tell_client_ready"],
  }),
  move(["awaiting_approval"], "approved", ["receptionist", "admin"], {
    client: true,
    needs: ["quote_approved", "deposit_paid"],
    through: "approval",
  }),
  move(["awaiting_approval"], "ready", ["receptionist", "admin"], {
    client: true,
    needs: ["reason"],
    effects: ["outcome_quote_rejected", "charge_diagnosis", "tell_client_ready"],
  }),
  move(["approved", "repairing"], "awaiting_parts", ["technician", "receptionist", "admin"]),
  move(["awaiting_parts"], "approved", ["technician", "receptionist", "admin"]),
  move(["awaiting_parts"], "repairing", ["technician", "receptionist", "admin"]),
  move(["approved"], "repairing", ["technician", "admin"]),
  move(["repairing"], "outsourced", ["receptionist", "admin"], { needs: ["vendor"] }),
  move(["outsourced"], "repairing", ["receptionist", "admin"], { needs: ["custody"] }),
  move(["repairing"], "awaiting_approval", ["technician", "admin"], {
    needs: ["diagnosis_written", "quote_sent"],
  }),
  move(["repairing"], "quality_check", ["technician", "admin"], {
    needs: ["repair_outcome", "exit_checked", "parts_explained"],
  }),
  move(["repairing"], "ready", ["technician", "admin"], {
    needs: ["repair_outcome", "exit_passed", "parts_explained"],
    effects: ["tell_client_ready"],
  }),
  move(["quality_check"], "repairing", ["technician", "admin"], {
    anyTechnician: true,
    needs: ["reason", "not_the_repairer"],
    effects: ["rework"],
  }),
  move(["quality_check"], "ready", ["technician", "admin"], {
    anyTechnician: true,
    needs: ["not_the_repairer", "exit_passed"],
    effects: ["tell_client_ready"],
  }),
  move(HOLDABLE, "on_hold", ["technician", "receptionist", "admin"], { needs: ["reason", "review_date"] }),
  ...HOLDABLE.map((back) =>
    move(["on_hold"], back, ["technician", "receptionist", "admin"], { needs: ["back_where_it_was"] })
  ),
  move(["ready"], "delivered", ["receptionist", "admin"], { needs: ["hand_over"], through: "delivery" }),
  move(["draft", "received", "diagnosing"], "cancelled", ["receptionist", "admin"], {
    needs: ["reason", "deposit_settled"],
    effects: ["outcome_withdrawn"],
  }),
  move(["ready"], "abandoned", ["admin"], {
    needs: ["policy_elapsed", "client_told", "notices_proven", "reason"],
  }),
];

/** How an order begins, always through an intake. */
export type Beginning = Pick<Transition, "who" | "client"> & { to: "draft" | "received" };

export const BEGINNINGS: readonly Beginning[] = [
  { to: "draft", who: ["receptionist", "admin"], client: true },
  { to: "received", who: ["receptionist", "admin"] },
];

/** What an order in a status must always have, so an administrator who forces a move brings it too. */
export const STANDING_NEEDS: Partial<Record<OrderStatus, readonly Requirement[]>> = {
  outsourced: ["vendor"],
  quality_check: ["repair_outcome"],
  ready: ["repair_outcome"],
};

/**
 * Whether an administrator may force this unlisted move. Closing always goes by its listed way, so that no device leaves
 * without its hand-over; what was delivered never reopens (it comes back as a new order); a received order never turns into a
 * draft; and a pause keeps its way back. An order that was cancelled or declared abandoned by mistake may be opened again.
 */
export function forcible(from: OrderStatus, to: OrderStatus): boolean {
  return from !== to && from !== "draft" && to !== "draft" && to !== "on_hold" &&
    from !== "delivered" && STATUS_GROUP[to] !== "closed" && listedTransition(from, to) === undefined;
}

export function listedTransition(from: OrderStatus, to: OrderStatus): Transition | undefined {
  return TRANSITIONS.find((rule) => rule.to === to && rule.from.includes(from));
}

function move(
  from: readonly OrderStatus[],
  to: OrderStatus,
  who: readonly Role[],
  more: Partial<Omit<Transition, "from" | "to" | "who">> = {},
): Transition {
  return { from, to, who, needs: [], effects: [], ...more };
}
