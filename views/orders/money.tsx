import { typedText } from "../../src/lib/form.ts";
import { PAYMENT_METHODS } from "../../src/orders/order.ts";
import { paths } from "../../src/paths.ts";
import { Button } from "../components/button.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { MoneyInput, Select, TextInput } from "../components/inputs.tsx";
import { DateText, Money } from "../components/time.tsx";
import { errorOf } from "../errors/fields.ts";
import type { OrderFormProps } from "./forms.tsx";
import { orderText } from "./text.ts";

export function MoneyPart({ viewer, detail }: Omit<OrderFormProps, "state">) {
  const text = orderText[viewer.locale];
  const { charges, payments, balance, order } = detail;
  const money = (minor: number) => <Money viewer={viewer} minor={minor} currency={order.currency} />;
  return (
    <div id="order-money" class="stack tight">
      {charges.length === 0 && <p class="muted">{text.page.nothingCharged}</p>}
      {charges.map((charge) => (
        <div class="row apart">
          <span>{charge.description}</span>
          {money(charge.amount_minor)}
        </div>
      ))}
      {payments.map((payment) => (
        <div class="row apart muted">
          <span>
            {text.paymentKinds[payment.kind]} · {text.methods[payment.method]} ·{" "}
            <DateText viewer={viewer} at={payment.at} />
            <br />
            <a href={paths.orderPaymentReceipt(order.number, payment.id, "a4")} target="_blank">
              {text.page.paymentReceipt} {text.page.a4}
            </a>{" "}
            ·{" "}
            <a href={paths.orderPaymentReceipt(order.number, payment.id, "80mm")} target="_blank">
              {text.page.roll}
            </a>
          </span>
          {money(-payment.amount_minor)}
        </div>
      ))}
      {(charges.length > 0 || payments.length > 0) && (
        <div class="row apart">
          <strong>
            {balance.balance === 0
              ? text.page.settled
              : balance.balance < 0
              ? text.page.credit
              : text.page.balance}
          </strong>
          <strong>{money(Math.abs(balance.balance))}</strong>
        </div>
      )}
    </div>
  );
}

export function ChargeForm({ viewer, detail, state }: OrderFormProps) {
  const text = orderText[viewer.locale].page;
  const { typed, errors = {}, formKey } = state;
  const { number, currency } = detail.order;
  return (
    <details id="charge-form" open={typed !== undefined}>
      <summary class="button small">{text.addCharge}</summary>
      <form
        class="stack"
        method="post"
        action={paths.orderCharges(number)}
        hx-post={paths.orderCharges(number)}
        hx-target="#charge-form"
      >
        <CsrfField viewer={viewer} />
        <input type="hidden" name="form_key" value={formKey} />
        <TextInput
          viewer={viewer}
          name="description"
          id="charge-description"
          label={text.chargeFor}
          value={typedText(typed, "description")}
          error={errorOf(viewer, errors, "description")}
          maxlength={200}
          required
        />
        <MoneyInput
          viewer={viewer}
          name="amount"
          id="charge-amount"
          label={text.amount}
          hint={text.chargeHint}
          currency={currency}
          value={typedText(typed, "amount")}
          error={errorOf(viewer, errors, "amount")}
          required
        />
        <Button>{text.addCharge}</Button>
      </form>
    </details>
  );
}

export function PaymentForm({ viewer, detail, state }: OrderFormProps) {
  const words = orderText[viewer.locale];
  const text = words.page;
  const { typed, errors = {}, formKey } = state;
  const { number, currency } = detail.order;
  const kinds = ["payment", "deposit", "refund"] as const;
  return (
    <details id="payment-form" open={typed !== undefined}>
      <summary class="button small">{text.addPayment}</summary>
      <form
        class="stack"
        method="post"
        action={paths.orderPayments(number)}
        hx-post={paths.orderPayments(number)}
        hx-target="#payment-form"
      >
        <CsrfField viewer={viewer} />
        <input type="hidden" name="form_key" value={formKey} />
        <Select
          viewer={viewer}
          name="kind"
          id="payment-kind"
          label={text.paymentKind}
          value={typedText(typed, "kind") || "deposit"}
          options={kinds.map((value) => ({ value, label: words.paymentKinds[value] }))}
        />
        <MoneyInput
          viewer={viewer}
          name="amount"
          id="payment-amount"
          label={text.amount}
          currency={currency}
          value={typedText(typed, "amount")}
          error={errorOf(viewer, errors, "amount")}
          required
        />
        <Select
          viewer={viewer}
          name="method"
          id="payment-method"
          label={text.method}
          value={typedText(typed, "method")}
          error={errorOf(viewer, errors, "method")}
          empty
          required
          options={PAYMENT_METHODS.map((value) => ({ value, label: words.methods[value] }))}
        />
        <TextInput
          viewer={viewer}
          name="note"
          id="payment-note"
          label={text.reference}
          value={typedText(typed, "note")}
          maxlength={200}
        />
        <Button>{text.addPayment}</Button>
      </form>
    </details>
  );
}
