import type { Desk } from "../../src/cash/desk.ts";
import type { ClientPage } from "../../src/clients/queries.ts";
import type { FieldErrors } from "../../src/lib/app_error.ts";
import { type Typed, typedList, typedText } from "../../src/lib/form.ts";
import { formatMoney, moneyField } from "../../src/lib/money.ts";
import type { Plan } from "../../src/mail/plan.ts";
import { PAYMENT_METHODS } from "../../src/orders/order.ts";
import { paths } from "../../src/paths.ts";
import type { Account } from "../../src/payments/payment.ts";
import type { OpenAccount } from "../../src/payments/queries.ts";
import { Button, LinkButton } from "../components/button.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { ErrorSummary } from "../components/field.tsx";
import { MoneyInput, Select, TextInput } from "../components/inputs.tsx";
import { Tabs } from "../components/list.tsx";
import { PageHeader, Panel } from "../components/panel.tsx";
import { Code, Notice } from "../components/status.tsx";
import { DataTable } from "../components/table.tsx";
import { Money } from "../components/time.tsx";
import { errorOf, fieldsOf, listedErrors } from "../errors/fields.ts";
import { Layout } from "../layout.tsx";
import { TellingPart } from "../mail/telling.tsx";
import { deviceName, StatusChip } from "../orders/status.tsx";
import { orderText } from "../orders/text.ts";
import type { Viewer } from "../viewer.ts";
import { ChangeOutput, ReceivedInput } from "./change.tsx";
import { AccountMoved, SeenFields, seenOf } from "./moved.tsx";
import { OpeningPart } from "./opening.tsx";
import { paymentText } from "./text.ts";

export interface ClientPaymentProps {
  viewer: Viewer;
  client: ClientPage;
  currency: string;
  /** Those in which the client owes. */
  currencies: readonly string[];
  /** Oldest first, each with the key of the entry that it may get. */
  orders: readonly (OpenAccount & { key: string })[];
  /** How the accounts that the form named stand, when it came back. */
  now: readonly (Account & { number: string })[];
  desk: Desk;
  /** Who hears of it, null where nobody is told of payments. */
  told: Plan | null;
  openingKey: string;
  typed?: Typed;
  errors?: FieldErrors;
  /** Some account moved since the form was made. */
  moved?: boolean;
}

/** One payment for several orders of a client. */
export function ClientPaymentPage(props: ClientPaymentProps) {
  const { viewer, client, currency, currencies, orders, told, typed, errors = {}, moved } = props;
  const text = paymentText[viewer.locale];
  const title = text.client.payTitle(client.name);
  const total = orders.reduce((sum, order) => sum + order.balance, 0);
  const money = (minor: number) => formatMoney(minor, currency, viewer.locale);
  return (
    <Layout viewer={viewer} title={title} section="clients" width="narrow">
      <PageHeader
        title={title}
        lead={text.client.lead}
        back={{ href: paths.client(client.id), label: client.name }}
      />
      {currencies.length > 1 && (
        <Tabs
          label={text.client.currencies}
          tabs={currencies.map((one) => ({
            href: paths.clientPayment(client.id, one),
            label: one,
            current: one === currency,
          }))}
        />
      )}
      {moved && <Moved {...props} />}
      <form class="stack" method="post" action={paths.clientPayment(client.id, currency)} data-guard="">
        <CsrfField viewer={viewer} />
        <ErrorSummary viewer={viewer} errors={listedErrors(viewer, errors)} />
        <Panel heading={text.payment} headingId="payment-heading" icon="banknote">
          <Notice tone="waiting">
            <p>
              {text.client.total}: <strong>{money(total)}</strong>
            </p>
          </Notice>
          <PaymentFields {...props} total={total} />
          <OpeningPart {...props} formKey={props.openingKey} />
          <TellingPart viewer={viewer} plan={told} silent={typedText(typed, "silent") !== ""} />
        </Panel>
        <Panel heading={text.client.sharesTitle} headingId="shares-heading" icon="list" flush>
          <p class="hint table-note">{text.client.sharesHint}</p>
          <Shares {...props} />
        </Panel>
        <div class="act-bar">
          <LinkButton variant="quiet" href={paths.client(client.id)}>{text.cancel}</LinkButton>
          <Button variant="primary" size="big" icon="check">{text.submit}</Button>
        </div>
      </form>
    </Layout>
  );
}

