import { html } from "hono/html";
import { reviewAfter } from "../../src/orders/due.ts";
import type { OrderList, OrderListRow } from "../../src/orders/list.ts";
import { EVERYTHING, LIST_SORTS, type ListFilter, listQuery } from "../../src/orders/list_filter.ts";
import { overdueAfter } from "../../src/orders/sla.ts";
import { ORDER_STATUSES, type OrderStatus, STATUS_GROUP, STATUS_GROUPS } from "../../src/orders/status.ts";
import { paths } from "../../src/paths.ts";
import { agoChangesAt, formatDate, timeAgo } from "../../src/lib/dates.ts";
import type { Locale } from "../../src/lib/locale.ts";
import { Button, LinkButton } from "../components/button.tsx";
import { Checkbox } from "../components/choices.tsx";
import { DateInput, Select, TextInput } from "../components/inputs.tsx";
import { FilterBar, Pager, type TabProps, Tabs } from "../components/list.tsx";
import { EmptyState, PageHeader } from "../components/panel.tsx";
import { remember, rememberRows } from "../components/remember.ts";
import { CsvLink } from "../exports/link.tsx";
import { Layout } from "../layout.tsx";
import type { Viewer } from "../viewer.ts";
import { Marks } from "./marks.tsx";
import { OrderSelection } from "./selection.tsx";
import { deviceName, statusLabel, statusTone } from "./status.tsx";
import { orderText } from "./text.ts";
import { WhoseFilters } from "./whose.tsx";

export interface OrderListProps {
  viewer: Viewer;
  list: OrderList;
  filter: ListFilter;
  technicians: readonly { id: string; name: string }[];
}

export interface OrdersPageProps extends OrderListProps {
  counts: Partial<Record<OrderStatus, number>>;
  branches: readonly { id: string; name: string }[];
}

export function OrdersPage(props: OrdersPageProps) {
  const { viewer, filter } = props;
  const text = orderText[viewer.locale].list;
  return (
    <Layout viewer={viewer} title={filter.mine ? text.mine : text.title} section="orders" width="wide">
      <ListHeader locale={viewer.locale} mine={filter.mine} takesIn={viewer.can("intakes.create")} />
      <SavedFilters
        locale={viewer.locale}
        takes={viewer.can("orders.take")}
        branch={filter.branch}
        shown={listQuery({ ...filter, cursor: null, sort: "newest", select: false })}
        counts={props.counts}
      />
      <FiltersOf {...props} />
      <OrdersPart {...props} />
    </Layout>
  );
}

const ListHeader = remember((
  { locale, mine, takesIn }: { locale: Locale; mine: boolean; takesIn: boolean },
) => {
  const text = orderText[locale].list;
  return (
    <PageHeader
      title={mine ? text.mine : text.title}
      actions={takesIn &&
        <LinkButton variant="primary" icon="plus" href={paths.newIntake()}>{text.newIntake}</LinkButton>}
    />
  );
});

/** The rows with their pager: what an answer to a changed filter brings. */
export function OrdersPart({ viewer, list, filter, technicians }: OrderListProps) {
  const { locale, timeZone, shop } = viewer;
  const { rows } = list;
  const taken = listQuery({ ...filter, cursor: null, select: false });
  if (rows.length === 0) {
    return (
      <div id="order-list">
        <NoOrders viewer={viewer} filter={filter} />
      </div>
    );
  }
  if (filter.select) {
    return (
      <div id="order-list">
        <OrderSelection viewer={viewer} rows={rows} technicians={technicians} filter={filter} />
        <OrderPager locale={locale} list={list} filter={filter} />
        <CsvLink viewer={viewer} list="ordenes" query={taken} />
      </div>
    );
  }
  return (
    <div id="order-list">
      <div class="table-wrap dense">
        <table data-rows="">
          <Headings locale={locale} />
          <tbody>{orderRows(rows, { locale, timeZone, shop }, viewer.now)}</tbody>
        </table>
      </div>
      <OrderPager locale={locale} list={list} filter={filter} />
      <CsvLink viewer={viewer} list="ordenes" query={taken} />
    </div>
  );
}

const Headings = remember(({ locale }: { locale: Locale }) => {
  const text = orderText[locale].list;
  return (
    <>
      <caption class="visually-hidden">{text.caption}</caption>
      <thead>
        <tr>
          <th scope="col" class="shrink">{text.number}</th>
          <th scope="col">{text.device}</th>
          <th scope="col">{text.client}</th>
          <th scope="col" class="shrink">{text.status}</th>
          <th scope="col" class="shrink">{text.since}</th>
          <th scope="col" class="shrink">{text.promised}</th>
          <th scope="col">{text.technician}</th>
        </tr>
      </thead>
    </>
  );
});

interface OrderPagerProps {
  locale: Locale;
  list: OrderList;
  filter: ListFilter;
}

