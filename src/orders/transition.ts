import type { Settings } from "../admin/settings.ts";
import type { ChecklistPhase, CheckState } from "../checklists/checklist.ts";
import { actorMay } from "../auth/permissions.ts";
import type { Actor } from "../context.ts";
import { AppError, type FieldErrors, invalid } from "../lib/app_error.ts";
import { missingOf, type NoticeStanding, provenOf } from "../pickups/notice.ts";
import type { Role } from "../users/role.ts";
import {
  type Beginning,
  BEGINNINGS,
  DEAD_END,
  type DiagnosisFinding,
  type Effect,
  forcible,
  GUARANTEED,
  listedTransition,
  ORDER_STATUSES,
  type OrderOutcome,
  type OrderStatus,
  type Requirement,
  STANDING_NEEDS,
  type Transition,
  TRANSITIONS,
} from "./status.ts";

/** What a move is judged by. Instants are UTC milliseconds. */
export interface MoveFacts {
  status: OrderStatus;
  heldFrom: OrderStatus | null;
  technicianId: string | null;
  repairedBy: string | null;
  hasDiagnosis: boolean;
  /** What the last diagnosis comes to; null where it does not say. */
  finding: DiagnosisFinding | null;
  /** It came back under the warranty of an earlier order, so no price needs to be agreed on. */
  claimsWarranty: boolean;
  preauthorisedMinor: number | null;
  /** Other parts were used than the order's plan has. */
  partsDiffer: boolean;
  /** Whether an offer can be accepted, or was approved, and what of its deposit is still to be paid (minor units). */
  quote: { inForce: boolean; approved: boolean; depositDueMinor: number };
  /** What the client has paid and nothing that stays was billed for, in minor units. */
  creditMinor: number;
  /** How the checklists stand that the device has, as it came in and before it goes out. */
  checks: Record<ChecklistPhase, CheckState>;
  outcome: OrderOutcome | null;
  readyAt: number | null;
  /** No mail has reached the client, nor has anybody told them that it is ready. */
  untold: boolean;
  /** Active users of that role in the shop. */
  technicians: number;
  /** The notices that its client was given since it is ready, and those that the policy demands. */
  notices: NoticeStanding;
  settings: Pick<Settings, "quality_control_used" | "quality_control_by_another" | "abandonment_days">;
  now: number;
}

/** What a move brings. Instants are UTC milliseconds. */
export interface Move {
  to: OrderStatus;
  /** Where the form believed the order to be. */
  from?: OrderStatus;
  reason?: string;
  reviewAt?: number | null;
  vendor?: string;
  vendorExpectedAt?: number | null;
  /** Who carries a device to another workshop or back, "" when nobody says. */
  carriedBy?: string;
  outcome?: OrderOutcome | null;
  /** Why other parts were used than planned. */
  partsExplanation?: string;
  /** Why the shop keeps a deposit that was not given back. */
  depositKept?: string;
  /** Who gets an order that nobody has, where the move asks for somebody. */
  technicianId?: string | null;
  /** An unlisted move, by an administrator, with a reason. */
  force?: boolean;
  /** False keeps it from the client this once. */
  notify?: boolean;
}

export type Verdict =
  | {
    ok: true;
    forced: boolean;
    effects: readonly Effect[];
    /** The outcome that the diagnosis comes to, for `outcome_of_diagnosis`. */
    outcome?: OrderOutcome;
  }
  | { ok: false; error: AppError };

const DAY = 86_400_000;

/**
 * The one judge of every change of status, for screens, API, tracking page and jobs. The commands of an intake, an approval
 * and a delivery pass `through`. A refusal is an AppError: `forbidden`, `conflict` with a reason, or `invalid` with the missing fields.
 */
export function transition(
  facts: MoveFacts,
  actor: Actor,
  move: Move,
  through?: Transition["through"],
): Verdict {
  if (move.from !== undefined && move.from !== facts.status) return refuse("conflict", "order_changed");
  const rule = listedTransition(facts.status, move.to);
  if (move.force) return judgeForced(facts, actor, move);
  if (!rule) return refuse("conflict", facts.status === move.to ? "move_same" : "move_not_listed");
  if (!mayMove(rule, facts, actor)) return refuse("forbidden", "move_not_yours");
  const standing = rule.through === through
    ? obstacle(rule.needs, rule.to, { facts, actor })
    : blocked("move_has_own_form");
  if (standing) return { ok: false, error: standing };
  const fields = missing(rule.needs, facts, move);
  if (fields) return { ok: false, error: invalid(fields) };
  const outcome = rule.effects.includes("outcome_of_diagnosis") ? deadEnd(facts) : undefined;
  return { ok: true, forced: false, effects: rule.effects, ...(outcome && { outcome }) };
}

/** The same judge of how an order begins. @throws AppError forbidden */
export function begin(to: Beginning["to"], actor: Actor): void {
  const rule = BEGINNINGS.find((one) => one.to === to);
  if (!rule || !mayBegin(rule, actor)) throw new AppError("forbidden", { reason: "move_not_yours" });
}

