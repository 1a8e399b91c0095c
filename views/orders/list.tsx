import type { OrderList, OrderListRow } from "../../src/orders/list.ts";
import { EVERYTHING, LIST_SORTS, type ListFilter, listQuery } from "../../src/orders/list_filter.ts";
import { isOverdue, type StatusHours } from "../../src/orders/sla.ts";
import { ORDER_STATUSES, type OrderStatus, STATUS_GROUP, STATUS_GROUPS } from "../../src/orders/status.ts";
import { paths } from "../../src/paths.ts";
import { formatDate, timeAgo } from "../../src/lib/dates.ts";
import { Button, LinkButton } from "../components/button.tsx";
import { Checkbox } from "../components/choices.tsx";
import { DateInput, Select, TextInput } from "../components/inputs.tsx";
import { FilterBar, Pager, type TabProps, Tabs } from "../components/list.tsx";
import { EmptyState, PageHeader } from "../components/panel.tsx";
import { Layout } from "../layout.tsx";
import type { Viewer } from "../viewer.ts";
import { deviceName, statusLabel, statusTone } from "./status.tsx";
import { orderText } from "./text.ts";

export interface OrderListProps {
  viewer: Viewer;
  list: OrderList;
  filter: ListFilter;
  hours: StatusHours;
}

export interface OrdersPageProps extends OrderListProps {
  counts: Partial<Record<OrderStatus, number>>;
  technicians: readonly { id: string; name: string }[];
  branches: readonly { id: string; name: string }[];
}

export function OrdersPage(props: OrdersPageProps) {
  const { viewer, filter } = props;
  const text = orderText[viewer.locale].list;
  return (
    <Layout viewer={viewer} title={filter.mine ? text.mine : text.title} section="orders" width="wide">
      <PageHeader
        title={filter.mine ? text.mine : text.title}
        actions={viewer.can("intakes.create") &&
          <LinkButton variant="primary" icon="plus" href={paths.newIntake()}>{text.newIntake}</LinkButton>}
      />
      <Tabs label={text.filters} tabs={tabsOf(props)} />
      <Filters {...props} />
      <OrdersPart {...props} />
    </Layout>
  );
}

/** The rows with their pager: what an answer to a changed filter brings. */
export function OrdersPart({ viewer, list, filter, hours }: OrderListProps) {
  const text = orderText[viewer.locale].list;
  const { rows, next } = list;
  if (rows.length === 0) {
    return (
      <div id="order-list">
        <NoOrders viewer={viewer} filter={filter} />
      </div>
    );
  }
  return (
    <div id="order-list">
      <div class="table-wrap dense">
        <table data-rows="">
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
          <tbody>{rows.map((row) => <OrderRow viewer={viewer} row={row} hours={hours} text={text} />)}</tbody>
        </table>
      </div>
      <Pager
        viewer={viewer}
        newer={filter.cursor && paths.orders(listQuery({ ...filter, cursor: null }))}
        older={next && paths.orders(listQuery({ ...filter, cursor: next }))}
      >
        {next ? text.more(rows.length) : text.shown(rows.length)}
      </Pager>
    </div>
  );
}

interface OrderRowProps {
  viewer: Viewer;
  row: OrderListRow;
  hours: StatusHours;
  text: (typeof orderText)["es"]["list"];
}

/** One template without parts of its own: fifty of them are the page that is asked for most. */
function OrderRow({ viewer, row, hours, text }: OrderRowProps) {
  const late = isOverdue(
    { status: row.status, statusSince: row.status_since, promisedAt: row.promised_at },
    hours,
    viewer.now,
  );
  return (
    <tr>
      <td class="shrink">
        <a class="row-link code" href={paths.order(row.number)}>{row.number}</a>
      </td>
      <td data-label={text.device}>
        {deviceName(viewer, row)} <span class="muted">{row.fault.slice(0, 80)}</span>
      </td>
      <td data-label={text.client}>{row.client}</td>
      <td class="shrink" data-label={text.status}>
        <span class={`chip small tone-${statusTone(row.status)}`}>{statusLabel(viewer, row.status)}</span>
        {late ? LATE[viewer.locale] : ""}
      </td>
      <td class="shrink" data-label={text.since}>{timeAgo(row.status_since, viewer)}</td>
      <td class="shrink" data-label={text.promised}>
        {row.promised_at === null ? "" : formatDate(row.promised_at, viewer)}
      </td>
      <td data-label={text.technician}>{row.technician ?? text.nobody}</td>
    </tr>
  );
}

