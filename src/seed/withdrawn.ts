import type { PaymentMethod } from "../orders/order.ts";
import { sheetText } from "../../views/quotes/sheet_text.ts";
import { History } from "./history.ts";
import type { Telling } from "./taken_in.ts";
import type { Person } from "./world.ts";

const MINUTE = 60_000;
const METHODS = ["cash", "transfer"] as const;
const KEPT_REASONS = [
  "El repuesto ya estaba pedido y el proveedor no lo cambia",
  "Se desarmó y revisó el equipo: la seña cubre el diagnóstico",
];

interface Deposit {
  method: PaymentMethod;
  /** Minor units. */
  minor: number;
  refunded: boolean;
}

/** What two of three clients left on account before they took their device home again; by the order's number. */
export function takeDeposit(of: Telling, { since, until }: { since: number; until: number }): Deposit | null {
  const { counter, price, part: { sequence } } = of.order;
  if (sequence % 3 === 2) return null;
  const method = METHODS[sequence % METHODS.length] ?? "cash";
  const deposit = {
    method,
    minor: Math.round(price * 0.3 / 100_000) * 100_000,
    refunded: sequence % 3 === 0,
  };
  const at = since + Math.floor((until - since) / 3);
  enter(of, { kind: "deposit", method, minor: deposit.minor, at, by: counter, note: "" });
  if (deposit.refunded) {
    const [minor, back] = [-deposit.minor, until - Math.min(5 * MINUTE, Math.floor((until - since) / 3))];
    enter(of, { kind: "refund", method, minor, at: back, by: counter, note: "No se hizo ningún trabajo" });
  }
  return deposit;
}

/** Bills what the shop does not give back, and says why. */
export function keepDeposit(
  of: Telling,
  { minor }: Deposit,
  { at, by }: { at: number; by: Person },
): void {
  const { rows, world: { aside }, order: { id, branch: { currency } } } = of;
  const charge = { description: sheetText.es.depositKept, amount_minor: minor, currency };
  const made = { created_at: at, created_by: by.id, quote_line_id: null };
  rows.charge.push({ id: aside.id(at), order_id: id, ...charge, ...made });
  history(of).add(at, by, { kind: "charge_recorded", data: { ...charge, reason: aside.pick(KEPT_REASONS) } });
}

function enter(
  of: Telling,
  { kind, method, minor, at, by, note }: {
    kind: "deposit" | "refund";
    method: PaymentMethod;
    minor: number;
    at: number;
    by: Person;
    note: string;
  },
): void {
  const { rows, world: { aside, tills }, order } = of;
  const paid = { kind, method, amount_minor: minor, currency: order.branch.currency };
  const id = aside.id(at);
  const cash_session_id = tills.take(rows, order, { at, by, method, minor });
  rows.payment.push({ id, order_id: order.id, ...paid, note, at, recorded_by: by.id, cash_session_id });
  history(of).add(at, by, {
    kind: "payment_recorded",
    data: { payment: id, ...paid, ...(note && { note }) },
  });
}

function history({ rows, world: { aside }, order: { id } }: Telling): History {
  return new History(rows, aside, id);
}
