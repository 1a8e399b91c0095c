import type { OrderOutcome, OrderStatus } from "../orders/status.ts";
import type { Dice } from "./dice.ts";

const HOUR = 3_600_000;

/** One move of an order and the working time that passed before it, in milliseconds. */
export interface Step {
  to: OrderStatus;
  after: number;
  by: "counter" | "bench" | "admin";
}

export interface Story {
  steps: Step[];
  outcome: OrderOutcome;
  preauthorised: boolean;
  /**
   * Its offer has lines to look at and an answer that is sealed; the thousands of old orders do without, or a large seed would take
   * twice as long.
   */
  offer?: OfferKind;
}

/** What becomes of an order's offer, as far as the order's own story does not tell. */
export type OfferKind = "seen" | "unseen" | "draft" | "deposit" | "expired" | "revised";

/** The whole life that an order would have; time decides how much of it has happened. */
export function makeStory(die: Dice): Story {
  const roll = die.next();
  if (roll < 0.04) {
    return {
      steps: [step(die, "cancelled", "counter", [1, 12])],
      outcome: "withdrawn",
      preauthorised: false,
    };
  }
  if (roll < 0.14) return preauthorised(die);
  const steps = [step(die, "diagnosing", "bench", [1, 10])];
  if (die.chance(0.05)) {
    steps.push(step(die, "on_hold", "bench", [1, 4]), step(die, "diagnosing", "bench", [10, 40]));
  }
  steps.push(step(die, "awaiting_approval", "bench", [1, 12]));
  if (die.chance(0.12)) {
    steps.push(step(die, "ready", "counter", [2, 20]), ...leaving(die));
    return { steps, outcome: "quote_rejected", preauthorised: false };
  }
  steps.push(step(die, "approved", "counter", [1, 20]), ...repair(die), ...leaving(die));
  return { steps, outcome: outcome(die), preauthorised: false };
}

/**
 * A life that stands in this status now, entered in the last working days; `work` is the working time since it came in, `turn` says
 * how many of the latest orders stand there already. Nothing is offered for a `claim`.
 */
export function storyUntil(
  die: Dice,
  { status, work, turn, claim }: { status: OrderStatus; work: number; turn: number; claim: boolean },
): Story {
  const lead: Partial<Record<OrderStatus, OrderStatus[]>> = {
    draft: [],
    received: [],
    diagnosing: ["diagnosing"],
    on_hold: ["diagnosing", "on_hold"],
    awaiting_approval: ["diagnosing", "awaiting_approval"],
    approved: ["diagnosing", "awaiting_approval", "approved"],
    awaiting_parts: ["diagnosing", "awaiting_approval", "approved", "awaiting_parts"],
    repairing: ["diagnosing", "awaiting_approval", "approved", "repairing"],
    outsourced: ["diagnosing", "awaiting_approval", "approved", "repairing", "outsourced"],
    quality_check: ["diagnosing", "awaiting_approval", "approved", "repairing", "quality_check"],
    ready: ["diagnosing", "awaiting_approval", "approved", "repairing", "ready"],
    cancelled: ["cancelled"],
  };
  const moves = (lead[status] ?? []).filter((to) => !claim || to !== "awaiting_approval");
  const offer = claim ? undefined : offerIn(status, turn);
  const stood = die.next() ** 2 * (STANDS[status] ?? 30) * HOUR;
  const standing = offer === "expired" ? work * 0.6 : Math.min(work * 0.6, stood);
  const each = (work - standing) / Math.max(1, moves.length);
  const steps = moves.map((to) => ({ to, by: BY[to] ?? "bench" as const, after: Math.round(each) }));
  return { steps, outcome: outcome(die), preauthorised: false, ...(offer && { offer }) };
}

const AWAITED = ["seen", "unseen", "deposit", "expired", "revised", "unseen"] as const;

function offerIn(status: OrderStatus, turn: number): OfferKind {
  if (status === "diagnosing") return turn % 2 === 1 ? "draft" : "unseen";
  return status === "awaiting_approval" ? AWAITED[turn % AWAITED.length] ?? "seen" : "seen";
}

/** Working hours after which most have gone on. */
const STANDS: Partial<Record<OrderStatus, number>> = { diagnosing: 22, approved: 11, quality_check: 11 };

const BY: Partial<Record<OrderStatus, Step["by"]>> = {
  approved: "counter",
  outsourced: "counter",
  cancelled: "counter",
};

function preauthorised(die: Dice): Story {
  const steps = [step(die, "approved", "counter", [0.2, 3]), ...repair(die), ...leaving(die)];
  return { steps, outcome: outcome(die), preauthorised: true };
}

function repair(die: Dice): Step[] {
  const steps: Step[] = [];
  if (die.chance(0.25)) {
    steps.push(step(die, "awaiting_parts", "bench", [0.5, 4]), step(die, "approved", "bench", [10, 60]));
  }
  steps.push(step(die, "repairing", "bench", [0.5, 10]));
  if (die.chance(0.06)) {
    steps.push(step(die, "outsourced", "counter", [1, 6]), step(die, "repairing", "counter", [15, 60]));
  }
  if (die.chance(0.5)) {
    steps.push(step(die, "quality_check", "bench", [1, 12]));
    if (die.chance(0.08)) {
      steps.push(step(die, "repairing", "bench", [0.5, 4]), step(die, "quality_check", "bench", [1, 8]));
    }
  }
  steps.push(step(die, "ready", "bench", [0.5, 10]));
  return steps;
}

function leaving(die: Dice): Step[] {
  if (die.chance(0.015)) return [step(die, "abandoned", "admin", [950, 1_300])];
  return [step(die, "delivered", "counter", die.chance(0.9) ? [1, 40] : [60, 400])];
}

function outcome(die: Dice): OrderOutcome {
  const roll = die.next();
  if (roll < 0.86) return "repaired";
  if (roll < 0.92) return "partially_repaired";
  return roll < 0.97 ? "not_repairable" : "no_fault_found";
}

function step(die: Dice, to: OrderStatus, by: Step["by"], [low, high]: readonly [number, number]): Step {
  return { to, by, after: Math.round((low + (high - low) * die.next() ** 2) * HOUR) };
}
