import type { FieldErrors } from "../../src/lib/app_error.ts";
import { type Typed, typedText } from "../../src/lib/form.ts";
import { quantityField } from "../../src/lib/quantity.ts";
import { paths } from "../../src/paths.ts";
import { purchaseState, rowKey } from "../../src/parts/purchase.ts";
import type { Purchase, PurchaseLineRow } from "../../src/parts/purchase_queries.ts";
import { Button } from "../components/button.tsx";
import { Checkbox } from "../components/choices.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { ErrorSummary, type ListedError } from "../components/field.tsx";
import { MoneyInput, TextArea, TextInput } from "../components/inputs.tsx";
import { ConfirmForm } from "../components/menu.tsx";
import { EmptyState, PageHeader, Panel } from "../components/panel.tsx";
import { Code, Notice } from "../components/status.tsx";
import { type Column, DataTable } from "../components/table.tsx";
import { DateText } from "../components/time.tsx";
import { errorOf, fieldsOf, listedErrors } from "../errors/fields.ts";
import { reasonSentence } from "../errors/text.ts";
import { Layout } from "../layout.tsx";
import type { Viewer } from "../viewer.ts";
import { PurchaseChip } from "./purchases.tsx";
import { partText } from "./text.ts";
import { purchaseName, quantityWords } from "./words.ts";

export interface PurchaseProps {
  viewer: Viewer;
  purchase: Purchase;
  /** What costs are in. */
  currency: string;
  prints: boolean;
  formKey: string;
  /** The form that came back. */
  returned?: { form: "edit" | "line" | "receipt"; typed: Typed; errors: FieldErrors };
  /** Somebody saved the purchase while it was being edited. */
  conflict?: boolean;
}

/** One purchase: what is ordered, what has come, and the forms for both. */
export function PurchasePage(props: PurchaseProps) {
  const { viewer, purchase, conflict } = props;
  const words = partText[viewer.locale];
  const text = words.purchase;
  const name = purchaseName(viewer, purchase);
  const open = purchaseState(purchase) !== "closed";
  return (
    <Layout viewer={viewer} title={name} section="parts">
      <PageHeader
        title={name}
        back={{ href: paths.purchases(), label: words.purchases.title }}
        aside={<PurchaseChip viewer={viewer} purchase={purchase} />}
        lead={<Dates viewer={viewer} purchase={purchase} />}
      />
      {conflict && (
        <Notice tone="problem" title={reasonSentence("purchase_changed", {}, viewer.locale) ?? ""}>
          <p>{text.conflict}</p>
        </Notice>
      )}
      {open && purchase.ordered_at !== null && <ReceiptForm {...props} />}
      {open ? <EditForm {...props} /> : <ClosedLines {...props} />}
      {open && <AddLine {...props} />}
      {open && purchase.ordered_at === null && <ReceiptForm {...props} />}
      {open && (
        <div class="row end">
          <ConfirmForm
            viewer={viewer}
            action={paths.purchaseEnd(purchase.id)}
            question={text.closeQuestion}
            label={text.close}
            icon="check"
            variant="quiet"
          />
        </div>
      )}
    </Layout>
  );
}

function Dates({ viewer, purchase }: { viewer: Viewer; purchase: Purchase }) {
  const text = partText[viewer.locale].purchase;
  const { ordered_at, closed_at } = purchase;
  return (
    <>
      {ordered_at !== null && (
        <>
          {text.orderedOn} <DateText viewer={viewer} at={ordered_at} />
        </>
      )}
      {closed_at !== null && (
        <>
          {" · "}
          {text.closedOn} <DateText viewer={viewer} at={closed_at} />
        </>
      )}
    </>
  );
}

function stateOf({ returned }: PurchaseProps, form: "edit" | "line" | "receipt") {
  return returned?.form === form ? returned : { typed: undefined, errors: {} };
}

