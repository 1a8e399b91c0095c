import type { FieldErrors } from "../../src/lib/app_error.ts";
import { type Typed, typedText } from "../../src/lib/form.ts";
import { quantityField } from "../../src/lib/quantity.ts";
import { paths } from "../../src/paths.ts";
import { rowKey } from "../../src/parts/purchase.ts";
import type { PurchaseHead, ReplenishRow } from "../../src/parts/purchase_queries.ts";
import { Button } from "../components/button.tsx";
import { Checkbox } from "../components/choices.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { ErrorSummary } from "../components/field.tsx";
import { Select, TextInput } from "../components/inputs.tsx";
import { EmptyState, PageHeader, Panel } from "../components/panel.tsx";
import { Code, Notice } from "../components/status.tsx";
import { type Column, DataTable } from "../components/table.tsx";
import { errorOf, fieldsOf, listedErrors } from "../errors/fields.ts";
import { Layout } from "../layout.tsx";
import type { Viewer } from "../viewer.ts";
import { partText } from "./text.ts";
import { purchaseName, quantityWords } from "./words.ts";

export interface ReplenishProps {
  viewer: Viewer;
  rows: readonly ReplenishRow[];
  more: boolean;
  /** Purchases that can still take lines. */
  open: readonly PurchaseHead[];
  formKey: string;
  typed?: Typed;
  errors?: FieldErrors;
}

/** What the branch has too few of, and the purchase that it goes into. */
export function ReplenishPage(props: ReplenishProps) {
  const { viewer, rows, more, open, formKey, typed, errors = {} } = props;
  const words = partText[viewer.locale];
  const text = words.replenish;
  const field = fieldsOf({ viewer, typed, errors });
  return (
    <Layout viewer={viewer} title={text.title} section="parts" width="wide">
      <PageHeader
        title={text.title}
        lead={text.lead}
        back={{ href: paths.parts(), label: words.title }}
      />
      {rows.length === 0
        ? (
          <Panel>
            <EmptyState icon="circle-check" title={text.emptyTitle}>{text.emptyText}</EmptyState>
          </Panel>
        )
        : (
          <form class="stack" method="post" action={paths.replenish()}>
            <CsrfField viewer={viewer} />
            <input type="hidden" name="form_key" value={typedText(typed, "form_key") || formKey} />
            <ErrorSummary viewer={viewer} errors={listedErrors(viewer, errors)} />
            {more && <Notice tone="waiting">{text.more}</Notice>}
            <Panel flush class="replenish" aria-label={text.caption}>
              <DataTable
                viewer={viewer}
                caption={text.caption}
                columns={columns(props)}
                rows={rows}
              />
            </Panel>
            <Panel>
              <div class="columns">
                <Select
                  {...field("purchase_id")}
                  label={text.to}
                  empty={text.newPurchase}
                  options={open.map((list) => ({ value: list.id, label: purchaseName(viewer, list) }))}
                />
                <TextInput
                  {...field("supplier")}
                  label={text.supplier}
                  hint={text.supplierHint}
                  maxlength={120}
                />
              </div>
              <div class="row end">
                <Button variant="primary" icon="shopping-cart">{text.submit}</Button>
              </div>
            </Panel>
          </form>
        )}
    </Layout>
  );
}

function columns({ viewer, typed, errors = {} }: ReplenishProps): Column<ReplenishRow>[] {
  const words = partText[viewer.locale];
  const text = words.replenish;
  const said = (row: ReplenishRow, quantity: number) =>
    quantity === 0 ? words.none : quantityWords(viewer.locale, { quantity, unit: row.unit });
  return [
    {
      label: words.part,
      width: "grow",
      cell: (row) => (
        <Checkbox
          viewer={viewer}
          name={`parts.${rowKey(row.id)}.chosen`}
          label={row.name}
          value={row.id}
          checked={typedText(typed, `parts.${rowKey(row.id)}.chosen`) !== ""}
          attributes={{ "aria-label": text.choose(row.name) }}
        />
      ),
    },
    {
      label: words.code,
      width: "shrink",
      wideOnly: true,
      cell: (row) => (
        <a href={paths.part(row.id)}>
          <Code>{row.sku}</Code>
        </a>
      ),
    },
    {
      label: words.available,
      numeric: true,
      cell: (row) => quantityWords(viewer.locale, { quantity: row.available, unit: row.unit }),
    },
    { label: words.minimum, numeric: true, cell: (row) => said(row, row.minimum) },
    { label: text.needed, numeric: true, cell: (row) => said(row, row.needed) },
    { label: text.coming, numeric: true, cell: (row) => said(row, row.coming) },
    {
      label: text.order,
      width: "shrink",
      cell: (row) => {
        const name = `parts.${rowKey(row.id)}.quantity`;
        return (
          <TextInput
            viewer={viewer}
            name={name}
            label={text.quantityOf(row.name)}
            hideLabel
            value={typed
              ? typedText(typed, name)
              : row.suggested === 0
              ? ""
              : quantityField(row.suggested, viewer.locale)}
            error={errorOf(viewer, errors, name)}
            inputmode="decimal"
            maxlength={20}
            class="short"
          />
        );
      },
    },
  ];
}
