import { marginPercent } from "../../src/lib/money.ts";
import { paths } from "../../src/paths.ts";
import { GENERAL } from "../../src/parts/part.ts";
import type { BranchStock, PartDetail } from "../../src/parts/queries.ts";
import type { ComingRow, HolderRow, MoveRow, UnitRow } from "../../src/parts/stock_queries.ts";
import { LinkButton } from "../components/button.tsx";
import { Pager } from "../components/list.tsx";
import { DescriptionList, EmptyState, PageHeader, Panel } from "../components/panel.tsx";
import { Chip, Code } from "../components/status.tsx";
import { DataTable } from "../components/table.tsx";
import { DateText, Money } from "../components/time.tsx";
import { Layout } from "../layout.tsx";
import { StatusChip } from "../orders/status.tsx";
import type { Viewer } from "../viewer.ts";
import { LabelPanel, type LabelPanelProps } from "./label_panel.tsx";
import { MovesPanel } from "./moves.tsx";
import { type StockFormsProps, StockPanel } from "./stock_forms.tsx";
import { partText } from "./text.ts";
import { quantityWords } from "./words.ts";

export interface PartPageProps extends Omit<StockFormsProps, "part">, Pick<LabelPanelProps, "prints"> {
  viewer: Viewer;
  part: PartDetail;
  moves: { rows: MoveRow[]; next: string | null };
  /** Whether these are not the newest moves. */
  older: boolean;
  units: { rows: UnitRow[]; more: number };
  holders: readonly HolderRow[];
  coming: readonly ComingRow[];
}

/** One part: what there is of it and why, and what can be done about it in one's own branch. */
export function PartPage(props: PartPageProps) {
  const { viewer, part, moves, older, units, holders, coming, formKey } = props;
  const text = partText[viewer.locale];
  const here = part.stock.find(({ branchId }) => branchId === viewer.branch?.id);
  const low = here !== undefined && here.on_hand - here.reserved < here.minimum;
  return (
    <Layout viewer={viewer} title={part.name} section="parts">
      <PageHeader
        title={part.name}
        back={{ href: paths.parts(), label: text.title }}
        aside={
          <>
            {part.active === 0 && <Chip tone="closed" icon="minus" label={text.inactive} />}
            {low && <Chip tone="waiting" label={text.low} />}
          </>
        }
        lead={<Code>{part.sku}</Code>}
        actions={viewer.can("parts.manage") &&
          <LinkButton href={paths.partEdit(part.id)} icon="pencil">{text.page.edit}</LinkButton>}
      />
      <div class="split facts-first">
        <div>
          <StockTable viewer={viewer} part={part} />
          <MovesPanel viewer={viewer} part={part} rows={moves.rows} />
          <Pager
            viewer={viewer}
            words={{ newer: text.page.newer, older: text.page.older }}
            newer={older ? paths.part(part.id) : null}
            older={moves.next === null ? null : paths.part(part.id, `?antes=${moves.next}`)}
          />
        </div>
        <div>
          {viewer.can("parts.manage") && <StockPanel {...props} />}
          <Facts viewer={viewer} part={part} />
          {viewer.can("labels.print") && (
            <LabelPanel viewer={viewer} part={part} prints={props.prints} formKey={formKey} />
          )}
          {holders.length > 0 && <Holders viewer={viewer} part={part} holders={holders} />}
          {coming.length > 0 && <Coming viewer={viewer} part={part} coming={coming} />}
          {part.serialised === 1 && units.rows.length > 0 && <Units viewer={viewer} units={units} />}
        </div>
      </div>
    </Layout>
  );
}

