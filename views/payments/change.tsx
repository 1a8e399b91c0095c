import { formatMoney } from "../../src/lib/money.ts";
import { paths } from "../../src/paths.ts";
import { MoneyInput } from "../components/inputs.tsx";
import type { Viewer } from "../viewer.ts";
import { paymentText } from "./text.ts";

/** The fields that the change is worked out from, wherever the form has them. */
const FIELDS =
  "[name='amount'], [name='method'], [name='second.amount'], [name='second.method'], [name='received']";

interface ReceivedProps {
  viewer: Viewer;
  currency: string;
  value: string;
  error?: string;
}

/** Cash that the client hands over; the change shows beside it as it is typed, and again in the answer. */
export function ReceivedInput({ viewer, currency, value, error }: ReceivedProps) {
  const text = paymentText[viewer.locale];
  return (
    <MoneyInput
      viewer={viewer}
      name="received"
      label={text.received}
      hint={text.receivedHint}
      currency={currency}
      value={value}
      error={error}
      attributes={{
        "hx-get": paths.cashChange(currency),
        "hx-trigger": 'input from:"closest form" delay:150ms',
        "hx-include": FIELDS,
        "hx-target": "#cash-change",
        "hx-sync": "this:replace",
      }}
    />
  );
}

interface ChangeProps {
  viewer: Viewer;
  currency: string;
  /** Minor units handed over beyond what is taken in cash, negative when something is missing; null while nobody can tell. */
  difference: number | null;
}

export function ChangeOutput({ viewer, currency, difference }: ChangeProps) {
  const text = paymentText[viewer.locale];
  const money = (minor: number) => formatMoney(minor, currency, viewer.locale);
  return (
    <output id="cash-change" class="cash-change" aria-live="polite">
      {difference === null
        ? ""
        : difference < 0
        ? text.short(money(-difference))
        : text.change(money(difference))}
    </output>
  );
}
