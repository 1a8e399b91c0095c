import { calendarOf } from "../admin/open_time.ts";
import { keptInTime, slaRules, slaSpent } from "../orders/sla.ts";
import { type OrderOutcome, type OrderStatus, STATUS_GROUP } from "../orders/status.ts";
import { acceptOffer, approveOffer, rejectOffer } from "./answer.ts";
import { addHandOver } from "./hand_over.ts";
import { afterWork } from "./hours.ts";
import { addOffer, type SeedOffer } from "./offer.ts";
import type { OfferKind, Step } from "./story.ts";
import type { Telling } from "./taken_in.ts";
import * as words from "./vocabulary.ts";
import { keepDeposit, takeDeposit } from "./withdrawn.ts";
import type { Person } from "./world.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Takes an order through the steps of its story that lie in the past, and keeps how it stands after each. */
export class OrderLife {
  status: OrderStatus;
  since: number;
  /** Open milliseconds that the shop had it to itself before `since`. */
  slaMs = 0;
  heldFrom: OrderStatus | null = null;
  assigned = false;
  outcome: OrderOutcome | null = null;
  vendor = "";
  repairer: string | null = null;
  rework = 0;
  readyAt: number | null = null;
  closedAt: number | null = null;
  diagnosis = "";
  offer: SeedOffer | null = null;
  work = "";
  /** Minor units. */
  charged = 0;

  constructor(private readonly of: Telling) {
    this.status = of.order.part.draft ? "draft" : "received";
    this.since = of.order.at;
  }

  liveUntilNow(): void {
    const { world, order } = this.of;
    for (const step of order.part.story.steps) {
      const at = afterWork(this.since, step.after, world.days);
      if (at >= world.now) break;
      this.#take(step, at);
    }
    const kind = order.part.story.offer;
    if (kind !== "draft" || this.status !== "diagnosing") return;
    this.#diagnose(this.since + 1);
    this.#offer(kind, this.since + 1);
  }

