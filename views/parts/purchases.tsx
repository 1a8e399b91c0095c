import type { FieldErrors } from "../../src/lib/app_error.ts";
import { type Typed, typedText } from "../../src/lib/form.ts";
import { paths } from "../../src/paths.ts";
import { type PurchaseState, purchaseState } from "../../src/parts/purchase.ts";
import type { PurchaseListRow } from "../../src/parts/purchase_queries.ts";
import { Button, LinkButton } from "../components/button.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { TextInput } from "../components/inputs.tsx";
import { Pager } from "../components/list.tsx";
import { EmptyState, PageHeader, Panel } from "../components/panel.tsx";
import { Chip, type Tone } from "../components/status.tsx";
import { DataTable } from "../components/table.tsx";
import { DateText } from "../components/time.tsx";
import { fieldsOf } from "../errors/fields.ts";
import { CsvLink } from "../exports/link.tsx";
import { Layout } from "../layout.tsx";
import type { Viewer } from "../viewer.ts";
import { partText } from "./text.ts";

const TONE = { draft: "new", ordered: "waiting", closed: "closed" } as const satisfies Record<
  PurchaseState,
  Tone
>;

export function PurchaseChip(
  { viewer, purchase }: { viewer: Viewer; purchase: { ordered_at: number | null; closed_at: number | null } },
) {
  const state = purchaseState(purchase);
  return <Chip small tone={TONE[state]} label={partText[viewer.locale].purchases.states[state]} />;
}

export interface PurchasesProps {
  viewer: Viewer;
  rows: readonly PurchaseListRow[];
  next: number | null;
  /** Whether these are not the newest. */
  older: boolean;
  formKey: string;
  typed?: Typed;
  errors?: FieldErrors;
}

export function PurchasesPage({ viewer, rows, next, older, formKey, typed, errors = {} }: PurchasesProps) {
  const words = partText[viewer.locale];
  const text = words.purchases;
  const field = fieldsOf({ viewer, typed, errors });
  return (
    <Layout viewer={viewer} title={text.title} section="parts">
      <PageHeader
        title={text.title}
        lead={text.lead}
        back={{ href: paths.parts(), label: words.title }}
        actions={<LinkButton href={paths.replenish()} icon="package-plus">{words.list.replenish}</LinkButton>}
      />
      <Panel aria-label={text.start}>
        <form class="control-row" method="post" action={paths.purchases()}>
          <CsrfField viewer={viewer} />
          <input type="hidden" name="form_key" value={typedText(typed, "form_key") || formKey} />
          <TextInput {...field("supplier")} label={text.supplier} maxlength={120} autocomplete="off" />
          <Button variant="primary" icon="plus">{text.start}</Button>
        </form>
      </Panel>
      <Panel flush aria-label={text.caption}>
        <DataTable
          viewer={viewer}
          caption={text.caption}
          rows={rows}
          href={(row) => paths.purchase(row.id)}
          empty={<EmptyState icon="shopping-cart" title={text.emptyTitle}>{text.emptyText}</EmptyState>}
          columns={[
            { label: text.supplier, width: "grow", cell: (row) => row.supplier || text.noSupplier },
            {
              label: text.state,
              beside: true,
              width: "shrink",
              cell: (row) => <PurchaseChip viewer={viewer} purchase={row} />,
            },
            { label: text.lines, numeric: true, cell: (row) => String(row.lines) },
            { label: text.by, wideOnly: true, cell: (row) => row.by },
            {
              label: text.created,
              width: "shrink",
              cell: (row) => <DateText viewer={viewer} at={row.created_at} />,
            },
          ]}
        />
      </Panel>
      <Pager
        viewer={viewer}
        words={{ newer: text.newer, older: text.older }}
        newer={older ? paths.purchases() : null}
        older={next === null ? null : paths.purchases(`?desde=${next}`)}
      />
      <CsvLink viewer={viewer} list="compras" />
    </Layout>
  );
}
