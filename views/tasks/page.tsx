import type { Branch } from "../../src/admin/shop.ts";
import type { FieldErrors } from "../../src/lib/app_error.ts";
import { formatDateTime } from "../../src/lib/dates.ts";
import type { Typed } from "../../src/lib/form.ts";
import { paths } from "../../src/paths.ts";
import type { RunView, TaskView } from "../../src/tasks/queries.ts";
import { Button } from "../components/button.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { Pager, Tabs } from "../components/list.tsx";
import { EmptyState, PageHeader, Panel } from "../components/panel.tsx";
import { DataTable } from "../components/table.tsx";
import { DateTimeText } from "../components/time.tsx";
import { Layout } from "../layout.tsx";
import type { Viewer } from "../viewer.ts";
import { SchedulePanel } from "./schedule.tsx";
import { RunChip, runWords } from "./state.tsx";
import { taskText } from "./text.ts";

export interface TaskPageProps {
  viewer: Viewer;
  task: TaskView;
  branches: readonly Pick<Branch, "id" | "name">[];
  history: { runs: RunView[]; before: string | null };
  /** Only the runs that failed are shown. */
  failed: boolean;
  typed: Typed;
  errors: FieldErrors;
  /** Somebody saved other times while `typed` was being written. */
  conflict?: boolean;
  /** What the expression that was typed means, where it is not the one in use. */
  tried: { meaning: string; upcoming: number[]; timeZone: string } | null;
  formKey: string;
}

/** The form's fields as they are saved. */
export function typedPlan({ pattern, enabled, version }: TaskView): Typed {
  return { pattern, enabled: enabled ? "1" : "", version: String(version) };
}

export function TaskPage(props: TaskPageProps) {
  const { viewer, task, formKey } = props;
  const t = taskText[viewer.locale];
  const { name, what } = t.tasks[task.kind];
  return (
    <Layout viewer={viewer} title={name} section="admin">
      <PageHeader
        title={name}
        lead={what}
        back={{ href: paths.tasks(), label: t.title }}
        actions={
          <form method="post" action={paths.taskRun(task.kind)}>
            <CsrfField viewer={viewer} />
            <input type="hidden" name="form_key" value={formKey} />
            <Button icon="refresh-cw">{t.run}</Button>
          </form>
        }
      />
      <div class="split facts-first">
        <History {...props} />
        <SchedulePanel {...props} />
      </div>
    </Layout>
  );
}

function History({ viewer, task, branches, history, failed }: TaskPageProps) {
  const t = taskText[viewer.locale];
  const here = (query = "") => paths.task(task.kind, query);
  const several = task.perBranch && branches.length > 1;
  return (
    <div class="stack">
      <Tabs
        label={t.filter}
        tabs={[
          { href: here(), label: t.all, current: !failed },
          { href: here("?ver=fallidas"), label: t.failed, current: failed },
        ]}
      />
      <Panel flush heading={t.history} headingId="history" icon="history">
        <DataTable
          viewer={viewer}
          caption={t.history}
          rows={history.runs}
          empty={
            <EmptyState icon="history" title={failed ? t.noFailures : t.noRuns}>
              {failed ? null : t.noRunsText}
            </EmptyState>
          }
          columns={[
            { label: t.due, cell: (run) => <DateTimeText viewer={viewer} at={run.dueAt ?? run.queuedAt} /> },
            {
              label: t.result,
              beside: true,
              cell: ({ state }) => <RunChip viewer={viewer} state={state} />,
            },
            { label: "", width: "grow", line: true, cell: (run) => runWords(viewer, run) },
            ...several
              ? [{
                label: t.where,
                cell: (run: RunView) => branches.find(({ id }) => id === run.branchId)?.name,
              }]
              : [],
            { label: t.who, cell: (run) => run.byName === "" ? t.byClock : t.byHand(run.byName) },
            { label: t.took, numeric: true, cell: (run) => took(viewer, run) },
          ]}
        />
      </Panel>
      <Pager
        viewer={viewer}
        older={history.before === null
          ? null
          : here(`?${failed ? "ver=fallidas&" : ""}antes=${history.before}`)}
      />
    </div>
  );
}

function took(viewer: Viewer, { startedAt, finishedAt, attempts }: RunView) {
  const t = taskText[viewer.locale];
  if (startedAt === null || finishedAt === null) return null;
  const words = t.ms(finishedAt - startedAt);
  return attempts > 1
    ? <span title={formatDateTime(startedAt, viewer)}>{words}, {t.tries(attempts)}</span>
    : words;
}
