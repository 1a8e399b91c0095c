import type { FieldErrors } from "../../src/lib/app_error.ts";
import { dayOf, nextDay } from "../../src/lib/dates.ts";
import { type Typed, typedText } from "../../src/lib/form.ts";
import { AGREEMENTS } from "../../src/loaners/loaner.ts";
import type { Loan, LoanerRow } from "../../src/loaners/queries.ts";
import type { OrderDetail } from "../../src/orders/queries.ts";
import { STATUS_GROUP } from "../../src/orders/status.ts";
import { paths } from "../../src/paths.ts";
import { Button, LinkButton } from "../components/button.tsx";
import { ChipGroup } from "../components/choices.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { ErrorSummary } from "../components/field.tsx";
import { DateInput, Select, TextArea, TextInput } from "../components/inputs.tsx";
import { PageHeader, Panel } from "../components/panel.tsx";
import { fieldsOf, listedErrors } from "../errors/fields.ts";
import { Layout } from "../layout.tsx";
import { deviceName } from "../orders/status.tsx";
import type { Viewer } from "../viewer.ts";
import { LoanLine } from "./loan_line.tsx";
import { loanerName } from "./state.tsx";
import { loanerText } from "./text.ts";

interface OrderLoansPageProps {
  viewer: Viewer;
  detail: OrderDetail;
  loans: readonly Loan[];
  /** What the branch can lend now. */
  free: readonly LoanerRow[];
  formKey: string;
  typed?: Typed;
  errors?: FieldErrors;
}

export function OrderLoansPage(props: OrderLoansPageProps) {
  const { viewer, detail, loans } = props;
  const text = loanerText[viewer.locale].order;
  const { number, status } = detail.order;
  return (
    <Layout viewer={viewer} title={text.title(number)} section="orders" width="narrow">
      <PageHeader
        title={text.title(number)}
        lead={`${deviceName(viewer, detail.device)} · ${detail.client.name}`}
        back={{ href: paths.order(number), label: number }}
      />
      {loans.length > 0 && (
        <Panel heading={loanerText[viewer.locale].loans} headingId="loans-heading" icon="history">
          {loans.map((loan) => <LoanLine viewer={viewer} loan={loan} of="order" />)}
        </Panel>
      )}
      {STATUS_GROUP[status] !== "closed" && <LendForm {...props} />}
    </Layout>
  );
}

const USUAL_DAYS = 7;

function LendForm({ viewer, detail, free, formKey, typed, errors = {} }: OrderLoansPageProps) {
  const text = loanerText[viewer.locale].order;
  const field = fieldsOf({ viewer, typed, errors });
  const { number } = detail.order;
  const today = dayOf(viewer.now, viewer.timeZone);
  if (free.length === 0) {
    return (
      <Panel heading={text.lend} headingId="lend-heading" icon="smartphone">
        <p class="muted">{text.noFree}</p>
        <p>
          <LinkButton href={paths.loaners()}>{loanerText[viewer.locale].title}</LinkButton>
        </p>
      </Panel>
    );
  }
  return (
    <form class="stack" method="post" action={paths.orderLoans(number)} data-guard="">
      <CsrfField viewer={viewer} />
      <input type="hidden" name="form_key" value={typedText(typed, "form_key") || formKey} />
      <ErrorSummary viewer={viewer} errors={listedErrors(viewer, errors)} />
      <Panel heading={text.lend} headingId="lend-heading" icon="smartphone">
        <Select
          {...field("loaner_id")}
          label={text.choose}
          empty
          required
          options={free.map((loaner) => ({
            value: loaner.id,
            label: [loanerName(loaner), loaner.condition].filter(Boolean).join(" · "),
          }))}
        />
        <TextArea
          {...field("condition")}
          label={text.condition}
          hint={text.conditionHint}
          rows={2}
          maxlength={500}
          required
        />
        <ChipGroup
          {...field("agreement")}
          choose="one"
          label={text.agreement}
          required
          choices={AGREEMENTS.map((value) => ({ value, label: loanerText[viewer.locale].agreements[value] }))}
          chosen={[typedText(typed, "agreement")]}
        />
        <div class="columns">
          <TextInput {...field("deposit")} label={text.deposit} hint={text.depositHint} maxlength={120} />
          <DateInput
            {...field("due_on")}
            label={text.dueOn}
            value={typed ? typedText(typed, "due_on") : nextDay(today, USUAL_DAYS)}
            min={today}
            required
          />
        </div>
      </Panel>
      <div class="act-bar">
        <LinkButton variant="quiet" href={paths.order(number)}>{loanerText[viewer.locale].cancel}</LinkButton>
        <Button variant="primary" icon="check">{text.submit}</Button>
      </div>
    </form>
  );
}
