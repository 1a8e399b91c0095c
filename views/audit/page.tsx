import { type AuditFilter, auditQuery } from "../../src/audit/filter.ts";
import type { AuditActor, AuditRow } from "../../src/audit/queries.ts";
import { paths } from "../../src/paths.ts";
import { Button } from "../components/button.tsx";
import { DateInput, Select } from "../components/inputs.tsx";
import { FilterBar, Pager } from "../components/list.tsx";
import { EmptyState, PageHeader, Panel } from "../components/panel.tsx";
import { DataTable } from "../components/table.tsx";
import { DateTimeText } from "../components/time.tsx";
import { CsvLink } from "../exports/link.tsx";
import { Layout } from "../layout.tsx";
import { frameText } from "../text.ts";
import type { Viewer } from "../viewer.ts";
import { AuditDetails } from "./details.tsx";
import { text } from "./text.ts";

export interface AuditPageProps {
  viewer: Viewer;
  rows: readonly AuditRow[];
  next: string | null;
  filter: AuditFilter;
  actors: readonly AuditActor[];
  branches: readonly { id: string; name: string }[];
}

export function AuditPage({ viewer, rows, next, filter, actors, branches }: AuditPageProps) {
  const t = text[viewer.locale];
  const names = new Map(branches.map(({ id, name }) => [id, name]));
  return (
    <Layout viewer={viewer} title={t.title} section="admin" width="wide">
      <PageHeader
        title={t.title}
        lead={t.lead}
        back={{ href: paths.admin(), label: frameText[viewer.locale].nav.admin }}
      />
      <FilterBar action={paths.audit()} label={t.filters}>
        <Select
          viewer={viewer}
          name="tipo"
          label={t.what}
          value={filter.kind ?? ""}
          empty={t.allKinds}
          options={kindOptions(viewer)}
        />
        <Select
          viewer={viewer}
          name="persona"
          label={t.who}
          value={filter.person ?? ""}
          empty={t.everybody}
          options={actors.map((actor) => ({ value: actor.id, label: actorLabel(viewer, actor) }))}
        />
        <DateInput viewer={viewer} name="desde" label={t.from} value={filter.from ?? ""} />
        <DateInput viewer={viewer} name="hasta" label={t.to} value={filter.to ?? ""} />
        <Button icon="filter">{t.filter}</Button>
      </FilterBar>
      <Panel flush={rows.length > 0} aria-label={t.title}>
        <DataTable
          viewer={viewer}
          caption={t.caption}
          rows={rows}
          dense
          empty={<EmptyState icon="history" title={t.empty}>{t.emptyText}</EmptyState>}
          columns={[
            {
              label: t.when,
              width: "shrink",
              cell: (event) => <DateTimeText viewer={viewer} at={event.at} />,
            },
            { label: t.who, width: "shrink", cell: (event) => <Who viewer={viewer} event={event} /> },
            { label: t.what, cell: (event) => <What viewer={viewer} event={event} /> },
            { label: t.about, cell: (event) => <Subject event={event} /> },
            {
              label: t.details,
              line: true,
              cell: (event) => <AuditDetails viewer={viewer} event={event} branches={names} />,
            },
          ]}
        />
      </Panel>
      <Pager
        viewer={viewer}
        newer={filter.before ? paths.audit(auditQuery({ ...filter, before: null })) : null}
        older={next && paths.audit(auditQuery({ ...filter, before: next }))}
        words={{ newer: t.toNewest, older: t.older }}
      />
      <CsvLink viewer={viewer} list="auditoria" query={auditQuery({ ...filter, before: null })} />
    </Layout>
  );
}

/** By their words, so that one finds what one looks for. */
function kindOptions({ locale }: Viewer): { value: string; label: string }[] {
  return Object.entries(text[locale].kinds).map(([value, label]) => ({ value, label }))
    .sort((one, other) => one.label.localeCompare(other.label, locale));
}

function actorLabel({ locale }: Viewer, { name, kind }: AuditActor): string {
  const words = text[locale].actorKinds[kind];
  return words ? `${name} (${words})` : name;
}

function Who({ viewer, event }: { viewer: Viewer; event: AuditRow }) {
  const kind = text[viewer.locale].actorKinds[event.actorKind] ?? event.actorKind;
  const from = [kind, event.ip].filter((one) => one !== "").join(" · ");
  return (
    <>
      {event.actor}
      {from !== "" && (
        <>
          <br />
          <small class="muted">{from}</small>
        </>
      )}
    </>
  );
}

/** With what leads to it elsewhere: its place in the chain, and its request in the server's log. */
function What({ viewer, event }: { viewer: Viewer; event: AuditRow }) {
  const t = text[viewer.locale];
  const marks = [event.seq === null ? t.unchained : `#${event.seq}`, event.requestId.slice(-12)];
  return (
    <>
      {t.kinds[event.kind] ?? event.kind}
      <br />
      <small class="muted mono">{marks.filter((mark) => mark !== "").join(" · ")}</small>
    </>
  );
}

const PAGE_OF: Record<string, (id: string) => string> = {
  user: paths.user,
  branch: paths.branch,
  client: paths.client,
  device: paths.device,
  part: paths.part,
  agent: paths.agent,
  printer: paths.printer,
};

function Subject({ event }: { event: AuditRow }) {
  const { kind, id, name } = event.subject;
  const page = Object.hasOwn(PAGE_OF, kind) ? PAGE_OF[kind] : undefined;
  if (id === "") return null;
  if (page) return <a href={page(id)}>{name ?? id.slice(-8)}</a>;
  return <>{name}</>;
}