function EditForm(props: PurchaseProps) {
  const { viewer, purchase } = props;
  const text = partText[viewer.locale].purchase;
  const { typed, errors } = stateOf(props, "edit");
  const value = (name: string, saved: string) => typed ? typedText(typed, name) : saved;
  return (
    <form class="stack" method="post" action={paths.purchase(purchase.id)} data-guard="">
      <CsrfField viewer={viewer} />
      <input type="hidden" name="version" value={String(purchase.version)} />
      <ErrorSummary viewer={viewer} errors={listedErrors(viewer, errors)} />
      <Panel flush heading={text.lines} headingId="purchase-lines" icon="list">
        <DataTable
          viewer={viewer}
          caption={text.lines}
          rows={purchase.lines}
          empty={<EmptyState icon="boxes" title={text.emptyTitle}>{text.emptyText}</EmptyState>}
          columns={[
            ...lineColumns(viewer),
            {
              label: text.ordered,
              width: "shrink",
              cell: (line) => {
                const name = `lines.${rowKey(line.id)}.quantity`;
                return (
                  <TextInput
                    viewer={viewer}
                    name={name}
                    label={text.quantityOf(line.name)}
                    hideLabel
                    value={value(name, quantityField(line.ordered, viewer.locale))}
                    error={errorOf(viewer, errors, name)}
                    inputmode="decimal"
                    maxlength={20}
                    class="short"
                  />
                );
              },
            },
          ]}
        />
      </Panel>
      <Panel>
        <div class="columns">
          <TextInput
            viewer={viewer}
            name="supplier"
            label={partText[viewer.locale].purchases.supplier}
            value={value("supplier", purchase.supplier)}
            error={errorOf(viewer, errors, "supplier")}
            maxlength={120}
          />
          <TextInput
            viewer={viewer}
            name="note"
            label={text.note}
            value={value("note", purchase.note)}
            error={errorOf(viewer, errors, "note")}
            maxlength={500}
          />
        </div>
        <p class="hint">{text.saveHint}</p>
        <div class="row end">
          <Button icon="save" name="act" value="save">{text.save}</Button>
          {purchase.ordered_at === null && purchase.lines.length > 0 && (
            <Button variant="primary" icon="send" name="act" value="order">{text.markOrdered}</Button>
          )}
        </div>
      </Panel>
    </form>
  );
}

function ClosedLines({ viewer, purchase }: PurchaseProps) {
  const text = partText[viewer.locale].purchase;
  return (
    <Panel flush heading={text.lines} headingId="purchase-lines" icon="list">
      <DataTable
        viewer={viewer}
        caption={text.lines}
        rows={purchase.lines}
        empty={<EmptyState icon="boxes" title={text.emptyTitle} />}
        columns={[
          ...lineColumns(viewer),
          {
            label: text.ordered,
            numeric: true,
            cell: (line) => quantityWords(viewer.locale, { quantity: line.ordered, unit: line.unit }),
          },
        ]}
      />
    </Panel>
  );
}

function lineColumns(viewer: Viewer): Column<PurchaseLineRow>[] {
  const words = partText[viewer.locale];
  return [
    {
      label: words.part,
      width: "grow",
      cell: (line) => (
        <>
          <a href={paths.part(line.part_id)}>{line.name}</a> <Code>{line.sku}</Code>
        </>
      ),
    },
    {
      label: words.purchase.received,
      numeric: true,
      cell: (line) => quantityWords(viewer.locale, { quantity: line.received, unit: line.unit }),
    },
  ];
}

function AddLine(props: PurchaseProps) {
  const { viewer, purchase, formKey } = props;
  const text = partText[viewer.locale].purchase;
  const { typed, errors } = stateOf(props, "line");
  const field = fieldsOf({ viewer, typed, errors });
  return (
    <Panel aria-label={text.addCode}>
      <form class="control-row" method="post" action={paths.purchaseLines(purchase.id)}>
        <CsrfField viewer={viewer} />
        <input type="hidden" name="form_key" value={typedText(typed, "form_key") || formKey} />
        <TextInput
          {...field("code")}
          id="line-code"
          label={text.addCode}
          placeholder={text.addHint}
          maxlength={60}
          code
          class="grow"
          attributes={{ "data-scan-here": "" }}
        />
        <TextInput
          {...field("quantity")}
          id="line-quantity"
          label={text.ordered}
          inputmode="decimal"
          maxlength={20}
          placeholder="1"
          class="short"
        />
        <Button icon="plus">{text.add}</Button>
      </form>
    </Panel>
  );
}

