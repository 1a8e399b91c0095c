import type { Branch } from "../../src/admin/shop.ts";
import type { SessionFilter } from "../../src/cash/input.ts";
import type { SessionHead, SessionList } from "../../src/cash/queries.ts";
import { paths } from "../../src/paths.ts";
import { Button } from "../components/button.tsx";
import { Select } from "../components/inputs.tsx";
import { FilterBar, Pager } from "../components/list.tsx";
import { EmptyState, PageHeader, Panel } from "../components/panel.tsx";
import { DataTable } from "../components/table.tsx";
import { DateTimeText } from "../components/time.tsx";
import { CsvLink } from "../exports/link.tsx";
import { Layout } from "../layout.tsx";
import type { Viewer } from "../viewer.ts";
import { Difference, SessionChip } from "./parts.tsx";
import { cashText } from "./text.ts";

interface SessionsPageProps {
  viewer: Viewer;
  filter: SessionFilter;
  list: SessionList;
  branches: readonly Branch[];
  /** Who has kept a till or may, for who sees all. */
  people: readonly { id: string; name: string }[];
}

export function SessionsPage({ viewer, filter, list, branches, people }: SessionsPageProps) {
  const text = cashText[viewer.locale];
  const href = (desde?: number) => paths.cashSessions(queryOf({ ...filter, desde }));
  return (
    <Layout viewer={viewer} title={text.list.title} section="cash">
      <PageHeader title={text.list.title} back={{ href: paths.cash(), label: text.title }} />
      {viewer.can("cash.manage") && (
        <FilterBar action={paths.cashSessions()} label={text.list.filters}>
          {branches.length > 1 && (
            <Select
              viewer={viewer}
              name="sucursal"
              label={text.list.branch}
              empty={text.list.allBranches}
              value={filter.sucursal}
              options={branches.map(({ id, code, name }) => ({ value: id, label: `${code} · ${name}` }))}
            />
          )}
          <Select
            viewer={viewer}
            name="persona"
            label={text.list.user}
            empty={text.list.everybody}
            value={filter.persona}
            options={people.map(({ id, name }) => ({ value: id, label: name }))}
          />
          <Button>{text.list.filter}</Button>
        </FilterBar>
      )}
      <Panel flush aria-label={text.list.caption}>
        <SessionTable viewer={viewer} sessions={list.rows} />
      </Panel>
      <Pager
        viewer={viewer}
        newer={filter.desde === undefined ? null : href()}
        older={list.next === null ? null : href(list.next)}
      />
      <CsvLink viewer={viewer} list="cajas" query={queryOf({ ...filter, desde: undefined })} />
    </Layout>
  );
}

export function SessionTable({ viewer, sessions }: { viewer: Viewer; sessions: readonly SessionHead[] }) {
  const text = cashText[viewer.locale].list;
  return (
    <DataTable
      viewer={viewer}
      caption={text.caption}
      rows={sessions}
      href={(session) => paths.cashSession(session.id)}
      columns={[
        { label: text.till, width: "shrink", cell: (session) => session.till },
        { label: text.user, width: "grow", cell: (session) => session.user.name },
        { label: text.opened, cell: (session) => <DateTimeText viewer={viewer} at={session.openedAt} /> },
        {
          label: text.closed,
          wideOnly: true,
          cell: (session) =>
            session.closedAt !== null && <DateTimeText viewer={viewer} at={session.closedAt} />,
        },
        {
          label: text.difference,
          cell: (session) =>
            session.differenceMinor !== null && (
              <Difference viewer={viewer} currency={session.currency} minor={session.differenceMinor} />
            ),
        },
        {
          label: text.state,
          width: "shrink",
          beside: true,
          cell: (session) => <SessionChip viewer={viewer} session={session} />,
        },
      ]}
      empty={<EmptyState icon="history" title={text.none}>{text.noneText}</EmptyState>}
    />
  );
}

function queryOf({ sucursal, persona, desde }: SessionFilter): string {
  const params = new URLSearchParams();
  if (sucursal !== "") params.set("sucursal", sucursal);
  if (persona !== "") params.set("persona", persona);
  if (desde !== undefined) params.set("desde", String(desde));
  const text = params.toString();
  return text === "" ? "" : `?${text}`;
}
