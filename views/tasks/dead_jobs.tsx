import type { DeadJob } from "../../src/jobs/dead_queries.ts";
import { paths } from "../../src/paths.ts";
import { Button } from "../components/button.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { Pager } from "../components/list.tsx";
import { ConfirmForm } from "../components/menu.tsx";
import { EmptyState, PageHeader, Panel } from "../components/panel.tsx";
import { DataTable } from "../components/table.tsx";
import { TimeAgo } from "../components/time.tsx";
import { Layout } from "../layout.tsx";
import type { Viewer } from "../viewer.ts";
import { taskText } from "./text.ts";

/** Jobs that were tried to the end without success: the way back for each, or out. */
export function DeadJobsPage(
  { viewer, page }: { viewer: Viewer; page: { jobs: DeadJob[]; before: string | null } },
) {
  const t = taskText[viewer.locale];
  return (
    <Layout viewer={viewer} title={t.jobs} section="admin">
      <PageHeader title={t.jobs} lead={t.jobsLead} back={{ href: paths.tasks(), label: t.title }} />
      <Panel flush aria-label={t.jobs}>
        <DataTable
          viewer={viewer}
          caption={t.jobs}
          rows={page.jobs}
          empty={<EmptyState icon="check" title={t.noJobs}>{t.noJobsText}</EmptyState>}
          columns={[
            { label: t.job, cell: ({ kind }) => t.kinds[kind] },
            { label: t.error, width: "grow", line: true, cell: ({ errors }) => errors.at(-1)?.error ?? "" },
            { label: t.attempts, numeric: true, cell: ({ attempts }) => attempts },
            { label: t.since, cell: ({ finishedAt }) => <TimeAgo viewer={viewer} at={finishedAt} /> },
            { label: "", actions: true, cell: (job) => <Acts viewer={viewer} job={job} /> },
          ]}
        />
      </Panel>
      <Pager viewer={viewer} older={page.before === null ? null : paths.deadJobs(`?antes=${page.before}`)} />
    </Layout>
  );
}

/** A file whose reading was given up has to be imported anew. */
function Acts({ viewer, job }: { viewer: Viewer; job: DeadJob }) {
  const t = taskText[viewer.locale];
  return (
    <div class="row">
      {job.kind !== "import_rows" && (
        <form method="post" action={paths.deadJobRetry(job.id)}>
          <CsrfField viewer={viewer} />
          <Button size="small" icon="rotate-ccw">{t.retry}</Button>
        </form>
      )}
      <ConfirmForm
        viewer={viewer}
        action={paths.deadJobDiscard(job.id)}
        question={t.discardQuestion}
        label={t.discard}
        icon="trash-2"
        variant="quiet"
      />
    </div>
  );
}