/** What is still to come, each line with room for what has arrived of it. */
function ReceiptForm(props: PurchaseProps) {
  const { viewer, purchase, prints, formKey } = props;
  const text = partText[viewer.locale].purchase;
  const { typed, errors } = stateOf(props, "receipt");
  const due = purchase.lines.filter(({ ordered, received }) => received < ordered);
  if (due.length === 0) return null;
  return (
    <form class="stack" method="post" action={paths.purchaseReceipt(purchase.id)} data-guard="">
      <CsrfField viewer={viewer} />
      <input type="hidden" name="form_key" value={typedText(typed, "form_key") || formKey} />
      <ErrorSummary viewer={viewer} errors={arrivalErrors(viewer, errors)} />
      <Panel
        flush
        heading={text.receive}
        headingId="purchase-receipt"
        icon="package-plus"
        footer={
          <div class="row apart">
            {prints
              ? (
                <Checkbox
                  viewer={viewer}
                  name="labels"
                  label={text.labels}
                  checked={typedText(typed, "labels") === "1"}
                />
              )
              : <span class="hint">{text.receiveLead}</span>}
            <Button variant="primary" icon="check">{text.submitReceive}</Button>
          </div>
        }
      >
        <DataTable
          viewer={viewer}
          caption={text.receive}
          rows={due}
          columns={arrivalColumns(props, { typed, errors })}
        />
      </Panel>
    </form>
  );
}

/** The form of what is ordered has fields of the same names. */
const arrivalId = (row: string) => `arrived-${row}`;

function arrivalErrors(viewer: Viewer, errors: FieldErrors): ListedError[] {
  return listedErrors(viewer, errors).map(({ field, message }) => {
    const row = /^lines\.(.+)\.quantity$/.exec(field)?.[1];
    return { field: row === undefined ? field : `#${arrivalId(row)}`, message };
  });
}

interface Came {
  typed: Typed | undefined;
  errors: FieldErrors;
}

function arrivalColumns(
  { viewer, currency }: PurchaseProps,
  { typed, errors }: Came,
): Column<PurchaseLineRow>[] {
  const words = partText[viewer.locale];
  const text = words.purchase;
  const field = fieldsOf({ viewer, typed, errors });
  const of = (line: PurchaseLineRow, name: string) => field(`lines.${rowKey(line.id)}.${name}`);
  return [
    {
      label: words.part,
      width: "grow",
      cell: (line) => (
        <>
          {line.name} <Code>{line.sku}</Code>
        </>
      ),
    },
    {
      label: text.outstanding,
      numeric: true,
      cell: (line) =>
        quantityWords(viewer.locale, { quantity: line.ordered - line.received, unit: line.unit }),
    },
    {
      label: text.arrivedNow,
      cell: (line) =>
        line.serialised === 1
          ? (
            <TextArea
              {...of(line, "serials")}
              label={text.serials(line.name)}
              hint={words.stock.serialsHint}
              rows={2}
              attributes={{ "data-scan-here": "" }}
            />
          )
          : (
            <TextInput
              {...of(line, "quantity")}
              id={arrivalId(rowKey(line.id))}
              label={text.arrived(line.name)}
              hideLabel
              inputmode="decimal"
              maxlength={20}
              class="short"
            />
          ),
    },
    ...(viewer.can("costs.read")
      ? [{
        label: words.stock.cost,
        cell: (line: PurchaseLineRow) => (
          <MoneyInput {...of(line, "cost")} label={text.cost(line.name)} hideLabel currency={currency} />
        ),
      }]
      : []),
  ];
}
