import type { FieldErrors } from "../../src/lib/app_error.ts";
import { localDateTime } from "../../src/lib/dates.ts";
import { type Typed, typedText } from "../../src/lib/form.ts";
import { moneyField } from "../../src/lib/money.ts";
import { PRIORITIES } from "../../src/orders/order.ts";
import type { OrderRow } from "../../src/orders/row.ts";
import { paths } from "../../src/paths.ts";
import { Button, LinkButton } from "../components/button.tsx";
import { ChipGroup } from "../components/choices.tsx";
import { type ConflictField, ConflictPanel } from "../components/conflict.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { ErrorSummary } from "../components/field.tsx";
import { DateInput, MoneyInput, TextArea } from "../components/inputs.tsx";
import { PageHeader, Panel } from "../components/panel.tsx";
import { errorOf, listedErrors } from "../errors/fields.ts";
import { Layout } from "../layout.tsx";
import { frameText } from "../text.ts";
import type { Viewer } from "../viewer.ts";
import { orderText } from "./text.ts";

const FORM = "order-form";

export interface EditPageProps {
  viewer: Viewer;
  order: OrderRow;
  typed?: Typed;
  errors?: FieldErrors;
  /** Somebody saved first: both versions are shown and nothing is lost. */
  conflict?: boolean;
}

export function EditPage({ viewer, order, typed, errors = {}, conflict }: EditPageProps) {
  const text = orderText[viewer.locale].page;
  const saved = savedFields(viewer, order);
  const value = (name: keyof typeof saved) => typed ? typedText(typed, name) : saved[name];
  return (
    <Layout viewer={viewer} title={`${text.editTitle} ${order.number}`} section="orders" width="narrow">
      <PageHeader
        title={`${text.editTitle} ${order.number}`}
        back={{ href: paths.order(order.number), label: order.number }}
      />
      {conflict && typed && <BothVersions viewer={viewer} order={order} typed={typed} />}
      <form class="stack" method="post" action={paths.orderEdit(order.number)} id={FORM}>
        <CsrfField viewer={viewer} />
        <input
          type="hidden"
          name="version"
          value={typed && !conflict ? typedText(typed, "version") : String(order.version)}
        />
        <ErrorSummary viewer={viewer} errors={listedErrors(viewer, errors)} />
        <Panel>
          <TextArea
            viewer={viewer}
            name="fault"
            label={text.fault}
            value={value("fault")}
            error={errorOf(viewer, errors, "fault")}
            maxlength={2000}
            required
          />
          <TextArea
            viewer={viewer}
            name="condition"
            label={text.condition}
            value={value("condition")}
            error={errorOf(viewer, errors, "condition")}
            maxlength={2000}
          />
          <ChipGroup
            viewer={viewer}
            choose="one"
            name="priority"
            label={text.priority}
            choices={PRIORITIES.map((one) => ({
              value: one,
              label: orderText[viewer.locale].priorities[one],
            }))}
            chosen={[value("priority")]}
            error={errorOf(viewer, errors, "priority")}
          />
          <DateInput
            viewer={viewer}
            name="promised_at"
            label={text.promisedField}
            time
            value={value("promised_at")}
            error={errorOf(viewer, errors, "promised_at")}
          />
          {viewer.can("payments.record")
            ? (
              <MoneyInput
                viewer={viewer}
                name="preauthorised"
                label={text.preauthorised}
                hint={text.preauthorisedHint}
                currency={order.currency}
                value={value("preauthorised")}
                error={errorOf(viewer, errors, "preauthorised")}
              />
            )
            : <input type="hidden" name="preauthorised" value={value("preauthorised")} />}
        </Panel>
        <div class="row end">
          <LinkButton variant="quiet" href={paths.order(order.number)}>
            {text.cancel}
          </LinkButton>
          <Button variant="primary" icon="save">{text.save}</Button>
        </div>
      </form>
    </Layout>
  );
}

function BothVersions({ viewer, order, typed }: { viewer: Viewer; order: OrderRow; typed: Typed }) {
  const words = frameText[viewer.locale].conflict;
  return (
    <ConflictPanel viewer={viewer} fields={orderDifferences(viewer, { order, typed })}>
      <LinkButton href={paths.order(order.number)}>{words.keepTheirs}</LinkButton>
      <Button variant="primary" form={FORM}>{words.keepYours}</Button>
    </ConflictPanel>
  );
}

/** What was typed beside what somebody else saved, for the fields that differ. */
export function orderDifferences(
  viewer: Viewer,
  { order, typed }: { order: OrderRow; typed: Typed },
): ConflictField[] {
  const text = orderText[viewer.locale];
  const priorities: Record<string, string> = text.priorities;
  const saved = savedFields(viewer, order);
  const yours = (name: keyof typeof saved) => typedText(typed, name).replaceAll("\r\n", "\n").trim();
  const row = (label: string, theirs: string, mine: string) => ({
    label,
    theirs,
    yours: mine,
    differs: theirs !== mine,
  });
  return [
    row(text.page.fault, saved.fault, yours("fault")),
    row(text.page.condition, saved.condition, yours("condition")),
    row(text.page.priority, text.priorities[saved.priority], priorities[yours("priority")] ?? ""),
    row(text.page.promisedField, saved.promised_at, yours("promised_at")),
    row(text.page.preauthorised, saved.preauthorised, yours("preauthorised")),
  ].filter(({ differs }) => differs);
}

/** What the fields of the form hold for a saved order. */
function savedFields(viewer: Viewer, order: OrderRow) {
  return {
    fault: order.fault,
    condition: order.condition,
    priority: order.priority,
    promised_at: order.promised_at === null ? "" : localDateTime(order.promised_at, viewer.timeZone),
    preauthorised: moneyField(order.preauthorised_minor, { currency: order.currency, locale: viewer.locale }),
  };
}
