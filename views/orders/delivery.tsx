import type { Desk } from "../../src/cash/desk.ts";
import type { FieldErrors } from "../../src/lib/app_error.ts";
import { type Typed, typedText } from "../../src/lib/form.ts";
import { formatMoney, moneyField } from "../../src/lib/money.ts";
import { PAYMENT_METHODS } from "../../src/orders/order.ts";
import type { Accessory } from "../../src/orders/hand_back.ts";
import type { Loan } from "../../src/loaners/queries.ts";
import type { OrderDetail } from "../../src/orders/queries.ts";
import { paths } from "../../src/paths.ts";
import { Button, LinkButton } from "../components/button.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { ErrorSummary } from "../components/field.tsx";
import { MoneyInput, Select, TextArea, TextInput } from "../components/inputs.tsx";
import { PageHeader, Panel } from "../components/panel.tsx";
import { SignaturePad } from "../components/signature.tsx";
import { Notice } from "../components/status.tsx";
import { errorOf, listedErrors } from "../errors/fields.ts";
import { Layout } from "../layout.tsx";
import { ChangeOutput, ReceivedInput } from "../payments/change.tsx";
import { AccountMoved, SeenFields, seenOf } from "../payments/moved.tsx";
import { OpeningPart } from "../payments/opening.tsx";
import { TellingPart } from "../mail/telling.tsx";
import type { Viewer } from "../viewer.ts";
import { HandBackPanel, LoansOutPanel } from "./hand_back.tsx";
import { MoneyPart } from "./money.tsx";
import { warrantyText } from "../warranties/text.ts";
import { deviceName, StatusChip } from "./status.tsx";
import { orderText } from "./text.ts";

export interface DeliveryPageProps {
  viewer: Viewer;
  detail: OrderDetail;
  accessories: readonly Accessory[];
  /** What the client still has of the shop's. */
  loans: readonly Loan[];
  desk: Desk;
  formKey: string;
  /** For the till that the form may open. */
  openingKey: string;
  signatureRequired: boolean;
  /** 0 when this order gets none. */
  warrantyDays: number;
  typed?: Typed;
  errors?: FieldErrors;
  /** The account moved since the form was made. */
  moved?: boolean;
}

export function DeliveryPage(props: DeliveryPageProps) {
  const { viewer, detail, formKey, typed, errors = {}, moved } = props;
  const text = orderText[viewer.locale].delivery;
  const { number, currency } = detail.order;
  const value = (name: string, first = "") => typed ? typedText(typed, name) : first;
  return (
    <Layout viewer={viewer} title={text.title(number)} section="orders" width="narrow">
      <PageHeader
        title={text.title(number)}
        aside={<StatusChip viewer={viewer} status={detail.order.status} />}
        lead={`${deviceName(viewer, detail.device)} · ${detail.client.name}`}
        back={{ href: paths.order(number), label: number }}
      />
      {moved && (
        <AccountMoved
          {...{ viewer, currency, detail }}
          before={seenOf(typed, detail.balance)}
          now={detail.balance}
          href={paths.order(number)}
        />
      )}
      <form class="stack" method="post" action={paths.orderDelivery(number)}>
        <CsrfField viewer={viewer} />
        <input type="hidden" name="form_key" value={formKey} />
        <SeenFields account={detail.balance} />
        <ErrorSummary viewer={viewer} errors={listedErrors(viewer, errors)} />
        <Panel heading={text.who} headingId="who-heading" icon="user">
          <div class="columns">
            <TextInput
              viewer={viewer}
              name="taken_by"
              label={text.takenBy}
              value={value("taken_by", detail.client.name)}
              error={errorOf(viewer, errors, "taken_by")}
              maxlength={120}
              required
            />
            <TextInput
              viewer={viewer}
              name="taken_by_document"
              label={text.document}
              value={value("taken_by_document")}
              error={errorOf(viewer, errors, "taken_by_document")}
              maxlength={40}
            />
          </div>
          <TextArea
            viewer={viewer}
            name="work"
            label={text.work}
            hint={text.workHint}
            value={value("work", detail.diagnosis?.text)}
            error={errorOf(viewer, errors, "work")}
            maxlength={5000}
          />
          <p class="muted">{warrantyWords(props)}</p>
        </Panel>
        <HandBackPanel viewer={viewer} accessories={props.accessories} typed={typed} errors={errors} />
        <LoansOutPanel viewer={viewer} loans={props.loans} typed={typed} errors={errors} />
        <Payment {...props} />
        <Panel heading={text.signature} headingId="signature-heading" icon="signature">
          <SignaturePad
            viewer={viewer}
            name="signature"
            typedName="signed_name"
            label={text.signature}
            value={value("signature")}
            typedValue={value("signed_name")}
            error={errorOf(viewer, errors, "signature")}
            required={props.signatureRequired}
          />
          {!props.signatureRequired && (
            <TextInput
              viewer={viewer}
              name="unsigned_reason"
              label={text.unsigned}
              value={value("unsigned_reason")}
              error={errorOf(viewer, errors, "unsigned_reason")}
              maxlength={300}
            />
          )}
        </Panel>
        <TellingPart
          viewer={viewer}
          plan={detail.plans.delivered}
          silent={typedText(typed, "silent") !== ""}
        />
        <div class="act-bar">
          <LinkButton variant="quiet" href={paths.order(number)}>
            {orderText[viewer.locale].page.cancel}
          </LinkButton>
          <Button variant="primary" size="big" icon="package-check">{text.submit}</Button>
        </div>
      </form>
    </Layout>
  );
}

