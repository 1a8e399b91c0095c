import { localDateTime } from "../../src/lib/dates.ts";
import { LOG_COMPONENTS, LOG_FILES, LOG_LEVELS } from "../../src/logs/component.ts";
import { type LogFilter, logQuery } from "../../src/logs/filter.ts";
import type { LogLine, LogPage } from "../../src/logs/queries.ts";
import { paths } from "../../src/paths.ts";
import { Button } from "../components/button.tsx";
import { DateInput, Select, TextInput } from "../components/inputs.tsx";
import { FilterBar, Pager } from "../components/list.tsx";
import { EmptyState, Panel } from "../components/panel.tsx";
import { Chip, Notice, type Tone } from "../components/status.tsx";
import { DataTable } from "../components/table.tsx";
import { Layout } from "../layout.tsx";
import type { Viewer } from "../viewer.ts";
import { LogHead } from "./tabs.tsx";
import { levelName, logText } from "./text.ts";

export interface LogsPageProps extends LogPage {
  viewer: Viewer;
  filter: LogFilter;
  people: readonly { id: string; name: string }[];
  /** How far the file went when the page was made. */
  mark: string;
}

export function LogsPage(props: LogsPageProps) {
  const { viewer, filter, mark } = props;
  const t = logText[viewer.locale];
  const query = new URLSearchParams(logQuery(filter));
  query.set("v", mark);
  return (
    <Layout viewer={viewer} title={t.title} section="admin" width="wide">
      <LogHead viewer={viewer} current="lines" />
      <Filters {...props} />
      {filter.before
        ? <Lines {...props} />
        : (
          <div class="stack" hx-sse:connect={paths.logsLive(`?${query}`)} hx-swap="none">
            <Lines {...props} />
          </div>
        )}
    </Layout>
  );
}

/** What the live page replaces. */
export function LiveLines(props: LogsPageProps) {
  return (
    <hx-partial hx-target="#log-lines" hx-swap="outerMorph">
      <Lines {...props} />
    </hx-partial>
  );
}

function Filters({ viewer, filter, people }: LogsPageProps) {
  const t = logText[viewer.locale];
  return (
    <FilterBar action={paths.logs()} label={t.filters}>
      <Select
        viewer={viewer}
        name="archivo"
        label={t.file}
        value={filter.file}
        options={LOG_FILES.map((value) => ({ value, label: t.files[value] }))}
      />
      <Select
        viewer={viewer}
        name="nivel"
        label={t.level}
        value={filter.level ?? ""}
        empty={t.anyLevel}
        options={LOG_LEVELS.map((value) => ({ value, label: levelName(viewer.locale, value) }))}
      />
      <Select
        viewer={viewer}
        name="parte"
        label={t.component}
        value={filter.component ?? ""}
        empty={t.anyComponent}
        options={LOG_COMPONENTS.map((value) => ({ value, label: t.components[value] }))}
      />
      <TextInput
        viewer={viewer}
        name="pedido"
        label={t.request}
        placeholder={t.requestHint}
        value={filter.request}
        maxlength={64}
        code
      />
      <Select
        viewer={viewer}
        name="usuario"
        label={t.user}
        value={filter.user ?? ""}
        empty={t.anybody}
        options={people.map(({ id, name }) => ({ value: id, label: name }))}
      />
      <TextInput
        viewer={viewer}
        name="texto"
        label={t.text}
        value={filter.text}
        type="search"
        maxlength={100}
      />
      <DateInput viewer={viewer} name="desde" label={t.from} value={filter.from ?? ""} time />
      <DateInput viewer={viewer} name="hasta" label={t.to} value={filter.to ?? ""} time />
      <Button icon="filter">{t.filter}</Button>
    </FilterBar>
  );
}

function Lines({ viewer, filter, people, lines, next, cutShort }: LogsPageProps) {
  const t = logText[viewer.locale];
  const names = new Map(people.map(({ id, name }) => [id, name]));
  return (
    <div id="log-lines" class="stack">
      <Panel
        flush={lines.length > 0}
        aria-label={t.caption}
        footer={filter.before === null && <p class="hint script-only">{t.live}</p>}
      >
        <DataTable
          viewer={viewer}
          caption={t.caption}
          rows={lines}
          dense
          empty={<EmptyState icon="file-text" title={t.empty}>{t.emptyText}</EmptyState>}
          columns={[
            { label: t.when, width: "shrink", cell: (line) => <When viewer={viewer} line={line} /> },
            {
              label: t.what,
              line: true,
              cell: (line) => <What viewer={viewer} line={line} />,
            },
            {
              label: t.who,
              width: "shrink",
              cell: (line) => <Who viewer={viewer} line={line} name={names.get(line.user)} />,
            },
          ]}
        />
      </Panel>
      {cutShort && next && <Notice tone="waiting">{t.cutShort(next.day)}</Notice>}
      <Pager
        viewer={viewer}
        newer={filter.before ? paths.logs(logQuery({ ...filter, before: null })) : null}
        older={next && paths.logs(logQuery({ ...filter, before: next }))}
        words={{ newer: t.newest, older: t.older }}
      />
    </div>
  );
}

const TONE: Record<string, Tone> = {
  debug: "closed",
  info: "active",
  warning: "waiting",
  error: "problem",
  fatal: "problem",
};

function When({ viewer, line }: { viewer: Viewer; line: LogLine }) {
  const iso = new Date(line.time).toISOString();
  const [day, time] = localDateTime(line.time, viewer.timeZone).split("T");
  return (
    <span class="log-when">
      <time datetime={iso} class="mono">{`${day} ${time}${iso.slice(16, 23)}`}</time>
      <Chip small tone={TONE[line.level] ?? "closed"} label={levelName(viewer.locale, line.level)} />
    </span>
  );
}

function What({ viewer, line }: { viewer: Viewer; line: LogLine }) {
  const { stack, ...facts } = line.facts;
  const told = Object.entries(facts);
  return (
    <>
      <small class="muted">{logText[viewer.locale].components[line.component] ?? line.component}</small>
      <br />
      <strong class="wrap-anywhere">{line.message}</strong>
      {told.length > 0 && (
        <p class="log-facts mono wrap-anywhere">
          {told.map(([name, value]) => (
            <span>
              <span class="muted">{name}=</span>
              {typeof value === "string" ? value : JSON.stringify(value)}
              {" "}
            </span>
          ))}
        </p>
      )}
      {typeof stack === "string" && (
        <details>
          <summary>{logText[viewer.locale].details}</summary>
          <pre class="code-block">{stack}</pre>
        </details>
      )}
    </>
  );
}

function Who({ viewer, line, name }: { viewer: Viewer; line: LogLine; name: string | undefined }) {
  const t = logText[viewer.locale];
  return (
    <>
      {line.requestId !== "" && (
        <a
          class="mono"
          href={paths.logs(`?pedido=${encodeURIComponent(line.requestId)}`)}
          title={t.onlyThis}
        >
          {line.requestId.slice(-12)}
        </a>
      )}
      {line.user !== "" && (
        <>
          <br />
          <small class="muted">{name ?? line.user.slice(-12)}</small>
        </>
      )}
    </>
  );
}
