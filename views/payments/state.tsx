import { type PaymentState, paymentState } from "../../src/payments/payment.ts";
import type { OrderDetail } from "../../src/orders/queries.ts";
import { Chip, type Tone } from "../components/status.tsx";
import type { Viewer } from "../viewer.ts";
import { paymentText } from "./text.ts";

const TONE = {
  unpaid: "new",
  deposit: "active",
  partial: "waiting",
  paid: "ready",
  overpaid: "problem",
} as const satisfies Record<PaymentState, Tone>;

export function PaymentChip({ viewer, detail }: { viewer: Viewer; detail: OrderDetail }) {
  const { charged, paid } = detail.balance;
  const state = paymentState({ charged, paid, entries: detail.payments });
  return <Chip small tone={TONE[state]} label={paymentText[viewer.locale].states[state]} />;
}