function mayBegin({ who, client }: Beginning, actor: Actor): boolean {
  if (actor.kind === "client") return client === true;
  if (actor.kind === "token" && !actor.scopes.includes("orders:write")) return false;
  return isStaff(actor) && who.includes(actor.role);
}

/** One line of the menu of an order's status. */
export interface AllowedMove {
  to: OrderStatus;
  /** Asks for something, or is a page of its own. */
  asks: readonly Requirement[];
  through: Transition["through"] | null;
  /** Why it cannot be made now: the reason of an AppError. */
  obstacle: { reason: string; params?: Record<string, string | number> } | null;
}

/** The listed moves that are the actor's to make, in the order of the work; those that something hinders say what. */
export function allowedMoves(facts: MoveFacts, actor: Actor): AllowedMove[] {
  const moves: AllowedMove[] = [];
  for (const to of ORDER_STATUSES) {
    const rule = listedTransition(facts.status, to);
    if (!rule || !mayMove(rule, facts, actor)) continue;
    if (facts.status === "on_hold" && facts.heldFrom !== to) continue;
    if (to === "quality_check" && !facts.settings.quality_control_used) continue;
    const asks = asked(rule.needs, facts);
    // What the form will bring hinders nobody from opening it; a deposit is waited for once there is an approval.
    const given = asks.includes("quote_approved") ? [...asks, "deposit_paid"] : asks;
    const found = obstacle(rule.needs.filter((need) => !given.includes(need)), to, { facts, actor });
    moves.push({
      to,
      asks,
      through: rule.through ?? null,
      obstacle: found && { reason: found.detail.reason ?? found.code, params: found.detail.params },
    });
  }
  return moves;
}

/** Where a status may lead to at all for somebody of a role: what a board points to before anybody is asked. */
export function waysOf(
  role: Role,
  { quality_control_used }: Pick<Settings, "quality_control_used">,
): Partial<Record<OrderStatus, OrderStatus[]>> {
  const ways = ORDER_STATUSES.map((from) => {
    const to = TRANSITIONS.filter((rule) => rule.from.includes(from) && rule.who.includes(role))
      .map((rule) => rule.to).filter((status) => status !== "quality_check" || quality_control_used);
    return [from, to] as const;
  });
  return Object.fromEntries(ways.filter(([, to]) => to.length > 0));
}

/** The unlisted moves that this actor may force. */
export function forcibleMoves(status: OrderStatus, actor: Actor): OrderStatus[] {
  return mayForce(actor) ? ORDER_STATUSES.filter((to) => forcible(status, to)) : [];
}

/** What a form for the move has to ask. */
function asked(
  needs: readonly Requirement[],
  { technicianId, preauthorisedMinor, claimsWarranty, partsDiffer, quote, creditMinor, notices }: MoveFacts,
): Requirement[] {
  return needs.filter((need) => {
    if (need === "technician_assigned") return technicianId === null;
    if (need === "parts_explained") return partsDiffer;
    if (need === "deposit_settled") return creditMinor > 0;
    if (need === "notices_proven") return notices.demanded.length > 0;
    if (need === "quote_sent") return !quote.inForce;
    if (need === "quote_approved") return !quote.approved;
    if (need === "preauthorised_or_fixed_price") {
      return preauthorisedMinor === null && !quote.approved && !claimsWarranty;
    }
    return FIELD_NEEDS.includes(need);
  });
}

const FIELD_NEEDS: readonly Requirement[] = ["reason", "review_date", "vendor", "custody", "repair_outcome"];

function judgeForced(facts: MoveFacts, actor: Actor, move: Move): Verdict {
  if (!mayForce(actor)) return refuse("forbidden", "move_not_yours");
  if (!forcible(facts.status, move.to)) return refuse("conflict", "move_not_forcible");
  const standing = facts.outcome === null
    ? STANDING_NEEDS[move.to] ?? []
    : (STANDING_NEEDS[move.to] ?? []).filter((need) => need !== "repair_outcome");
  const fields = missing(["reason", ...standing], facts, move);
  if (fields) return { ok: false, error: invalid(fields) };
  return { ok: true, forced: true, effects: move.to === "ready" ? ["tell_client_ready"] : [] };
}

function mayForce(actor: Actor): boolean {
  return isStaff(actor) && actorMay(actor, "orders.force");
}

function mayMove(rule: Transition, facts: MoveFacts, actor: Actor): boolean {
  if (actor.kind === "client") return rule.client === true;
  if (!isStaff(actor) || !actorMay(actor, "orders.edit") || !rule.who.includes(actor.role)) return false;
  if (actor.role !== "technician" || rule.anyTechnician) return true;
  // What nobody has is theirs to take.
  if (facts.technicianId === null) return rule.needs.includes("technician_assigned");
  return facts.technicianId === (actor.kind === "token" ? actor.userId : actor.id);
}

function isStaff(actor: Actor): actor is Extract<Actor, { kind: "user" | "token" }> {
  return actor.kind === "user" || actor.kind === "token";
}