function PaymentFields(props: ClientPaymentProps & { total: number }) {
  const { viewer, currency, typed, errors = {}, total } = props;
  const text = paymentText[viewer.locale];
  const field = fieldsOf({ viewer, typed, errors });
  const { methods } = orderText[viewer.locale];
  return (
    <>
      <div class="columns">
        <MoneyInput
          {...field("amount")}
          viewer={viewer}
          label={text.client.amount}
          currency={currency}
          value={typed ? typedText(typed, "amount") : moneyField(total, { currency, locale: viewer.locale })}
          required
        />
        <Select
          {...field("method")}
          label={text.method}
          empty
          required
          options={PAYMENT_METHODS.map((value) => ({ value, label: methods[value] }))}
        />
      </div>
      <div class="columns">
        <ReceivedInput
          viewer={viewer}
          currency={currency}
          value={typedText(typed, "received")}
          error={errorOf(viewer, errors, "received")}
        />
        <ChangeOutput viewer={viewer} currency={currency} difference={null} />
      </div>
      <TextInput {...field("note")} label={text.reference} maxlength={200} />
    </>
  );
}

function Shares({ viewer, currency, orders, typed, errors = {} }: ClientPaymentProps) {
  const text = paymentText[viewer.locale].client;
  const sent = typedList(typed, "shares");
  return (
    <DataTable
      viewer={viewer}
      caption={text.sharesTitle}
      rows={orders.map((order, index) => ({ ...order, index, sent: sentFor(sent, order.number) }))}
      columns={[
        {
          label: text.order,
          width: "shrink",
          cell: (row) => (
            <a href={paths.order(row.number)}>
              <Code>{row.number}</Code>
            </a>
          ),
        },
        { label: text.device, width: "grow", cell: (row) => deviceName(viewer, row) },
        {
          label: text.status,
          wideOnly: true,
          cell: (row) => <StatusChip viewer={viewer} status={row.status} small />,
        },
        {
          label: text.owed,
          numeric: true,
          cell: (row) => <Money viewer={viewer} minor={row.balance} currency={currency} />,
        },
        {
          label: text.sharesTitle,
          actions: true,
          cell: (row) => (
            <>
              <input type="hidden" name={`shares.${row.index}.order`} value={row.number} />
              <input
                type="hidden"
                name={`shares.${row.index}.form_key`}
                value={typedText(row.sent, "form_key") || row.key}
              />
              <SeenFields account={row} below={`shares.${row.index}.`} />
              <MoneyInput
                viewer={viewer}
                name={`shares.${row.index}.amount`}
                label={text.share(row.number)}
                hideLabel
                currency={currency}
                value={typedText(row.sent, "amount")}
                error={errorOf(viewer, errors, `shares.${row.index}.amount`)}
              />
            </>
          ),
        },
      ]}
    />
  );
}

/** Each order whose account is not as it was. */
function Moved({ viewer, client, currency, now, typed }: ClientPaymentProps) {
  return typedList(typed, "shares").map((share) => {
    const number = typedText(share, "order");
    const account = now.find((one) => one.number === number);
    if (!account) return null;
    const before = seenOf(share, account);
    if (before.charged === account.charged && before.paid === account.paid) return null;
    const props = { viewer, currency, before, now: account, about: number };
    return <AccountMoved {...props} href={paths.client(client.id)} />;
  });
}

function sentFor(sent: readonly Typed[], number: string): Typed | undefined {
  return sent.find((share) => typedText(share, "order") === number);
}