const LATE = {
  es: (
    <>
      {" "}
      <span class="chip small tone-problem">{orderText.es.list.overdueMark}</span>
    </>
  ),
  en: (
    <>
      {" "}
      <span class="chip small tone-problem">{orderText.en.list.overdueMark}</span>
    </>
  ),
};

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
      {filtered ? text.emptyFiltered : text.emptyNew}
    </EmptyState>
  );
}

/** Whether one of the filters that are folded away is in use. */
function refined({ from, to, overdue, mine, sort }: ListFilter): boolean {
  return from !== null || to !== null || overdue || mine || sort !== "newest";
}

/** Saved filters as links; what they count is kept, not counted. */
function tabsOf({ viewer, filter, counts }: OrdersPageProps): TabProps[] {
  const text = orderText[viewer.locale];
  const tab = (label: string, only: Partial<ListFilter>, count?: number): TabProps => {
    const wanted = listQuery({ ...EVERYTHING, branch: filter.branch, ...only });
    const current = listQuery({ ...filter, cursor: null, sort: "newest" }) === wanted;
    return { href: paths.orders(wanted), label, current, count };
  };
  const sum = (statuses: readonly OrderStatus[]) =>
    statuses.reduce((total, status) => total + (counts[status] ?? 0), 0);
  const open = ORDER_STATUSES.filter((status) => STATUS_GROUP[status] !== "closed");
  return [
    tab(text.list.all, {}),
    ...(viewer.can("orders.take") ? [tab(text.list.mine, { mine: true, group: "open" })] : []),
    tab(text.list.open, { group: "open" }, sum(open)),
    ...STATUS_GROUPS.map((group) => {
      const statuses = ORDER_STATUSES.filter((status) => STATUS_GROUP[status] === group);
      return tab(text.groups[group], { group }, group === "closed" ? undefined : sum(statuses));
    }),
    tab(text.list.overdueTab, { overdue: true }),
  ];
}

function Filters({ viewer, filter, technicians, branches }: OrdersPageProps) {
  const text = orderText[viewer.locale].list;
  return (
    <FilterBar
      action={paths.orders()}
      label={text.filters}
      hx-get={paths.orders()}
      hx-target="#order-list"
      hx-trigger="input delay:250ms, submit"
      hx-sync="this:replace"
    >
      {filter.group && <input type="hidden" name="grupo" value={filter.group} />}
      <TextInput
        viewer={viewer}
        name="q"
        type="search"
        label={text.text}
        placeholder={text.textHint}
        value={filter.q}
        maxlength={200}
        class="grow"
        id="order-q"
      />
      <Select
        viewer={viewer}
        name="estado"
        label={text.status}
        value={filter.status ?? ""}
        empty={text.anyStatus}
        options={ORDER_STATUSES.map((value) => ({ value, label: statusLabel(viewer, value) }))}
      />
      <Select
        viewer={viewer}
        name="tecnico"
        label={text.technician}
        value={filter.technician ?? ""}
        empty={text.anybody}
        options={[
          { value: "none", label: text.nobody },
          ...technicians.map((one) => ({ value: one.id, label: one.name })),
        ]}
      />
      {branches.length > 1 && (
        <Select
          viewer={viewer}
          name="sucursal"
          label={text.branch}
          value={filter.branch ?? ""}
          empty={text.anyBranch}
          options={branches.map((one) => ({ value: one.id, label: one.name }))}
        />
      )}
      <details class="more-filters" open={refined(filter)}>
        <summary class="button quiet">{text.moreFilters}</summary>
        <div class="filters">
          <DateInput viewer={viewer} name="desde" label={text.from} value={filter.from ?? ""} />
          <DateInput viewer={viewer} name="hasta" label={text.to} value={filter.to ?? ""} />
          <Select
            viewer={viewer}
            name="orden"
            label={text.sort}
            value={filter.sort}
            options={LIST_SORTS.map((value) => ({ value, label: text.sorts[value] }))}
          />
          <Checkbox viewer={viewer} name="vencidas" label={text.overdue} checked={filter.overdue} />
          {viewer.can("orders.take") && (
            <Checkbox viewer={viewer} name="mias" label={text.onlyMine} checked={filter.mine} />
          )}
        </div>
      </details>
      <Button icon="search">{text.apply}</Button>
      {listQuery(filter) !== "" && <LinkButton variant="quiet" href={paths.orders()}>{text.clear}
      </LinkButton>}
    </FilterBar>
  );
}