/** What hinders the move however well its form is filled in. */
function obstacle(
  needs: readonly Requirement[],
  to: OrderStatus,
  { facts, actor }: { facts: MoveFacts; actor: Actor },
): AppError | null {
  const { settings, quote } = facts;
  if (to === "quality_check" && facts.status !== "on_hold" && !settings.quality_control_used) {
    return blocked("quality_control_off");
  }
  for (const need of needs) {
    if (need === "intake_checked" && facts.checks.intake === "missing") return blocked("intake_unchecked");
    if (facts.status === "quality_check") {
      const lack = exitLack(need, facts, facts.outcome);
      if (lack) return blocked(lack);
    }
    if (need === "diagnosis_written" && !facts.hasDiagnosis) return blocked("diagnosis_missing");
    if (need === "dead_end" && !deadEnd(facts)) return blocked("still_repairable");
    if (need === "quote_sent" && !quote.inForce) return blocked("quote_missing");
    if (need === "quote_approved" && !quote.approved) return blocked("quote_not_approved");
    if (need === "deposit_paid" && quote.depositDueMinor > 0) return blocked("deposit_missing");
    if (need === "preauthorised_or_fixed_price") {
      const settled = facts.preauthorisedMinor !== null || quote.approved || facts.claimsWarranty;
      if (!settled) return blocked("quote_not_approved");
    }
    if (need === "back_where_it_was" && facts.heldFrom !== to) return blocked("not_where_it_was");
    if (need === "not_the_repairer" && checksOwnWork(facts, actor)) return blocked("own_work");
    if (need === "policy_elapsed") {
      const days = settings.abandonment_days;
      if (facts.readyAt === null || facts.readyAt + days * DAY > facts.now) {
        return blocked("policy_not_elapsed", { days });
      }
    }
    if (need === "client_told" && facts.untold) return blocked("client_untold");
    if (need === "notices_proven" && missingOf(facts.notices) > 0) {
      return blocked("notices_missing", {
        proven: provenOf(facts.notices),
        demanded: facts.notices.demanded.length,
      });
    }
  }
  return null;
}

function deadEnd({ finding }: MoveFacts): OrderOutcome | undefined {
  return finding ? DEAD_END[finding] : undefined;
}

/** What the exit checklist lacks for a device that leaves with this outcome; only what was repaired has to pass it. */
function exitLack(
  need: Requirement,
  { checks }: Pick<MoveFacts, "checks">,
  outcome: OrderOutcome | null,
): string | null {
  if (need !== "exit_checked" && need !== "exit_passed") return null;
  if (outcome === null || !GUARANTEED.includes(outcome)) return null;
  if (checks.exit === "missing") return "exit_unchecked";
  if (need === "exit_checked") return null;
  const fails = checks.exit === "failed" || (checks.exit === "explained" && outcome === "repaired");
  return fails ? "exit_check_failed" : null;
}

function checksOwnWork(facts: MoveFacts, actor: Actor): boolean {
  return facts.settings.quality_control_by_another && facts.technicians >= 2 &&
    actor.kind === "user" && actor.id === facts.repairedBy;
}

/** What a move leaves open of what has to be asked for it, whatever the order; null when nothing. */
export function missingFields(needs: readonly Requirement[], move: Move, now: number): FieldErrors | null {
  const unknown = {
    technicianId: null,
    partsDiffer: false,
    creditMinor: 0,
    checks: { intake: "none", exit: "none" },
  } as const;
  return missing(needs, { ...unknown, now }, move);
}

function missing(
  needs: readonly Requirement[],
  facts: Pick<MoveFacts, "technicianId" | "partsDiffer" | "creditMinor" | "checks" | "now">,
  move: Move,
): FieldErrors | null {
  const fields: FieldErrors = {};
  for (const need of needs) {
    if (need === "technician_assigned" && facts.technicianId === null && !move.technicianId) {
      fields.technician_id = { code: "required" };
    }
    if (need === "reason" && !move.reason) fields.reason = { code: "required" };
    if (need === "review_date") Object.assign(fields, dateField("review_at", move.reviewAt, facts.now));
    if (need === "vendor") {
      if (!move.vendor) fields.vendor = { code: "required" };
      Object.assign(fields, dateField("vendor_expected_at", move.vendorExpectedAt, facts.now));
    }
    if (need === "repair_outcome" && !move.outcome) fields.outcome = { code: "required" };
    const lack = exitLack(need, facts, move.outcome ?? null);
    if (lack) fields.outcome = { code: lack };
    if (need === "parts_explained" && facts.partsDiffer && !move.partsExplanation) {
      fields.parts_explanation = { code: "required" };
    }
    if (need === "deposit_settled" && facts.creditMinor > 0 && !move.depositKept) {
      fields.deposit_kept = { code: "deposit_kept" };
    }
  }
  return Object.keys(fields).length > 0 ? fields : null;
}

function dateField(name: string, at: number | null | undefined, now: number): FieldErrors {
  if (at === null || at === undefined) return { [name]: { code: "required" } };
  return at > now ? {} : { [name]: { code: "date_past" } };
}

function blocked(reason: string, params?: Record<string, string | number>): AppError {
  return new AppError("conflict", { reason, params });
}

function refuse(code: "forbidden" | "conflict", reason: string): Verdict {
  return { ok: false, error: new AppError(code, { reason }) };
}
