import type { FieldErrors } from "../../src/lib/app_error.ts";
import { type Typed, typedText } from "../../src/lib/form.ts";
import {
  LEVEL_MINUTES,
  type LevelChanges,
  LOG_COMPONENTS,
  LOG_LEVELS,
  type LogLevelName,
} from "../../src/logs/component.ts";
import type { DayFile } from "../../src/logs/files.ts";
import { paths } from "../../src/paths.ts";
import { Button, LinkButton } from "../components/button.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { Select } from "../components/inputs.tsx";
import { EmptyState, Panel } from "../components/panel.tsx";
import { Chip } from "../components/status.tsx";
import { DataTable } from "../components/table.tsx";
import { DateTimeText } from "../components/time.tsx";
import { errorOf } from "../errors/fields.ts";
import { Layout } from "../layout.tsx";
import type { Viewer } from "../viewer.ts";
import { LogHead } from "./tabs.tsx";
import { levelName, logText } from "./text.ts";

export interface LogFilesProps {
  viewer: Viewer;
  days: readonly (DayFile & { bytes: number | null })[];
  changes: LevelChanges;
  usual: LogLevelName;
  keptDays: number;
  typed?: Typed;
  errors?: FieldErrors;
}

export function LogFilesPage(props: LogFilesProps) {
  const { viewer } = props;
  const t = logText[viewer.locale];
  return (
    <Layout viewer={viewer} title={t.title} section="admin">
      <LogHead viewer={viewer} current="files" />
      <Panel heading={t.levelsTitle} headingId="levels" icon="list">
        <div class="stack">
          <p class="hint">{t.levelsHint(levelName(viewer.locale, props.usual))}</p>
          <Levels {...props} />
          <ChangeForm {...props} />
        </div>
      </Panel>
      <Panel
        flush
        heading={t.filesTitle}
        headingId="files"
        icon="file-text"
        footer={<p class="hint">{t.filesHint(props.keptDays)}</p>}
      >
        <Days {...props} />
      </Panel>
    </Layout>
  );
}

function Levels({ viewer, changes, usual }: LogFilesProps) {
  const t = logText[viewer.locale];
  return (
    <DataTable
      viewer={viewer}
      caption={t.levelsTitle}
      rows={LOG_COMPONENTS}
      dense
      columns={[
        { label: t.component, cell: (component) => t.components[component] },
        {
          label: t.levelNow,
          beside: true,
          cell: (component) => {
            const change = running(viewer, changes[component]);
            return change
              ? <Chip small tone="waiting" label={levelName(viewer.locale, change.level)} />
              : <span class="muted">{levelName(viewer.locale, usual)}</span>;
          },
        },
        {
          label: t.until,
          cell: (component) => {
            const change = running(viewer, changes[component]);
            return change ? <DateTimeText viewer={viewer} at={change.until} /> : null;
          },
        },
      ]}
    />
  );
}

function running<C extends { until: number }>(viewer: Viewer, change: C | undefined): C | null {
  return change && change.until > viewer.now ? change : null;
}

function ChangeForm({ viewer, typed, errors = {} }: LogFilesProps) {
  const t = logText[viewer.locale];
  const field = (name: string, usual = "") => ({
    viewer,
    name,
    value: typed === undefined ? usual : typedText(typed, name),
    error: errorOf(viewer, errors, name),
  });
  return (
    <form method="post" action={paths.logLevel()} class="stack" aria-label={t.changeTitle}>
      <CsrfField viewer={viewer} />
      <div class="columns three">
        <Select
          {...field("component")}
          label={t.component}
          required
          options={LOG_COMPONENTS.map((value) => ({ value, label: t.components[value] }))}
        />
        <Select
          {...field("level", "debug")}
          label={t.newLevel}
          empty={t.backToUsual}
          options={LOG_LEVELS.map((value) => ({ value, label: levelName(viewer.locale, value) }))}
        />
        <Select
          {...field("minutes", "60")}
          label={t.forHowLong}
          required
          options={LEVEL_MINUTES.map((value) => ({ value: String(value), label: t.minutes[value] ?? "" }))}
        />
      </div>
      <div class="row end">
        <Button icon="check">{t.change}</Button>
      </div>
    </form>
  );
}

function Days({ viewer, days }: LogFilesProps) {
  const t = logText[viewer.locale];
  return (
    <DataTable
      viewer={viewer}
      caption={t.filesTitle}
      rows={days}
      dense
      empty={<EmptyState icon="file-text" title={t.noFiles}>{t.noFilesText}</EmptyState>}
      columns={[
        { label: t.day, cell: ({ day }) => <span class="mono">{day}</span> },
        { label: t.file, cell: ({ file }) => t.files[file] },
        {
          label: t.size,
          numeric: true,
          cell: ({ bytes, compressed }) => (
            <>
              {bytes === null ? "" : kilobytes(viewer, bytes)}
              {compressed && <small class="muted">{` ${t.compressed}`}</small>}
            </>
          ),
        },
        {
          label: t.download,
          actions: true,
          cell: ({ file, day }) => (
            <LinkButton
              size="small"
              icon="download"
              href={paths.logFile(file, day)}
              download=""
              aria-label={t.downloadOf(`${file}-${day}`)}
            >
              {t.download}
            </LinkButton>
          ),
        },
      ]}
    />
  );
}

function kilobytes({ locale }: Viewer, bytes: number): string {
  return `${(bytes / 1024).toLocaleString(locale, { maximumFractionDigits: 1 })} KB`;
}
