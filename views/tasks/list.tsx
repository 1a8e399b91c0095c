import type { Branch } from "../../src/admin/shop.ts";
import { paths } from "../../src/paths.ts";
import type { PlaceView, TaskView } from "../../src/tasks/queries.ts";
import { TASK_GROUPS } from "../../src/tasks/task.ts";
import { text as adminText } from "../admin/text.ts";
import { LinkButton } from "../components/button.tsx";
import { PageHeader, Panel } from "../components/panel.tsx";
import { DataTable } from "../components/table.tsx";
import { TimeAgo } from "../components/time.tsx";
import { Layout } from "../layout.tsx";
import { clock } from "../printing/words.ts";
import type { Viewer } from "../viewer.ts";
import { isTroubled, PlaceChip, runWords } from "./state.tsx";
import { taskText } from "./text.ts";

interface TasksProps {
  viewer: Viewer;
  tasks: readonly TaskView[];
  /** Jobs that were given up. */
  dead: number;
  branches: readonly Pick<Branch, "id" | "name">[];
}

interface Row {
  task: TaskView;
  place: PlaceView;
}

/** What the shop does by the clock: what is wrong first, then everything by what it is for. */
export function TasksPage({ viewer, tasks, dead, branches }: TasksProps) {
  const t = taskText[viewer.locale];
  const rows = tasks.flatMap((task) => task.places.map((place) => ({ task, place })));
  const troubles = rows.filter(({ place }) => isTroubled(place));
  const table = (shown: readonly Row[], caption: string) => (
    <TaskTable viewer={viewer} rows={shown} caption={caption} branches={branches} />
  );
  return (
    <Layout viewer={viewer} title={t.title} section="admin">
      <PageHeader
        title={t.title}
        lead={t.lead}
        back={{ href: paths.admin(), label: adminText[viewer.locale].title }}
        actions={<LinkButton href={paths.deadJobs()} icon="triangle-alert">{t.queue(dead)}</LinkButton>}
      />
      {troubles.length > 0 && (
        <Panel flush heading={t.troubles} headingId="troubles" icon="triangle-alert">
          {table(troubles, t.troubles)}
        </Panel>
      )}
      {TASK_GROUPS.map((group) => (
        <Panel flush heading={t.groups[group]} headingId={`group-${group}`}>
          {table(rows.filter(({ task }) => task.group === group), t.groups[group])}
        </Panel>
      ))}
    </Layout>
  );
}

function TaskTable(
  { viewer, rows, caption, branches }: Pick<TasksProps, "viewer" | "branches"> & {
    rows: readonly Row[];
    caption: string;
  },
) {
  const t = taskText[viewer.locale];
  return (
    <DataTable
      viewer={viewer}
      caption={caption}
      rows={rows}
      href={({ task }) => paths.task(task.kind)}
      columns={[
        {
          label: t.task,
          width: "grow",
          cell: (row) => <TaskCell viewer={viewer} row={row} branches={branches} />,
        },
        {
          label: t.result,
          beside: true,
          cell: ({ task, place }) => <PlaceChip viewer={viewer} task={task} place={place} />,
        },
        { label: t.last, cell: ({ place }) => <LastRun viewer={viewer} place={place} /> },
        { label: t.times, wideOnly: true, cell: ({ task }) => task.enabled ? task.meaning : t.off },
        { label: t.next, cell: ({ place }) => <NextRun viewer={viewer} place={place} /> },
      ]}
    />
  );
}

function TaskCell({ viewer, row, branches }: { viewer: Viewer; row: Row; branches: TasksProps["branches"] }) {
  const { name, what } = taskText[viewer.locale].tasks[row.task.kind];
  const branch = row.task.perBranch && branches.length > 1
    ? branches.find(({ id }) => id === row.place.branchId)?.name
    : undefined;
  return (
    <>
      {branch ? `${name}: ${branch}` : name}
      <span class="wide-screen">
        <br />
        <small class="muted">{what}</small>
      </span>
    </>
  );
}

function LastRun({ viewer, place: { last, failures } }: { viewer: Viewer; place: PlaceView }) {
  const t = taskText[viewer.locale];
  if (!last) return <span class="muted">{t.never}</span>;
  return (
    <>
      <TimeAgo viewer={viewer} at={last.finishedAt ?? last.queuedAt} />
      <br />
      <small class="muted">{failures > 1 ? t.failuresInARow(failures) : runWords(viewer, last)}</small>
    </>
  );
}

/** By the clock of the place. */
function NextRun({ viewer, place: { upcoming: [next], timeZone } }: { viewer: Viewer; place: PlaceView }) {
  if (next === undefined) return null;
  return <time datetime={new Date(next).toISOString()}>{clock({ ...viewer, timeZone }, next)}</time>;
}
