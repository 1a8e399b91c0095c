import { type ClientFilter, clientQuery } from "../../src/clients/filter.ts";
import type { ClientRow, Page } from "../../src/clients/queries.ts";
import { paths } from "../../src/paths.ts";
import { LinkButton } from "../components/button.tsx";
import { Pager, SearchBar } from "../components/list.tsx";
import { EmptyState, PageHeader, Panel } from "../components/panel.tsx";
import { PhoneLink } from "../components/phone.tsx";
import { Code } from "../components/status.tsx";
import { type Column, DataTable } from "../components/table.tsx";
import { DateText, TimeAgo } from "../components/time.tsx";
import { CsvLink } from "../exports/link.tsx";
import { Layout } from "../layout.tsx";
import { paymentText } from "../payments/text.ts";
import type { Viewer } from "../viewer.ts";
import { text } from "./text.ts";

interface ClientListProps {
  viewer: Viewer;
  filter: ClientFilter;
  page: Page<ClientRow>;
}

export function ClientListPage(props: ClientListProps) {
  const { viewer, filter } = props;
  const t = text[viewer.locale];
  return (
    <Layout viewer={viewer} title={t.title} section="clients" width="wide">
      <PageHeader
        title={t.title}
        actions={
          <>
            {viewer.can("payments.read") && (
              <LinkButton icon="wallet" href={paths.debtors()}>
                {paymentText[viewer.locale].debtors.link}
              </LinkButton>
            )}
            <AddClient viewer={viewer} variant="primary" />
          </>
        }
      />
      <SearchBar
        viewer={viewer}
        action={paths.clients()}
        label={t.filter}
        act={t.search}
        q={filter.q}
        hint={t.filterHint(viewer.can("contacts.read"))}
        target="#clients"
        hx-replace-url="true"
      />
      <ClientList {...props} />
    </Layout>
  );
}

export function ClientList({ viewer, filter, page }: ClientListProps) {
  const t = text[viewer.locale];
  const href = (part: Partial<ClientFilter>) =>
    paths.clients(clientQuery({ ...filter, after: undefined, before: undefined, ...part }));
  const first = filter.q.trim() !== "" && filter.after !== undefined ? href({}) : null;
  return (
    <div id="clients">
      <Panel flush aria-label={t.caption}>
        <DataTable
          viewer={viewer}
          caption={t.caption}
          columns={columns(viewer, { filter, href })}
          rows={page.rows}
          href={(row) => paths.client(row.id)}
          empty={<NoClients viewer={viewer} q={filter.q.trim()} />}
        />
      </Panel>
      <Pager
        viewer={viewer}
        words={{ newer: t.previous, older: t.next }}
        newer={page.previous === null ? first : href({ before: page.previous })}
        older={page.next === null ? null : href({ after: page.next })}
      />
      <CsvLink
        viewer={viewer}
        list="clientes"
        query={clientQuery({ ...filter, after: undefined, before: undefined })}
      />
    </div>
  );
}

interface ColumnProps {
  filter: ClientFilter;
  href: (part: Partial<ClientFilter>) => string;
}

function columns(viewer: Viewer, { filter, href }: ColumnProps): Column<ClientRow>[] {
  const t = text[viewer.locale];
  const sortable = filter.q.trim() === "";
  const byName = filter.sort === "name";
  return [
    {
      label: t.name,
      cell: (row) => row.name,
      sort: sortable ? { href: href({ sort: "name" }), direction: byName ? "ascending" : null } : undefined,
    },
    {
      label: t.phone,
      cell: (row) => row.phone ? <PhoneLink display={row.phone} /> : t.none,
      width: "shrink",
    },
    { label: t.email, cell: (row) => row.email ?? t.none, wideOnly: true },
    { label: t.document, cell: (row) => row.document || t.none, wideOnly: true },
    {
      label: t.lastOrder,
      cell: (row) => row.lastOrder ? <LastOrder viewer={viewer} order={row.lastOrder} /> : t.none,
    },
    {
      label: t.since,
      wideOnly: true,
      width: "shrink",
      cell: (row) => <DateText viewer={viewer} at={row.createdAt} />,
      sort: sortable
        ? { href: href({ sort: "newest" }), direction: byName ? null : "descending" }
        : undefined,
    },
  ];
}

function LastOrder({ viewer, order }: { viewer: Viewer; order: NonNullable<ClientRow["lastOrder"]> }) {
  return (
    <span class="row">
      <a href={paths.order(order.number)}>
        <Code>{order.number}</Code>
      </a>
      <TimeAgo viewer={viewer} at={order.receivedAt} />
    </span>
  );
}

function NoClients({ viewer, q }: { viewer: Viewer; q: string }) {
  const t = text[viewer.locale];
  return (
    <EmptyState
      icon="users"
      title={q === "" ? t.emptyTitle : t.noneTitle(q)}
      action={<AddClient viewer={viewer} />}
    >
      {q === "" ? t.emptyText : t.noneText(viewer.can("contacts.read"))}
    </EmptyState>
  );
}

function AddClient({ viewer, variant }: { viewer: Viewer; variant?: "primary" }) {
  if (!viewer.can("clients.edit")) return null;
  return (
    <LinkButton href={paths.newClient()} icon="user-plus" variant={variant}>
      {text[viewer.locale].add}
    </LinkButton>
  );
}
