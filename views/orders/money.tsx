import { typedText } from "../../src/lib/form.ts";
import type { OrderDetail } from "../../src/orders/queries.ts";
import { STATUS_GROUP } from "../../src/orders/status.ts";
import { paths } from "../../src/paths.ts";
import { Button, LinkButton } from "../components/button.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { MoneyInput, TextArea, TextInput } from "../components/inputs.tsx";
import { DateText, Money } from "../components/time.tsx";
import { errorOf } from "../errors/fields.ts";
import { gatewayText } from "../gateways/text.ts";
import { PaymentChip } from "../payments/state.tsx";
import { paymentText } from "../payments/text.ts";
import { warrantyText } from "../warranties/text.ts";
import type { OrderFormProps } from "./forms.tsx";
import type { Viewer } from "../viewer.ts";
import { orderText } from "./text.ts";

interface MoneyProps extends Omit<OrderFormProps, "state"> {
  /** With the ways to take money and to give it back. */
  acts?: boolean;
}

export function MoneyPart({ viewer, detail, acts }: MoneyProps) {
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
            <a href={paths.orderPayment(order.number, payment.id)}>{text.paymentKinds[payment.kind]}</a> ·
            {" "}
            {text.methods[payment.method]} · <DateText viewer={viewer} at={payment.at} />
            {viewer.can("contacts.read") && (
              <>
                <br />
                <a href={paths.orderPaymentReceipt(order.number, payment.id, "a4")} target="_blank">
                  {text.page.paymentReceipt} {text.page.a4}
                </a>{" "}
                ·{" "}
                <a href={paths.orderPaymentReceipt(order.number, payment.id, "80mm")} target="_blank">
                  {text.page.roll}
                </a>
              </>
            )}
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
      {acts && <MoneyActs viewer={viewer} detail={detail} />}
    </div>
  );
}

function MoneyActs({ viewer, detail }: { viewer: Viewer; detail: OrderDetail }) {
  const text = paymentText[viewer.locale];
  const { order, balance } = detail;
  const open = STATUS_GROUP[order.status] !== "closed";
  return (
    <div class="row">
      <PaymentChip viewer={viewer} detail={detail} />
      <span class="grow"></span>
      {viewer.can("payments.record") && balance.paid > 0 && (
        <LinkButton size="small" icon="undo-2" href={paths.orderRefunds(order.number)}>
          {text.refund.open}
        </LinkButton>
      )}
      {viewer.shop.paysOnline && viewer.can("payments.record") && (open || balance.balance > 0) && (
        <LinkButton size="small" icon="link" href={paths.orderCheckout(order.number)}>
          {gatewayText[viewer.locale].link.open}
        </LinkButton>
      )}
      {viewer.can("payments.record") && (open || balance.balance > 0) && (
        <LinkButton
          size="small"
          variant={balance.balance > 0 ? "primary" : "plain"}
          icon="banknote"
          href={paths.orderPayments(order.number)}
        >
          {text.pay}
        </LinkButton>
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
        {detail.order.warranty_of_order_id !== null && (
          <TextArea
            viewer={viewer}
            name="reason"
            id="charge-reason"
            label={warrantyText[viewer.locale].chargeReason}
            hint={warrantyText[viewer.locale].chargeReasonHint}
            rows={2}
            value={typedText(typed, "reason")}
            error={errorOf(viewer, errors, "reason")}
            maxlength={500}
          />
        )}
        <Button>{text.addCharge}</Button>
      </form>
    </details>
  );
}