  #take(step: Step, at: number): void {
    const { world: { die }, order, history } = this.of;
    const { offer } = order.part.story;
    const person = this.#person(step);
    let by: Person & { kind?: "client" } = person;
    if (!this.assigned && step.to !== "cancelled") this.#assign(at - 60_000);
    if (step.to === "awaiting_approval") this.#diagnose(at - 30_000);
    if (step.to === "awaiting_approval" && offer) this.#offer(offer, at - 10_000);
    if (step.to === "approved" && this.status !== "awaiting_parts") by = this.#agree(at, person);
    const data = this.#mark(step.to, at);
    if (this.offer && this.outcome === "quote_rejected" && step.to === "ready") {
      by = rejectOffer(this.of, this.offer, { at, by: person, channel: "link", note: String(data.reason) });
    }
    const deposit = step.to === "cancelled" ? takeDeposit(this.of, { since: this.since, until: at }) : null;
    if (step.to === "delivered") addHandOver(this.of, { at, by: person, life: this });
    else history.add(at, by, { kind: "status_moved", from: this.status, to: step.to, data });
    if (deposit && !deposit.refunded) keepDeposit(this.of, deposit, { at, by: person });
    if (die.chance(0.06)) this.#note(at, person);
    const { status, since: status_since, slaMs: sla_ms } = this;
    this.slaMs = slaSpent({ status, status_since, sla_ms }, calendarOf(this.of.order.branch), at);
    this.status = step.to;
    this.since = at;
  }

  /** What the repair would cost; one that asks for a deposit is approved at once, and waits for it. */
  #offer(kind: OfferKind, at: number): void {
    const { world: { now }, order: { technician } } = this.of;
    this.offer = addOffer(this.of, { kind, at, by: technician, diagnosis: this.diagnosis });
    if (kind !== "deposit") return;
    const answered = Math.min((this.offer.quote.viewed_at ?? at) + HOUR, now - 1);
    approveOffer(this.of, this.offer, { at: answered, by: technician, channel: "link" });
  }

  #person({ by }: Step): Person {
    const { world, order } = this.of;
    if (by === "bench") return order.technician;
    return by === "admin" ? world.die.pick(order.staff.admin) : order.counter;
  }

  #assign(at: number): void {
    const { order: { counter, technician }, history } = this.of;
    this.assigned = true;
    const data = { technician_id: technician.id, technician: technician.name };
    history.add(at, counter, { kind: "assigned", data });
  }

  #diagnose(at: number): void {
    const { rows, world: { die }, order: { id, technician, part }, history } = this.of;
    const text = die.pick(part.device.kind.diagnoses);
    this.diagnosis = text;
    rows.diagnosis.push({
      id: die.id(at),
      order_id: id,
      text,
      written_by: technician.id,
      written_at: at,
      finding: "repairable",
    });
    history.add(at, technician, { kind: "diagnosis_written", data: { text, finding: "repairable" } });
  }

  /** The client's yes, and what it will cost. Answers who moves the order on. */
  #agree(at: number, by: Person): Person & { kind?: "client" } {
    const { rows, world: { die }, order, history } = this.of;
    const { price, branch: { currency } } = order;
    if (order.part.claims) {
      this.work = die.pick(order.part.device.kind.work);
      return by;
    }
    const channel = die.pick(["phone", "whatsapp", "counter", "link"] as const);
    this.charged = price;
    if (this.offer) {
      this.work = this.offer.work;
      return acceptOffer(this.of, this.offer, { at, by, channel });
    }
    this.work = die.pick(order.part.device.kind.work);
    if (this.status === "awaiting_approval") {
      const who = order.client.name;
      history.add(at, by, {
        kind: "quote_approved",
        data: { revision: 1, channel: "phone", who, total_minor: price, currency },
      });
    }
    const charge = { description: this.work, amount_minor: price, currency };
    const made = { created_at: at, created_by: by.id, quote_line_id: null };
    rows.charge.push({ id: die.id(at), order_id: order.id, ...charge, ...made });
    history.add(at, by, { kind: "charge_recorded", data: charge });
    return by;
  }

  /** Keeps what the order shows of a move; returns what its history tells. */
  #mark(to: OrderStatus, at: number): Record<string, unknown> {
    const { world: { die, shop }, order } = this.of;
    const { technician, part: { story } } = order;
    const rejected = story.outcome === "quote_rejected";
    const data: Record<string, unknown> = {};
    this.heldFrom = to === "on_hold" ? this.status : null;
    if (to === "on_hold") {
      data.reason = die.pick(words.HOLD_REASONS);
      data.review_at = at + 3 * DAY;
    }
    if (to === "outsourced") {
      data.vendor = this.vendor = die.pick(words.VENDORS);
      data.vendor_expected_at = at + 4 * DAY;
    }
    if (to === "cancelled") {
      data.reason = die.pick(words.CANCEL_REASONS);
      this.outcome = "withdrawn";
    }
    if (to === "ready" && rejected) data.reason = die.pick(words.REJECT_REASONS);
    if (this.status === "quality_check" && to === "repairing") {
      data.reason = "No pasó la prueba de uso";
      this.rework++;
    }
    if (to === "quality_check" || to === "ready") {
      this.outcome = story.outcome;
      if (this.status === "repairing") this.repairer = technician.id;
      if (!rejected) data.outcome = story.outcome;
    }
    if (to === "ready") {
      this.readyAt = at;
      const { status, since: status_since, slaMs: sla_ms } = this;
      const { priority, promisedAt: promised_at, branch } = order;
      const standing = { status, status_since, sla_ms, priority, promised_at };
      const in_time = keptInTime(standing, slaRules(shop, branch.id), at);
      if (in_time !== null) data.in_time = in_time;
    }
    if (STATUS_GROUP[to] === "closed") this.closedAt = at;
    return data;
  }

  #note(at: number, by: Person): void {
    const { rows, world: { die }, order: { id }, history } = this.of;
    const visibility = die.chance(0.3) ? "public" as const : "internal" as const;
    const text = die.pick(visibility === "public" ? words.PUBLIC_NOTES : words.NOTES);
    rows.note.push({ id: die.id(at), order_id: id, visibility, text, written_by: by.id, written_at: at });
    history.add(at, by, { kind: "note_added", data: { text, visibility } });
  }
}