function warrantyWords({ viewer, detail, warrantyDays }: DeliveryPageProps): string {
  const text = orderText[viewer.locale].delivery;
  const { claims } = detail.warranty;
  if (claims) return warrantyText[viewer.locale].delivering(claims.number);
  return warrantyDays > 0 ? text.warranty(warrantyDays) : text.noWarranty;
}

function Payment(props: DeliveryPageProps) {
  const { viewer, detail, typed, errors = {} } = props;
  const words = orderText[viewer.locale];
  const text = words.delivery;
  const { currency } = detail.order;
  const { balance } = detail.balance;
  const open = Math.abs(balance);
  return (
    <Panel heading={text.money} headingId="payment-heading" icon="wallet">
      <MoneyPart viewer={viewer} detail={detail} />
      {balance === 0 && detail.charges.length === 0 && <p class="muted">{text.nothing}</p>}
      {balance !== 0 && (
        <>
          <Notice tone={balance > 0 ? "waiting" : "ready"}>
            <p>{balance > 0 ? text.balance : text.credit}: {formatMoney(open, currency, viewer.locale)}</p>
          </Notice>
          <div class="columns">
            <MoneyInput
              viewer={viewer}
              name="amount"
              label={balance > 0 ? text.pays : text.refunds}
              currency={currency}
              value={typed
                ? typedText(typed, "amount")
                : moneyField(open, { currency, locale: viewer.locale })}
              error={errorOf(viewer, errors, "amount")}
            />
            <Select
              viewer={viewer}
              name="method"
              label={text.method}
              empty
              value={typedText(typed, "method")}
              error={errorOf(viewer, errors, "method")}
              options={PAYMENT_METHODS.map((value) => ({ value, label: words.methods[value] }))}
            />
          </div>
          {balance > 0 && (
            <div class="columns">
              <ReceivedInput
                viewer={viewer}
                currency={currency}
                value={typedText(typed, "received")}
                error={errorOf(viewer, errors, "received")}
              />
              <ChangeOutput viewer={viewer} currency={currency} difference={null} />
            </div>
          )}
          <OpeningPart {...props} formKey={props.openingKey} />
          {viewer.can("debt.authorise")
            ? (
              <TextArea
                viewer={viewer}
                name="debt_reason"
                label={text.debt}
                hint={text.debtHint}
                rows={2}
                value={typedText(typed, "debt_reason")}
                error={errorOf(viewer, errors, "debt_reason")}
              />
            )
            : <p class="muted">{text.debtRefused}</p>}
        </>
      )}
    </Panel>
  );
}
