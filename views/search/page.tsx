import { paths } from "../../src/paths.ts";
import { ALL_KINDS, KIND_PARAM, type SearchKind } from "../../src/search/kinds.ts";
import type { ClientHit, DeviceHit, Found, OrderHit, PartHit } from "../../src/search/queries.ts";
import { LinkButton } from "../components/button.tsx";
import { Excerpt } from "../components/excerpt.tsx";
import { Pager, Tabs } from "../components/list.tsx";
import { EmptyState, PageHeader, Panel } from "../components/panel.tsx";
import { PhoneLink } from "../components/phone.tsx";
import { ScanBox } from "../components/search.tsx";
import { Code } from "../components/status.tsx";
import { type Column, DataTable } from "../components/table.tsx";
import { TimeAgo } from "../components/time.tsx";
import { CsvLink } from "../exports/link.tsx";
import { Layout } from "../layout.tsx";
import { deviceName, StatusChip } from "../orders/status.tsx";
import type { Viewer } from "../viewer.ts";
import { TermLine } from "../warranties/term.tsx";
import { availableWords } from "../parts/words.ts";
import { text } from "./text.ts";

interface SearchPageProps {
  viewer: Viewer;
  /** As typed, without the blanks around it; "" before anything was. */
  query: string;
  /** What the viewer may see. */
  kinds: readonly SearchKind[];
  /** The one kind shown alone, page after page. */
  only: SearchKind | null;
  found: Found;
  /** The text came from a scanner, so it must be a code. */
  scanned: boolean;
  /** Whether these are not the newest results. */
  older: boolean;
}

export function SearchPage(props: SearchPageProps) {
  const { viewer, query, kinds, only } = props;
  const t = text[viewer.locale];
  const tabs = [
    { href: paths.searchResults(query, ALL_KINDS), label: t.all, current: only === null },
    ...kinds.map((kind) => ({
      href: paths.searchResults(query, KIND_PARAM[kind]),
      label: t.kinds[kind],
      current: only === kind,
    })),
  ];
  return (
    <Layout viewer={viewer} title={query === "" ? t.title : t.titleOf(query)}>
      <PageHeader title={query === "" ? t.title : t.titleOf(query)} />
      <ScanBox viewer={viewer} value={query} big />
      {query === ""
        ? (
          <EmptyState icon="scan-barcode" title={t.emptyTitle}>
            {t.emptyText(viewer.can("contacts.read"))}
          </EmptyState>
        )
        : (
          <>
            <Tabs label={t.tabs} tabs={tabs} />
            <Results {...props} />
          </>
        )}
    </Layout>
  );
}

function Results(props: SearchPageProps) {
  const { kinds, only, found } = props;
  const shown = (only ? [only] : kinds).filter((kind) => found[kind].rows.length > 0);
  if (shown.length === 0) return <Nothing {...props} />;
  return <>{shown.map((kind) => <ResultsOfKind {...props} kind={kind} />)}</>;
}

function Nothing({ viewer, query, scanned }: SearchPageProps) {
  const t = text[viewer.locale];
  return (
    <Panel>
      <EmptyState
        icon={scanned ? "scan-barcode" : "search"}
        title={scanned ? t.unknownTitle(query) : t.noneTitle(query)}
        action={
          <div class="row">
            {viewer.can("intakes.create") && (
              <LinkButton href={paths.newIntake()} icon="plus" variant="primary">{t.newIntake}</LinkButton>
            )}
            {viewer.can("clients.edit") && !scanned && (
              <LinkButton href={paths.newClient()} icon="user-plus">{t.newClient}</LinkButton>
            )}
          </div>
        }
      >
        {scanned ? t.unknownText : t.noneText(viewer.can("contacts.read"))}
      </EmptyState>
    </Panel>
  );
}

