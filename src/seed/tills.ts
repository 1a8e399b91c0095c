import { expectedSums, type MethodSums } from "../cash/session.ts";
import type { PaymentMethod } from "../orders/order.ts";
import { type Dice, dice } from "./dice.ts";
import { WORKDAY_MS } from "./hours.ts";
import { noRows, type Rows } from "./rows.ts";
import type { Person, Place } from "./world.ts";

const DAY = 86_400_000;
const WINDOW = 60 * DAY;
const FLOATS = [1_000_000, 1_500_000, 2_000_000];
const DIFFERENCES = [-50_000, -20_000, -10_000, 10_000];
const EXPENSES = ["Café y azúcar", "Bolsas", "Viático", "Cinta de embalar"];

interface OpenTill {
  id: string;
  by: Person;
  currency: string;
  floatMinor: number;
  closesAt: number;
  differenceMinor: number;
  spentMinor: number;
  paid: MethodSums;
}

/** The tills of the last two months: each receptionist of a branch keeps one on every day on which money comes in. */
export class Tills {
  readonly #sessions = new Map<string, OpenTill>();
  readonly #die: Dice;

  constructor(private readonly of: { now: number; days: readonly number[] }, seed: number) {
    // Dice of their own: what else is made up stays as it is.
    this.#die = dice(seed ^ 0x7111);
  }

  /** The session that a payment goes to, null before the tills or where somebody has none. */
  take(
    rows: Rows,
    { branch, tills, staff }: Place,
    payment: { at: number; by: Person; method: PaymentMethod; minor: number },
  ): string | null {
    const { at, by, method, minor } = payment;
    const { now, days } = this.of;
    const tillId = tills[staff.counter.findIndex((one) => one.id === by.id)];
    const opens = at < now - WINDOW ? undefined : days.findLast((day) => day <= at);
    if (!tillId || opens === undefined || at > opens + WORKDAY_MS || opens + DAY > now) return null;
    const key = `${tillId} ${opens}`;
    const session = this.#sessions.get(key) ?? this.#open(rows, { branch, tillId, by, opens });
    this.#sessions.set(key, session);
    session.paid[method] = (session.paid[method] ?? 0) + minor;
    return session.id;
  }

  /** What was spent and counted, once every payment is known. */
  close(): Rows {
    const rows = noRows();
    for (
      const { id, by, currency, floatMinor, spentMinor, closesAt, ...session } of this.#sessions.values()
    ) {
      const about = { cash_session_id: id, currency };
      if (spentMinor > 0) {
        const at = closesAt - DAY / 8;
        const reason = this.#die.pick(EXPENSES);
        const movement = { id: this.#die.id(at), ...about, amount_minor: -spentMinor, reason };
        rows.cash_movement.push({ ...movement, at, recorded_by: by.id });
      }
      const expected = expectedSums({ floatMinor, movedMinor: -spentMinor, paid: session.paid });
      const counted = { ...expected, cash: (expected.cash ?? 0) + session.differenceMinor };
      rows.cash_count.push({
        id: this.#die.id(closesAt),
        cash_session_id: id,
        expected_json: JSON.stringify(expected),
        counted_json: JSON.stringify(counted),
        bills_json: "{}",
        reason: "",
        at: closesAt,
        counted_by: by.id,
      });
    }
    return rows;
  }

  #open(
    rows: Rows,
    { branch, tillId, by, opens }: Pick<Place, "branch"> & { tillId: string; by: Person; opens: number },
  ): OpenTill {
    const die = this.#die;
    const closesAt = opens + WORKDAY_MS + die.between(2, 25) * 60_000;
    const differenceMinor = die.chance(0.2) ? die.pick(DIFFERENCES) : 0;
    const session = {
      id: die.id(opens),
      by,
      currency: branch.currency,
      floatMinor: die.pick(FLOATS),
      closesAt,
      differenceMinor,
      spentMinor: die.chance(0.3) ? die.between(5, 40) * 10_000 : 0,
      paid: {},
    };
    rows.cash_session.push({
      id: session.id,
      till_id: tillId,
      branch_id: branch.id,
      user_id: by.id,
      currency: branch.currency,
      float_minor: session.floatMinor,
      opened_at: opens,
      closed_at: closesAt,
      closed_by: by.id,
      difference_minor: differenceMinor,
      note: differenceMinor === 0 ? "" : "Se dio mal un vuelto",
      close_reason: "",
    });
    return session;
  }
}
