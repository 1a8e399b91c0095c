import type { BackupRow, BackupsView } from "../../src/backups/queries.ts";
import { paths } from "../../src/paths.ts";
import { text as adminText } from "../admin/text.ts";
import { Button } from "../components/button.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { DescriptionList, EmptyState, PageHeader, Panel } from "../components/panel.tsx";
import { Chip, Notice } from "../components/status.tsx";
import { DataTable } from "../components/table.tsx";
import { DateTimeText } from "../components/time.tsx";
import { Layout } from "../layout.tsx";
import type { Viewer } from "../viewer.ts";
import { KeyForm } from "./key.tsx";
import { backupReason } from "./reason.ts";
import { backupText } from "./text.ts";

export interface BackupsPageProps {
  viewer: Viewer;
  view: BackupsView;
  /** Folder of the backups. */
  dir: string;
  hasStore: boolean;
  formKey: string;
}

export function BackupsPage({ viewer, view, dir, hasStore, formKey }: BackupsPageProps) {
  const t = backupText[viewer.locale];
  return (
    <Layout viewer={viewer} title={t.title} section="admin" width={view.key ? "normal" : "narrow"}>
      <PageHeader
        title={t.title}
        lead={t.lead}
        back={{ href: paths.admin(), label: adminText[viewer.locale].title }}
        actions={view.key && <Acts viewer={viewer} formKey={formKey} drills={view.backups.length > 0} />}
      />
      {view.running && <Notice tone="waiting">{t.running}</Notice>}
      {!view.key && <KeyForm viewer={viewer} replaces={false} />}
      {view.key && (
        <>
          <Panel heading={t.state} headingId="state" icon="shield">
            <State viewer={viewer} view={view} dir={dir} hasStore={hasStore} />
          </Panel>
          <Panel
            flush
            heading={t.list}
            headingId="list"
            icon="hard-drive"
            footer={<p class="hint">{t.listHint}</p>}
          >
            <BackupTable viewer={viewer} backups={view.backups} />
          </Panel>
          <KeyForm viewer={viewer} replaces />
        </>
      )}
    </Layout>
  );
}

function Acts({ viewer, formKey, drills }: { viewer: Viewer; formKey: string; drills: boolean }) {
  const t = backupText[viewer.locale];
  return (
    <div class="row">
      {drills && (
        <form method="post" action={paths.backupDrill()}>
          <CsrfField viewer={viewer} />
          <input type="hidden" name="form_key" value={formKey} />
          <Button icon="rotate-ccw">{t.drillNow}</Button>
        </form>
      )}
      <form method="post" action={paths.backups()}>
        <CsrfField viewer={viewer} />
        <input type="hidden" name="form_key" value={formKey} />
        <Button variant="primary" icon="hard-drive">{t.takeNow}</Button>
      </form>
    </div>
  );
}

function State(
  { viewer, view, dir, hasStore }: Pick<BackupsPageProps, "viewer" | "view" | "dir" | "hasStore">,
) {
  const t = backupText[viewer.locale];
  const { drill, key } = view;
  const last = view.backups.find(({ state }) => state === "ok");
  return (
    <DescriptionList
      facts={[
        { term: t.last, value: last ? <DateTimeText viewer={viewer} at={last.started_at} /> : t.never },
        {
          term: t.drill,
          value: drill
            ? (
              <>
                <DateTimeText viewer={viewer} at={drill.at} />{" "}
                <Chip
                  small
                  tone={drill.state === "ok" ? "ready" : "problem"}
                  label={drill.state === "ok" ? t.drillOk : t.drillFailed}
                />
                {drill.error !== "" && <p class="hint">{backupReason(viewer.locale, drill.error)}</p>}
              </>
            )
            : t.never,
        },
        {
          term: t.outside,
          value: hasStore ? <Outside viewer={viewer} last={last} /> : t.outsideNone,
          wide: true,
        },
        { term: t.folder, value: <code class="wrap-anywhere">{dir}</code>, wide: true },
        {
          term: t.key,
          value: key && (
            <>
              <code class="mono wrap-anywhere">{key.recipient}</code>
              <p class="hint">{t.keySince(key.created_by_name)}</p>
            </>
          ),
          wide: true,
        },
      ]}
    />
  );
}

function Outside({ viewer, last }: { viewer: Viewer; last: BackupRow | undefined }) {
  const t = backupText[viewer.locale];
  if (!last) return <>{t.never}</>;
  return (
    <>
      <Chip
        small
        tone={last.stored_at === null ? "problem" : "ready"}
        label={last.stored_at === null ? t.outsideWaiting : t.outsideOk}
      />
      {last.stored_at === null && last.store_error !== "" && (
        <p class="hint">{backupReason(viewer.locale, last.store_error)}</p>
      )}
    </>
  );
}

const TONE = { running: "active", ok: "ready", failed: "problem" } as const;

function BackupTable({ viewer, backups }: { viewer: Viewer; backups: readonly BackupRow[] }) {
  const t = backupText[viewer.locale];
  const label = { running: t.inProgress, ok: t.ok, failed: t.failed };
  const number = (value: number) => value.toLocaleString(viewer.locale);
  return (
    <DataTable
      viewer={viewer}
      caption={t.list}
      rows={backups}
      empty={<EmptyState icon="hard-drive" title={t.empty}>{t.emptyText}</EmptyState>}
      columns={[
        {
          label: t.when,
          cell: (one) => (
            <>
              <DateTimeText viewer={viewer} at={one.started_at} />
              {one.by_name !== "" && (
                <>
                  <br />
                  <small class="muted">{t.by(one.by_name)}</small>
                </>
              )}
            </>
          ),
        },
        {
          label: t.result,
          cell: (one) => (
            <>
              <Chip small tone={TONE[one.state]} label={label[one.state]} />
              {one.error !== "" && <p class="hint">{backupReason(viewer.locale, one.error)}</p>}
            </>
          ),
        },
        {
          label: t.contents,
          cell: (one) => one.state === "ok" ? t.rows(number(one.rows), number(one.files)) : null,
        },
        {
          label: t.size,
          numeric: true,
          cell: (one) => one.state === "ok" ? megabytes(viewer, one.bytes) : null,
        },
        { label: t.file, wideOnly: true, cell: (one) => <code class="mono">{one.name}</code> },
      ]}
    />
  );
}

function megabytes({ locale }: Viewer, bytes: number): string {
  return `${(bytes / 1e6).toLocaleString(locale, { maximumFractionDigits: 1, minimumFractionDigits: 1 })} MB`;
}