function ResultsOfKind({ viewer, query, only, found, older, kind }: SearchPageProps & { kind: SearchKind }) {
  const t = text[viewer.locale];
  const param = KIND_PARAM[kind];
  const { next } = found[kind];
  const more = next !== null && !only && (
    <LinkButton size="small" variant="quiet" iconEnd="chevron-right" href={paths.searchResults(query, param)}>
      {t.more[kind]}
    </LinkButton>
  );
  return (
    <>
      <Panel heading={t.kinds[kind]} headingId={kind} actions={more} flush>
        <Table viewer={viewer} found={found} kind={kind} />
      </Panel>
      {only && (
        <Pager
          viewer={viewer}
          newer={older ? paths.searchResults(query, param) : null}
          older={next === null ? null : paths.searchResults(query, param, next)}
        />
      )}
      {only === "devices" && (
        <CsvLink viewer={viewer} list="equipos" query={`?q=${encodeURIComponent(query)}`} />
      )}
    </>
  );
}

function Table({ viewer, found, kind }: { viewer: Viewer; found: Found; kind: SearchKind }) {
  const caption = text[viewer.locale].kinds[kind];
  const { orders, clients, devices, parts } = found;
  if (kind === "parts") {
    const href = (part: PartHit) => paths.part(part.id);
    return (
      <DataTable
        viewer={viewer}
        caption={caption}
        columns={partColumns(viewer)}
        rows={parts.rows}
        href={href}
      />
    );
  }
  if (kind === "orders") {
    const href = (order: OrderHit) => paths.order(order.number);
    return (
      <DataTable
        viewer={viewer}
        caption={caption}
        columns={orderColumns(viewer)}
        rows={orders.rows}
        href={href}
      />
    );
  }
  if (kind === "clients") {
    const href = (client: ClientHit) => paths.client(client.id);
    return (
      <DataTable
        viewer={viewer}
        caption={caption}
        columns={clientColumns(viewer)}
        rows={clients.rows}
        href={href}
      />
    );
  }
  const href = (device: DeviceHit) => paths.device(device.id);
  return (
    <DataTable
      viewer={viewer}
      caption={caption}
      columns={deviceColumns(viewer)}
      rows={devices.rows}
      href={href}
    />
  );
}

function orderColumns(viewer: Viewer): Column<OrderHit>[] {
  const t = text[viewer.locale];
  return [
    { label: t.order, width: "shrink", cell: (order) => <Code>{order.number}</Code> },
    { label: t.client, cell: (order) => order.client },
    { label: t.device, cell: (order) => deviceName(viewer, order) },
    {
      label: t.fault,
      line: true,
      cell: (order) => (
        <>
          <Excerpt text={order.fault} />
          <TermLine viewer={viewer} number={order.number} endsAt={order.warrantyEndsAt} />
        </>
      ),
    },
    {
      label: t.status,
      width: "shrink",
      beside: true,
      cell: (order) => <StatusChip viewer={viewer} status={order.status} small />,
    },
    {
      label: t.received,
      width: "shrink",
      cell: (order) => <TimeAgo viewer={viewer} at={order.receivedAt} />,
    },
  ];
}

function clientColumns(viewer: Viewer): Column<ClientHit>[] {
  const t = text[viewer.locale];
  return [
    { label: t.name, cell: (client) => client.name },
    { label: t.phone, cell: (client) => client.phone ? <PhoneLink display={client.phone} /> : t.none },
    { label: t.email, cell: (client) => client.email ?? t.none },
    { label: t.document, cell: (client) => client.document || t.none, wideOnly: true },
  ];
}

function deviceColumns(viewer: Viewer): Column<DeviceHit>[] {
  const t = text[viewer.locale];
  return [
    { label: t.device, cell: (device) => deviceName(viewer, device) },
    { label: t.serial, cell: (device) => device.serial ? <Code>{device.serial}</Code> : t.none },
    { label: t.owner, cell: (device) => device.owner ?? t.none },
  ];
}

function partColumns(viewer: Viewer): Column<PartHit>[] {
  const t = text[viewer.locale];
  return [
    { label: t.part, width: "grow", cell: (part) => part.name },
    { label: t.code, width: "shrink", cell: (part) => <Code>{part.sku}</Code> },
    { label: t.category, wideOnly: true, cell: (part) => part.category || t.none },
    { label: t.stock, numeric: true, beside: true, cell: (part) => availableWords(viewer.locale, part) },
  ];
}