function StockTable({ viewer, part }: { viewer: Viewer; part: PartDetail }) {
  const text = partText[viewer.locale];
  const words = (quantity: number) => quantityWords(viewer.locale, { quantity, unit: part.unit });
  return (
    <Panel heading={text.page.stock} headingId="part-stock" icon="boxes" flush>
      <DataTable<BranchStock>
        viewer={viewer}
        caption={text.page.stock}
        rows={part.stock}
        empty={<EmptyState icon="boxes" title={text.page.noStock} />}
        columns={[
          { label: text.page.branch, width: "grow", cell: (row) => row.branch },
          { label: text.available, numeric: true, cell: (row) => words(row.on_hand - row.reserved) },
          { label: text.onHand, numeric: true, cell: (row) => words(row.on_hand) },
          { label: text.reserved, numeric: true, cell: (row) => words(row.reserved) },
          { label: text.minimum, numeric: true, cell: (row) => words(row.minimum) },
          {
            label: text.location,
            width: "shrink",
            cell: (row) => row.location === GENERAL ? text.none : row.location,
          },
        ]}
      />
    </Panel>
  );
}

function Facts({ viewer, part }: { viewer: Viewer; part: PartDetail }) {
  const text = partText[viewer.locale];
  const money = (minor: number) => <Money viewer={viewer} minor={minor} currency={part.currency} />;
  return (
    <Panel heading={text.page.facts} headingId="part-facts" icon="info">
      <DescriptionList
        facts={[
          { term: text.price, value: part.price_minor > 0 && money(part.price_minor) },
          {
            term: text.page.cost,
            value: part.cost && (
              <>
                {money(part.cost.minor)} <DateText viewer={viewer} at={part.cost.at} />
              </>
            ),
          },
          {
            term: text.page.margin,
            value: part.cost && part.price_minor > 0 &&
              `${marginPercent(part.price_minor, part.cost.minor)} %`,
          },
          { term: text.category, value: part.category },
          { term: text.page.ean, value: part.ean && <Code>{part.ean}</Code> },
          { term: text.page.unit, value: part.unit !== "unit" && text.units[part.unit] },
          { term: text.serialised, value: part.serialised === 1 && "✓" },
          { term: text.page.models, value: part.models.join(", "), wide: true },
          {
            term: text.form.description,
            value: part.description && <span class="prose">{part.description}</span>,
            wide: true,
          },
        ]}
      />
    </Panel>
  );
}

function Holders(
  { viewer, part, holders }: { viewer: Viewer; part: PartDetail; holders: readonly HolderRow[] },
) {
  const text = partText[viewer.locale].page;
  const words = (quantity: number) => quantityWords(viewer.locale, { quantity, unit: part.unit });
  return (
    <Panel heading={text.holders} headingId="part-holders" icon="clipboard-list" flush>
      <ul class="link-list">
        {holders.map((holder) => (
          <li>
            <span class="grow">
              <a class="row-link code" href={paths.order(holder.number)}>{holder.number}</a>
              <span class="sub">
                {[
                  holder.reserved > 0 && text.held(words(holder.reserved)),
                  holder.missing > 0 && text.lacks(words(holder.missing)),
                ].filter(Boolean).join(" · ")}
              </span>
            </span>
            <StatusChip viewer={viewer} status={holder.status} small />
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Coming(
  { viewer, part, coming }: { viewer: Viewer; part: PartDetail; coming: readonly ComingRow[] },
) {
  const text = partText[viewer.locale];
  return (
    <Panel heading={text.page.purchases} headingId="part-coming" icon="shopping-cart" flush>
      <ul class="link-list">
        {coming.map(({ listId, supplier, outstanding }) => {
          const name = supplier || text.purchases.noSupplier;
          return (
            <li>
              <span class="grow">
                {viewer.can("parts.manage") && viewer.can("purchases.read")
                  ? <a class="row-link" href={paths.purchase(listId)}>{name}</a>
                  : name}
              </span>
              <span class="muted">
                {text.page.coming(quantityWords(viewer.locale, { quantity: outstanding, unit: part.unit }))}
              </span>
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}

function Units({ viewer, units }: { viewer: Viewer; units: PartPageProps["units"] }) {
  const text = partText[viewer.locale].page;
  return (
    <Panel heading={text.units} headingId="part-units" icon="tag">
      <ul class="stack tight">
        {units.rows.map(({ serial, branch }) => (
          <li class="row apart">
            <Code>{serial}</Code>
            <span class="muted">{branch}</span>
          </li>
        ))}
      </ul>
      {units.more > 0 && <p class="muted">{text.moreUnits(units.more)}</p>}
    </Panel>
  );
}