function OrderPager({ locale, list: { rows, next }, filter }: OrderPagerProps) {
  return (
    <ListPager
      locale={locale}
      shown={rows.length}
      newer={filter.cursor && paths.orders(listQuery({ ...filter, cursor: null }))}
      older={next && paths.orders(listQuery({ ...filter, cursor: next }))}
      choose={filter.select ? null : paths.orders(listQuery({ ...filter, select: true }))}
    />
  );
}

interface ListPagerProps {
  locale: Locale;
  shown: number;
  newer: string | null;
  older: string | null;
  /** Where several can be ticked. */
  choose: string | null;
}

const ListPager = remember(({ locale, shown, newer, older, choose }: ListPagerProps) => {
  const text = orderText[locale].list;
  return (
    <Pager viewer={{ locale }} newer={newer} older={older}>
      {older ? text.more(shown) : text.shown(shown)}
      {choose && (
        <>
          {" · "}
          <a href={choose}>{text.choose}</a>
        </>
      )}
    </Pager>
  );
});

type RowReading = Pick<Viewer, "locale" | "timeZone" | "shop">;

/** One template without parts or computed attributes: fifty of them are the page that is asked for most. */
const orderRows = rememberRows("number", (row: OrderListRow, reading: RowReading, now) => {
  const { locale } = reading;
  const text = orderText[locale].list;
  const { number, status, status_since, promised_at, technician } = row;
  const markup = html`<tr><td class="shrink"><a class="row-link code" href="${
    paths.order(number)
  }">${number}</a></td>\
<td data-label="${text.device}">${deviceName(reading, row)} <span class="muted">${
    row.fault.slice(0, 80)
  }</span></td>\
<td data-label="${text.client}">${row.client}</td>\
<td class="shrink" data-label="${text.status}"><span class="chip small tone-${statusTone(status)}">${
    statusLabel(reading, status)
  }</span>${Marks({ locale, row, now })}</td>\
<td class="shrink" data-label="${text.since}">${timeAgo(status_since, { ...reading, now })}</td>\
<td class="shrink" data-label="${text.promised}">${
    promised_at === null ? "" : formatDate(promised_at, reading)
  }</td>\
<td data-label="${text.technician}">${technician ?? text.nobody}</td></tr>`;
  const changes = [overdueAfter(row) + 1, reviewAfter(row) + 1].filter((at) => at > now);
  return { markup, until: Math.min(agoChangesAt(status_since, now), ...changes) };
}, sameOrder);

export function sameOrder(one: OrderListRow, other: OrderListRow): boolean {
  return one.seq === other.seq && one.number === other.number && one.status === other.status &&
    one.status_since === other.status_since && one.priority === other.priority &&
    one.promised_at === other.promised_at && one.overdue_at === other.overdue_at &&
    one.received_at === other.received_at && one.fault === other.fault && one.client === other.client &&
    one.brand === other.brand && one.model === other.model && one.technician === other.technician &&
    one.parts_in === other.parts_in && one.by_client === other.by_client &&
    one.hold_review_at === other.hold_review_at &&
    one.vendor_expected_at === other.vendor_expected_at && one.claim_of === other.claim_of;
}

function NoOrders({ viewer, filter }: { viewer: Viewer; filter: ListFilter }) {
  const text = orderText[viewer.locale].list;
  const filtered = listQuery(filter) !== "";
  return (
    <EmptyState
      icon="clipboard-list"
      title={text.emptyTitle}
      action={filtered
        ? <LinkButton href={paths.orders()}>{text.clear}</LinkButton>
        : viewer.can("intakes.create") && (
          <LinkButton variant="primary" icon="plus" href={paths.newIntake()}>{text.newIntake}</LinkButton>
        )}
    >
      {filtered ? text.emptyFiltered(viewer.can("contacts.read")) : text.emptyNew}
    </EmptyState>
  );
}

/** Whether one of the filters that are folded away is in use. */
function refined({ from, to, overdue, claims, stale, mine, sort }: FiltersProps["chosen"]): boolean {
  return from !== null || to !== null || overdue || claims || stale !== null || mine || sort !== "newest";
}

interface SavedFiltersProps {
  locale: Locale;
  takes: boolean;
  branch: string | null;
  /** The query of what is shown. */
  shown: string;
  counts: Partial<Record<OrderStatus, number>>;
}

