import type { Child } from "hono/jsx";
import type { Desk } from "../../src/cash/desk.ts";
import type { FieldErrors } from "../../src/lib/app_error.ts";
import { type Typed, typedText } from "../../src/lib/form.ts";
import { formatMoney, moneyField } from "../../src/lib/money.ts";
import { PAYMENT_METHODS } from "../../src/orders/order.ts";
import type { OrderDetail } from "../../src/orders/queries.ts";
import { STATUS_GROUP } from "../../src/orders/status.ts";
import type { Plan } from "../../src/mail/plan.ts";
import { paths } from "../../src/paths.ts";
import { Button, LinkButton } from "../components/button.tsx";
import { Checkbox, ChipGroup } from "../components/choices.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { ErrorSummary } from "../components/field.tsx";
import { MoneyInput, Select, TextInput } from "../components/inputs.tsx";
import { PageHeader, Panel } from "../components/panel.tsx";
import { errorOf, listedErrors } from "../errors/fields.ts";
import { Layout } from "../layout.tsx";
import { TellingPart } from "../mail/telling.tsx";
import { MoneyPart } from "../orders/money.tsx";
import { deviceName } from "../orders/status.tsx";
import { orderText } from "../orders/text.ts";
import type { Viewer } from "../viewer.ts";
import { ChangeOutput, ReceivedInput } from "./change.tsx";
import { AccountMoved, SeenFields, seenOf } from "./moved.tsx";
import { OpeningPart } from "./opening.tsx";
import { PaymentChip } from "./state.tsx";
import { paymentText } from "./text.ts";

export interface MoneyFormProps {
  viewer: Viewer;
  detail: OrderDetail;
  desk: Desk;
  /** Who hears of a payment, null where nobody is told of one. */
  told: Plan | null;
  /** Drawn for this form: one for each thing that it may make. */
  keys: { form: string; second: string; opening: string };
  typed?: Typed;
  errors?: FieldErrors;
  /** The account moved since the form was made. */
  moved?: boolean;
}

export function PaymentPage(props: MoneyFormProps) {
  const { viewer, detail, keys, told, typed, errors = {} } = props;
  const text = paymentText[viewer.locale];
  const { number } = detail.order;
  return (
    <MoneyPage {...props} title={text.payTitle(number)}>
      <form class="stack" method="post" action={paths.orderPayments(number)} data-guard="">
        <CsrfField viewer={viewer} />
        <input type="hidden" name="form_key" value={typedText(typed, "form_key") || keys.form} />
        <SeenFields account={detail.balance} />
        <ErrorSummary viewer={viewer} errors={listedErrors(viewer, errors)} />
        <Panel heading={text.payment} headingId="payment-heading" icon="banknote">
          {detail.depositDueMinor > 0
            ? (
              <p>
                {text.depositDue(formatMoney(detail.depositDueMinor, detail.order.currency, viewer.locale))}
              </p>
            )
            : detail.balance.balance <= 0 && <p class="muted">{text.nothingDue}</p>}
          <PaymentFields {...props} />
          <OpeningPart {...props} formKey={keys.opening} />
          <TellingPart viewer={viewer} plan={told} silent={typedText(typed, "silent") !== ""} />
        </Panel>
        <div class="act-bar">
          <LinkButton variant="quiet" href={paths.order(number)}>{text.cancel}</LinkButton>
          <Button variant="primary" size="big" icon="check">{text.submit}</Button>
        </div>
      </form>
    </MoneyPage>
  );
}

/** The frame of the pages on which money of one order moves: its account first. */
export function MoneyPage(
  { title, children, ...props }: MoneyFormProps & { title: string; children?: Child },
) {
  const { viewer, detail, typed, moved } = props;
  const { number, currency } = detail.order;
  const { balance } = detail;
  return (
    <Layout viewer={viewer} title={title} section="orders" width="narrow">
      <PageHeader
        title={title}
        aside={<PaymentChip viewer={viewer} detail={detail} />}
        lead={`${deviceName(viewer, detail.device)} · ${detail.client.name}`}
        back={{ href: paths.order(number), label: number }}
      />
      {moved && (
        <AccountMoved
          {...{ viewer, currency, detail }}
          before={seenOf(typed, balance)}
          now={balance}
          href={paths.order(number)}
        />
      )}
      <Panel heading={paymentText[viewer.locale].account} headingId="account-heading" icon="wallet">
        <MoneyPart viewer={viewer} detail={detail} />
      </Panel>
      {children}
    </Layout>
  );
}

function PaymentFields({ viewer, detail, keys, typed, errors = {} }: MoneyFormProps) {
  const text = paymentText[viewer.locale];
  const { methods } = orderText[viewer.locale];
  const { currency, status } = detail.order;
  const { depositDueMinor: deposit, balance: { balance } } = detail;
  const due = deposit > 0 ? deposit : balance;
  const value = (name: string, first = "") => typed ? typedText(typed, name) : first;
  const splits = value("second.amount") !== "" || errors["second.method"] !== undefined;
  const over = ["settled_already", "more_than_balance_unless"].includes(errors.amount?.code ?? "");
  const options = PAYMENT_METHODS.map((method) => ({ value: method, label: methods[method] }));
  return (
    <>
      {STATUS_GROUP[status] !== "closed" && (
        <ChipGroup
          viewer={viewer}
          choose="one"
          name="kind"
          label={text.kind}
          choices={(["payment", "deposit"] as const).map((kind) => ({
            value: kind,
            label: text.kinds[kind],
          }))}
          chosen={[value("kind", deposit > 0 || balance <= 0 ? "deposit" : "payment")]}
        />
      )}
      <div class="columns">
        <MoneyInput
          viewer={viewer}
          name="amount"
          label={text.amount}
          currency={currency}
          value={value("amount", due > 0 ? moneyField(due, { currency, locale: viewer.locale }) : "")}
          error={errorOf(viewer, errors, "amount")}
          required
        />
        <Select
          viewer={viewer}
          name="method"
          label={text.method}
          value={value("method")}
          error={errorOf(viewer, errors, "method")}
          empty
          required
          options={options}
        />
      </div>
      {(over || value("advance") !== "") && (
        <Checkbox viewer={viewer} name="advance" label={text.advance} checked={value("advance") !== ""} />
      )}
      <details open={splits}>
        <summary class="button small">{text.split}</summary>
        <div class="stack tight">
          <p class="hint">{text.splitHint}</p>
          <input
            type="hidden"
            name="second.form_key"
            value={value("second.form_key", keys.second)}
          />
          <div class="columns">
            <MoneyInput
              viewer={viewer}
              name="second.amount"
              label={text.secondAmount}
              currency={currency}
              value={value("second.amount")}
              error={errorOf(viewer, errors, "second.amount")}
            />
            <Select
              viewer={viewer}
              name="second.method"
              label={text.secondMethod}
              value={value("second.method")}
              error={errorOf(viewer, errors, "second.method")}
              empty
              options={options}
            />
          </div>
        </div>
      </details>
      <div class="columns">
        <ReceivedInput
          viewer={viewer}
          currency={currency}
          value={value("received")}
          error={errorOf(viewer, errors, "received")}
        />
        <ChangeOutput viewer={viewer} currency={currency} difference={null} />
      </div>
      <TextInput
        viewer={viewer}
        name="note"
        label={text.reference}
        value={value("note")}
        error={errorOf(viewer, errors, "note")}
        maxlength={200}
      />
    </>
  );
}
