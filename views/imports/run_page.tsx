import type { ImportField } from "../../src/imports/import.ts";
import type { ImportProblem, ImportRun } from "../../src/imports/queries.ts";
import { paths } from "../../src/paths.ts";
import { Button, LinkButton } from "../components/button.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { PageHeader, Panel, StatCard } from "../components/panel.tsx";
import { Notice } from "../components/status.tsx";
import { DataTable } from "../components/table.tsx";
import { fieldSentence } from "../errors/text.ts";
import { Layout } from "../layout.tsx";
import type { Viewer } from "../viewer.ts";
import { ImportChip } from "./list_page.tsx";
import { importText } from "./text.ts";

interface RunProps {
  viewer: Viewer;
  run: ImportRun;
  /** What the page was made from. */
  mark: string;
  problems: readonly ImportProblem[];
}

const SECONDS = 5;

/** An import at work, and what came of it; without scripts the page loads itself anew as long as it works. */
export function RunPage(props: RunProps) {
  const { viewer, run, mark } = props;
  const text = importText[viewer.locale];
  const title = text.titleOf(text.kinds[run.kind], run.file_name);
  const works = run.state === "checking" || run.state === "importing";
  const again = works && (
    <noscript>
      <meta http-equiv="refresh" content={String(SECONDS)} />
    </noscript>
  );
  return (
    <Layout viewer={viewer} title={title} section="admin" head={again}>
      <PageHeader title={title} back={{ href: paths.imports(), label: text.title }} />
      {works
        ? (
          <div hx-sse:connect={`${paths.importLive(run.id)}?v=${encodeURIComponent(mark)}`} hx-swap="none">
            <RunPart {...props} />
          </div>
        )
        : <RunPart {...props} />}
    </Layout>
  );
}

/** What the live page replaces. */
export function LiveRun(props: RunProps) {
  return (
    <hx-partial hx-target="#import-run" hx-swap="outerHTML">
      <RunPart {...props} />
    </hx-partial>
  );
}

export function RunPart(props: RunProps) {
  const { viewer, run } = props;
  return (
    <div id="import-run" class="stack">
      <Panel aria-label={importText[viewer.locale].columns.state}>
        <div class="stack">
          <div class="row">
            <ImportChip viewer={viewer} state={run.state} />
          </div>
          <State {...props} />
        </div>
      </Panel>
      {run.failed > 0 && <Problems {...props} />}
    </div>
  );
}

function State({ viewer, run }: RunProps) {
  const text = importText[viewer.locale];
  if (run.state === "checking" || run.state === "importing") return <Progress viewer={viewer} run={run} />;
  return (
    <>
      {run.state === "failed" && <Notice tone="problem">{text.unreadable}</Notice>}
      {run.state === "done" && <Notice tone="ready">{text.done}</Notice>}
      <Counts viewer={viewer} run={run} />
      {run.state === "checked" && <Confirm viewer={viewer} run={run} />}
    </>
  );
}

function Progress({ viewer, run }: Pick<RunProps, "viewer" | "run">) {
  const text = importText[viewer.locale];
  const counted = run.row_count > 0;
  const words = counted ? text.progress(run.done, run.row_count) : text.counting;
  return (
    <>
      <p>{run.state === "checking" ? text.checking : text.importing}</p>
      <progress
        class="progress"
        value={counted ? String(run.done) : undefined}
        max={counted ? String(run.row_count) : undefined}
        aria-label={words}
      />
      <div class="row apart">
        <p role="status">{words}</p>
        <LinkButton size="small" variant="quiet" icon="refresh-cw" href={paths.import(run.id)}>
          {text.refresh}
        </LinkButton>
      </div>
    </>
  );
}

function Counts({ viewer, run }: Pick<RunProps, "viewer" | "run">) {
  const text = importText[viewer.locale];
  return (
    <div class="stats">
      <StatCard label={text.made} value={String(run.made)} />
      <StatCard label={text.changed} value={String(run.changed)} />
      <StatCard label={text.same} value={String(run.same)} />
      <StatCard
        label={text.failed}
        value={String(run.failed)}
        tone={run.failed > 0 ? "problem" : undefined}
      />
    </div>
  );
}

function Confirm({ viewer, run }: Pick<RunProps, "viewer" | "run">) {
  const text = importText[viewer.locale];
  const rows = run.made + run.changed;
  return (
    <>
      {run.failed > 0 && <p class="muted">{text.skipped}</p>}
      {rows === 0 && <Notice tone="new">{text.nothingToDo}</Notice>}
      <div class="row end">
        <LinkButton icon="pencil" href={paths.importColumns(run.id)}>{text.back}</LinkButton>
        {rows > 0 && (
          <form method="post" action={paths.importStart(run.id)}>
            <CsrfField viewer={viewer} />
            <Button variant="primary" icon="upload">{text.start(rows)}</Button>
          </form>
        )}
      </div>
    </>
  );
}

function Problems({ viewer, run, problems }: RunProps) {
  const text = importText[viewer.locale];
  const heading = (field: string) => text.fields[field as ImportField] ?? field;
  return (
    <Panel
      flush
      heading={text.problems}
      headingId="problems"
      actions={
        <LinkButton size="small" variant="quiet" icon="download" href={paths.importErrors(run.id)} download>
          {text.download}
        </LinkButton>
      }
      footer={problems.length < run.failed ? text.moreProblems(problems.length) : undefined}
    >
      <DataTable
        viewer={viewer}
        caption={text.problemsCaption}
        rows={problems}
        dense
        columns={[
          { label: text.line, cell: (problem) => `${text.line} ${problem.line}`, width: "shrink" },
          { label: text.field, cell: (problem) => heading(problem.field), width: "shrink" },
          { label: text.problem, cell: (problem) => fieldSentence(problem, viewer.locale), width: "grow" },
        ]}
      />
    </Panel>
  );
}