/** Saved filters as links; what they count is kept, not counted. */
const SavedFilters = remember(({ locale, takes, branch, shown, counts }: SavedFiltersProps) => {
  const text = orderText[locale];
  const tab = (label: string, only: Partial<ListFilter>, count?: number): TabProps => {
    const wanted = listQuery({ ...EVERYTHING, branch, ...only });
    return { href: paths.orders(wanted), label, current: shown === wanted, count };
  };
  const sum = (statuses: readonly OrderStatus[]) =>
    statuses.reduce((total, status) => total + (counts[status] ?? 0), 0);
  const open = ORDER_STATUSES.filter((status) => STATUS_GROUP[status] !== "closed");
  const tabs = [
    tab(text.list.all, {}),
    ...(takes ? [tab(text.list.mine, { mine: true, group: "open" })] : []),
    tab(text.list.open, { group: "open" }, sum(open)),
    ...STATUS_GROUPS.map((group) => {
      const statuses = ORDER_STATUSES.filter((status) => STATUS_GROUP[status] === group);
      return tab(text.groups[group], { group }, group === "closed" ? undefined : sum(statuses));
    }),
    tab(text.list.overdueTab, { overdue: true }),
    tab(text.list.staleTab, { stale: "set" }),
  ];
  return <Tabs label={text.list.filters} tabs={tabs} />;
});

function FiltersOf({ viewer, filter, technicians, branches }: OrdersPageProps) {
  const { cursor: _, ...chosen } = filter;
  const props = {
    locale: viewer.locale,
    takes: viewer.can("orders.take"),
    phones: viewer.can("contacts.read"),
    labels: ORDER_STATUSES.map((status) => statusLabel(viewer, status)),
    chosen,
    narrowed: listQuery(filter) !== "",
    technicians: technicians.map(({ id, name }) => ({ id, name })),
    branches: branches.map(({ id, name }) => ({ id, name })),
  };
  // What somebody searched for is drawn, not kept.
  return filter.q === "" ? <EmptyFilters {...props} /> : <Filters {...props} />;
}

interface FiltersProps {
  locale: Locale;
  takes: boolean;
  /** Whether orders are found by them. */
  phones: boolean;
  /** Of every status, in their order. */
  labels: readonly string[];
  chosen: { [Name in Exclude<keyof ListFilter, "cursor">]: ListFilter[Name] };
  narrowed: boolean;
  technicians: readonly { id: string; name: string }[];
  branches: readonly { id: string; name: string }[];
}

const EmptyFilters = remember((props: FiltersProps) => <Filters {...props} />);

function Filters({ locale, takes, phones, labels, chosen, narrowed, technicians, branches }: FiltersProps) {
  const text = orderText[locale].list;
  const viewer = { locale };
  return (
    <FilterBar
      action={paths.orders()}
      label={text.filters}
      hx-get={paths.orders()}
      hx-target="#order-list"
      hx-trigger="input delay:250ms, submit"
      hx-sync="this:replace"
    >
      {chosen.group && <input type="hidden" name="grupo" value={chosen.group} />}
      {chosen.select && <input type="hidden" name="seleccion" value="1" />}
      <TextInput
        viewer={viewer}
        name="q"
        type="search"
        label={text.text}
        placeholder={text.textHint(phones)}
        value={chosen.q}
        maxlength={200}
        class="grow"
        id="order-q"
      />
      <Select
        viewer={viewer}
        name="estado"
        label={text.status}
        value={chosen.status ?? ""}
        empty={text.anyStatus}
        options={ORDER_STATUSES.map((value, index) => ({ value, label: labels[index] ?? value }))}
      />
      <WhoseFilters
        locale={locale}
        technician={chosen.technician}
        technicians={technicians}
        branch={chosen.branch}
        branches={branches}
        everywhere
      />
      <details class="more-filters" open={refined(chosen)}>
        <summary class="button quiet">{text.moreFilters}</summary>
        <div class="filters">
          <DateInput viewer={viewer} name="desde" label={text.from} value={chosen.from ?? ""} />
          <DateInput viewer={viewer} name="hasta" label={text.to} value={chosen.to ?? ""} />
          <Select
            viewer={viewer}
            name="orden"
            label={text.sort}
            value={chosen.sort}
            options={LIST_SORTS.map((value) => ({ value, label: text.sorts[value] }))}
          />
          <StaleField viewer={viewer} stale={chosen.stale} />
          <Checkbox viewer={viewer} name="vencidas" label={text.overdue} checked={chosen.overdue} />
          <Checkbox viewer={viewer} name="reclamos" label={text.claims} checked={chosen.claims} />
          {takes && <Checkbox viewer={viewer} name="mias" label={text.onlyMine} checked={chosen.mine} />}
        </div>
      </details>
      <Button icon="search">{text.apply}</Button>
      {narrowed && <LinkButton variant="quiet" href={paths.orders()}>{text.clear}</LinkButton>}
    </FilterBar>
  );
}

/** The shop's own days as one tick; without it any number of days. */
function StaleField({ viewer, stale }: { viewer: Pick<Viewer, "locale">; stale: ListFilter["stale"] }) {
  const text = orderText[viewer.locale].list;
  if (stale === "set") {
    return <Checkbox viewer={viewer} name="quietas" value="plazo" label={text.staleTab} checked />;
  }
  return (
    <TextInput
      viewer={viewer}
      name="quietas"
      type="number"
      inputmode="numeric"
      min="1"
      max="365"
      label={text.stale}
      value={stale === null ? "" : String(stale)}
    />
  );
}
