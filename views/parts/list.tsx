import { paths } from "../../src/paths.ts";
import { type PartFilter, partQuery } from "../../src/parts/filter.ts";
import type { Page, PartRow } from "../../src/parts/queries.ts";
import { IconButton, LinkButton } from "../components/button.tsx";
import { Select, TextInput } from "../components/inputs.tsx";
import { FilterBar, Pager, Tabs } from "../components/list.tsx";
import { EmptyState, PageHeader, Panel } from "../components/panel.tsx";
import { Chip, Code } from "../components/status.tsx";
import { type Column, DataTable } from "../components/table.tsx";
import { Money } from "../components/time.tsx";
import { CsvLink } from "../exports/link.tsx";
import { Layout } from "../layout.tsx";
import type { Viewer } from "../viewer.ts";
import { partText } from "./text.ts";
import { quantityWords } from "./words.ts";

export interface PartListProps {
  viewer: Viewer;
  filter: PartFilter;
  page: Page<PartRow>;
}

export interface PartListPageProps extends PartListProps {
  categories: readonly string[];
  /** How many are low in one's branch; a hundred stands for more. */
  low: number;
}

/** The catalogue with what one's own branch has of it. */
export function PartListPage(props: PartListPageProps) {
  const { viewer, filter, low } = props;
  const text = partText[viewer.locale];
  const tab = (label: string, show: PartFilter["show"], count?: number) => ({
    href: paths.parts(partQuery({ ...filter, after: undefined, before: undefined, show })),
    label,
    current: filter.show === show,
    count,
  });
  return (
    <Layout viewer={viewer} title={text.title} section="parts" width="wide">
      <PageHeader title={text.title} actions={<Actions viewer={viewer} />} />
      <Tabs
        label={text.list.tabs}
        tabs={[
          tab(text.list.active, "active"),
          tab(text.list.low, "low", low),
          tab(text.list.inactive, "inactive"),
        ]}
      />
      <Filters {...props} />
      <PartList {...props} />
    </Layout>
  );
}

function Actions({ viewer }: { viewer: Viewer }) {
  const text = partText[viewer.locale];
  if (!viewer.can("parts.manage")) return null;
  return (
    <>
      {viewer.can("purchases.read") && (
        <>
          <LinkButton href={paths.replenish()} icon="package-plus">{text.list.replenish}</LinkButton>
          <LinkButton href={paths.purchases()} icon="shopping-cart">{text.list.purchases}</LinkButton>
        </>
      )}
      <AddPart viewer={viewer} variant="primary" />
    </>
  );
}

function Filters({ viewer, filter, categories }: PartListPageProps) {
  const text = partText[viewer.locale];
  return (
    <FilterBar
      action={paths.parts()}
      label={text.list.filter}
      hx-get={paths.parts()}
      hx-target="#parts"
      hx-trigger="input delay:200ms, change, submit"
      hx-sync="this:replace"
      hx-replace-url="true"
    >
      {filter.show !== "active" && (
        <input type="hidden" name="ver" value={filter.show === "low" ? "bajos" : "inactivos"} />
      )}
      <TextInput
        viewer={viewer}
        name="q"
        type="search"
        label={text.list.filter}
        hideLabel
        class="grow"
        value={filter.q}
        placeholder={text.list.filterHint}
        autocomplete="off"
        maxlength={200}
      />
      <Select
        viewer={viewer}
        name="categoria"
        label={text.category}
        hideLabel
        value={filter.category}
        empty={`${text.category}: ${text.list.anyCategory}`}
        options={categories.map((category) => ({ value: category, label: category }))}
      />
      <IconButton type="submit" icon="search" label={text.list.search} variant="plain" />
    </FilterBar>
  );
}

/** The list itself: what a changed filter brings. */
export function PartList({ viewer, filter, page }: PartListProps) {
  const text = partText[viewer.locale];
  const href = (part: Partial<PartFilter>) =>
    paths.parts(partQuery({ ...filter, after: undefined, before: undefined, ...part }));
  const first = filter.q.trim() !== "" && filter.after !== undefined ? href({}) : null;
  return (
    <div id="parts">
      <Panel flush aria-label={text.caption}>
        <DataTable
          viewer={viewer}
          caption={text.caption}
          columns={columns(viewer)}
          rows={page.rows}
          href={(row) => paths.part(row.id)}
          empty={<NoParts viewer={viewer} filter={filter} />}
        />
      </Panel>
      <Pager
        viewer={viewer}
        words={{ newer: text.list.previous, older: text.list.next }}
        newer={page.previous === null ? first : href({ before: page.previous })}
        older={page.next === null ? null : href({ after: page.next })}
      />
      <CsvLink
        viewer={viewer}
        list="repuestos"
        query={partQuery({ ...filter, after: undefined, before: undefined })}
      />
    </div>
  );
}

function columns(viewer: Viewer): Column<PartRow>[] {
  const text = partText[viewer.locale];
  const words = ({ unit }: PartRow, quantity: number) => quantityWords(viewer.locale, { quantity, unit });
  return [
    {
      label: text.part,
      width: "grow",
      cell: (row) => (
        <>
          {row.name}{" "}
          <span class="muted">
            <Code>{row.sku}</Code>
          </span>
        </>
      ),
    },
    { label: text.category, wideOnly: true, cell: (row) => row.category || text.none },
    {
      label: text.available,
      numeric: true,
      beside: true,
      cell: (row) => {
        const free = (row.on_hand ?? 0) - (row.reserved ?? 0);
        return (
          <>
            {free < (row.minimum ?? 0) && <Chip small tone="waiting" label={text.low} />} {words(row, free)}
          </>
        );
      },
    },
    {
      label: text.reserved,
      numeric: true,
      wideOnly: true,
      cell: (row) => row.reserved ? words(row, row.reserved) : text.none,
    },
    { label: text.location, wideOnly: true, width: "shrink", cell: (row) => row.location ?? text.none },
    {
      label: text.price,
      numeric: true,
      cell: (row) =>
        row.price_minor === 0
          ? text.none
          : <Money viewer={viewer} minor={row.price_minor} currency={row.currency} />,
    },
  ];
}

function NoParts({ viewer, filter }: { viewer: Viewer; filter: PartFilter }) {
  const text = partText[viewer.locale].list;
  const searched = filter.q.trim() !== "" || filter.category !== "";
  if (!searched && filter.show === "low") {
    return <EmptyState icon="circle-check" title={text.noneLow}>{text.noneLowText}</EmptyState>;
  }
  if (!searched && filter.show === "inactive") {
    return <EmptyState icon="boxes" title={text.noneInactive} />;
  }
  return (
    <EmptyState
      icon="boxes"
      title={searched ? text.noneTitle : text.emptyTitle}
      action={<AddPart viewer={viewer} />}
    >
      {searched ? text.noneText : text.emptyText}
    </EmptyState>
  );
}

function AddPart({ viewer, variant }: { viewer: Viewer; variant?: "primary" }) {
  if (!viewer.can("parts.manage")) return null;
  return (
    <LinkButton href={paths.newPart()} icon="plus" variant={variant}>
      {partText[viewer.locale].add}
    </LinkButton>
  );
}
