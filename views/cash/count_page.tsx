import { facesOf, sumOfBills } from "../../src/cash/bills.ts";
import type { SessionPage } from "../../src/cash/queries.ts";
import type { FieldErrors } from "../../src/lib/app_error.ts";
import { type Typed, typedText } from "../../src/lib/form.ts";
import { formatMoney } from "../../src/lib/money.ts";
import type { PaymentMethod } from "../../src/orders/order.ts";
import { paths } from "../../src/paths.ts";
import { Button, LinkButton } from "../components/button.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { ErrorSummary } from "../components/field.tsx";
import { MoneyInput, TextArea, TextInput } from "../components/inputs.tsx";
import { PageHeader, Panel } from "../components/panel.tsx";
import { Notice } from "../components/status.tsx";
import { errorOf, fieldsOf, listedErrors } from "../errors/fields.ts";
import { Layout } from "../layout.tsx";
import { orderText } from "../orders/text.ts";
import type { Viewer } from "../viewer.ts";
import { CountTable } from "./parts.tsx";
import { cashText } from "./text.ts";

export interface CountPageProps {
  viewer: Viewer;
  session: SessionPage;
  methods: readonly PaymentMethod[];
  formKey: string;
  typed?: Typed;
  errors?: FieldErrors;
  /** Money moved after the last count. */
  overtaken?: boolean;
}

/** Asks what there is before it says what there should be. */
export function CountPage(props: CountPageProps) {
  const { viewer, session, methods, formKey, typed, errors = {}, overtaken } = props;
  const text = cashText[viewer.locale];
  const words = orderText[viewer.locale];
  const field = fieldsOf({ viewer, typed, errors });
  return (
    <Layout viewer={viewer} title={text.count.title(session.till)} section="cash" width="narrow">
      <PageHeader title={text.count.title(session.till)} lead={text.count.lead} back={back(props)} />
      {overtaken && (
        <Notice tone="problem" title={text.closing.overtakenTitle}>
          <p>{text.closing.overtaken}</p>
        </Notice>
      )}
      <form class="stack" method="post" action={paths.cashCount(session.id)} data-guard="">
        <CsrfField viewer={viewer} />
        <input type="hidden" name="form_key" value={typedText(typed, "form_key") || formKey} />
        <ErrorSummary viewer={viewer} errors={listedErrors(viewer, errors)} />
        <Panel heading={text.count.methods} headingId="counted" icon="coins">
          {methods.map((method) => (
            <MoneyInput
              {...field(`counted.${method}`)}
              viewer={viewer}
              label={method === "cash" ? text.count.cash : text.count.other(words.methods[method])}
              currency={session.currency}
            />
          ))}
          <BillFields {...props} />
        </Panel>
        {!session.own && (
          <Panel aria-label={text.session.user}>
            <TextInput
              {...field("reason")}
              label={text.count.reason}
              hint={text.count.reasonHint(session.user.name)}
              maxlength={300}
              required
            />
          </Panel>
        )}
        <div class="act-bar">
          <LinkButton variant="quiet" href={back(props).href}>{text.count.cancel}</LinkButton>
          <Button variant="primary" size="big" icon="lock">{text.count.submit}</Button>
        </div>
      </form>
    </Layout>
  );
}

function BillFields({ viewer, session, typed, errors = {} }: CountPageProps) {
  const text = cashText[viewer.locale].count;
  const { currency } = session;
  const faces = facesOf(currency);
  if (faces.length === 0) return null;
  const money = (minor: number) => formatMoney(minor, currency, viewer.locale);
  const pieces = (face: number) => typedText(typed, `bills.b${face}`);
  const bills = Object.fromEntries(
    faces.filter((face) => /^[1-9]\d{0,5}$/.test(pieces(face))).map((
      face,
    ) => [String(face), Number(pieces(face))]),
  );
  const typedAny = Object.keys(bills).length > 0;
  return (
    <details open={typedAny || Object.keys(errors).some((name) => name.startsWith("bills."))}>
      <summary class="button small">{text.bills}</summary>
      <div class="stack tight">
        <p class="hint">{text.billsHint}</p>
        <div class="bill-grid">
          {faces.map((face) => (
            <TextInput
              viewer={viewer}
              name={`bills.b${face}`}
              label={text.pieces(money(face))}
              type="number"
              inputmode="numeric"
              min="0"
              max="999999"
              value={pieces(face)}
              error={errorOf(viewer, errors, `bills.b${face}`)}
            />
          ))}
        </div>
        {typedAny && <p>{text.billsSum(money(sumOfBills(bills)))}</p>}
      </div>
    </details>
  );
}

/** What the last count found, and what it takes to close with it. */
export function ClosingPage(props: Omit<CountPageProps, "methods" | "formKey" | "overtaken">) {
  const { viewer, session, typed, errors = {} } = props;
  const text = cashText[viewer.locale];
  const count = session.counts.at(-1);
  if (!count) return null;
  const field = fieldsOf({ viewer, typed, errors });
  const title = text.closing.title(session.till);
  return (
    <Layout viewer={viewer} title={title} section="cash" width="narrow">
      <PageHeader title={title} lead={text.closing.lead} back={back(props)} />
      <Panel flush aria-label={text.session.counts}>
        <CountTable {...{ viewer, count }} currency={session.currency} />
      </Panel>
      <form class="stack" method="post" action={paths.cashClosing(session.id)}>
        <CsrfField viewer={viewer} />
        <input type="hidden" name="count" value={count.id} />
        <ErrorSummary viewer={viewer} errors={listedErrors(viewer, errors)} />
        <Panel aria-label={text.session.difference}>
          <TextArea
            {...field("note")}
            label={text.closing.note}
            hint={text.closing.noteHint}
            maxlength={500}
            required
          />
        </Panel>
        <div class="act-bar">
          <LinkButton variant="quiet" href={paths.cashCount(session.id)}>{text.closing.again}</LinkButton>
          <Button variant="primary" size="big" icon="lock">{text.closing.submit}</Button>
        </div>
      </form>
    </Layout>
  );
}

function back({ viewer, session }: { viewer: Viewer; session: SessionPage }) {
  const text = cashText[viewer.locale];
  return session.own
    ? { href: paths.cash(), label: text.title }
    : { href: paths.cashSession(session.id), label: text.session.ofPerson(session.till, session.user.name) };
}
