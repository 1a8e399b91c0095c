import { typedText } from "../../src/lib/form.ts";
import { formatMoney } from "../../src/lib/money.ts";
import { PAYMENT_METHODS } from "../../src/orders/order.ts";
import { paths } from "../../src/paths.ts";
import { Button, LinkButton } from "../components/button.tsx";
import { ChipGroup } from "../components/choices.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { ErrorSummary } from "../components/field.tsx";
import { MoneyInput, Select, TextInput } from "../components/inputs.tsx";
import { Panel } from "../components/panel.tsx";
import { Notice } from "../components/status.tsx";
import { errorOf, listedErrors } from "../errors/fields.ts";
import { orderText } from "../orders/text.ts";
import { SeenFields } from "./moved.tsx";
import { OpeningPart } from "./opening.tsx";
import { type MoneyFormProps, MoneyPage } from "./payment_page.tsx";
import { paymentText } from "./text.ts";

export interface RefundPageProps extends MoneyFormProps {
  /** Whole units of the shop's currency that this viewer may give back of one order, null for any amount. */
  limitMinor: number | null;
}

export function RefundPage(props: RefundPageProps) {
  const { viewer, detail, keys, typed, errors = {}, limitMinor } = props;
  const text = paymentText[viewer.locale].refund;
  const { number, currency } = detail.order;
  const money = (minor: number) => formatMoney(minor, currency, viewer.locale);
  return (
    <MoneyPage {...props} title={text.title(number)}>
      <form class="stack" method="post" action={paths.orderRefunds(number)} data-guard="">
        <CsrfField viewer={viewer} />
        <input type="hidden" name="form_key" value={typedText(typed, "form_key") || keys.form} />
        <SeenFields account={detail.balance} />
        <ErrorSummary viewer={viewer} errors={listedErrors(viewer, errors)} />
        <Panel heading={text.by} headingId="refund-heading" icon="undo-2">
          <Notice tone="waiting">
            <p>
              {text.paid}: <strong>{money(detail.balance.paid)}</strong>
            </p>
            {limitMinor !== null && <p>{text.limit(money(limitMinor))}</p>}
          </Notice>
          <WhatGoesBack {...props} />
          <Select
            viewer={viewer}
            name="method"
            label={text.method}
            value={typed ? typedText(typed, "method") : detail.payments.at(-1)?.method}
            error={errorOf(viewer, errors, "method")}
            empty
            required
            options={PAYMENT_METHODS.map((value) => ({
              value,
              label: orderText[viewer.locale].methods[value],
            }))}
          />
          <TextInput
            viewer={viewer}
            name="reason"
            label={text.reason}
            value={typedText(typed, "reason")}
            error={errorOf(viewer, errors, "reason")}
            maxlength={200}
            required
          />
          <OpeningPart {...props} formKey={keys.opening} />
        </Panel>
        <div class="act-bar">
          <LinkButton variant="quiet" href={paths.order(number)}>
            {paymentText[viewer.locale].cancel}
          </LinkButton>
          <Button variant="danger" size="big" icon="undo-2">{text.submit}</Button>
        </div>
      </form>
    </MoneyPage>
  );
}

function WhatGoesBack({ viewer, detail, typed, errors = {} }: RefundPageProps) {
  const text = paymentText[viewer.locale].refund;
  const { currency } = detail.order;
  const lines = typed?.lines;
  const chosen = typeof lines === "string" ? [lines] : Array.isArray(lines) ? lines.map(String) : [];
  const givenBack = new Set(detail.charges.map((charge) => charge.corrects_id));
  const open = detail.charges.filter(({ id, amount_minor, corrects_id }) =>
    amount_minor > 0 && corrects_id === null && !givenBack.has(id)
  );
  return (
    <>
      <ChipGroup
        viewer={viewer}
        choose="one"
        name="by"
        label={text.by}
        hideLabel
        choices={(["amount", "lines"] as const).map((by) => ({ value: by, label: text.ways[by] }))}
        chosen={[typedText(typed, "by") || "amount"]}
      />
      <MoneyInput
        viewer={viewer}
        name="amount"
        label={text.amount}
        currency={currency}
        value={typedText(typed, "amount")}
        error={errorOf(viewer, errors, "amount")}
        class="of-amount"
      />
      {open.length === 0 ? <p class="hint of-lines">{text.noLines}</p> : (
        <ChipGroup
          viewer={viewer}
          choose="many"
          name="lines"
          label={text.lines}
          hint={text.linesHint}
          error={errorOf(viewer, errors, "lines")}
          class="of-lines"
          choices={open.map((charge) => ({
            value: charge.id,
            label: charge.description,
            note: formatMoney(charge.amount_minor, currency, viewer.locale),
          }))}
          chosen={chosen}
        />
      )}
    </>
  );
}
