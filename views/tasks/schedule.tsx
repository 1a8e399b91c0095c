import { formatDateTime } from "../../src/lib/dates.ts";
import { typedText } from "../../src/lib/form.ts";
import { paths } from "../../src/paths.ts";
import { Button } from "../components/button.tsx";
import { Switch } from "../components/choices.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { ErrorSummary } from "../components/field.tsx";
import { TextInput } from "../components/inputs.tsx";
import { Panel } from "../components/panel.tsx";
import { Notice } from "../components/status.tsx";
import { fieldsOf, listedErrors } from "../errors/fields.ts";
import type { Viewer } from "../viewer.ts";
import type { TaskPageProps } from "./page.tsx";
import { taskText } from "./text.ts";

/** When the task runs: what that means, its next turns by the clock of each place, and the form that changes it. */
export function SchedulePanel(props: TaskPageProps) {
  const { viewer, task, typed, errors, conflict, tried } = props;
  const t = taskText[viewer.locale];
  const field = fieldsOf({ viewer, typed, errors });
  return (
    <div class="stack">
      <Panel heading={t.schedule} headingId="schedule" icon="clock">
        {conflict && <Notice tone="waiting" title={t.conflict} />}
        <p>
          <strong>{task.enabled ? task.meaning : t.off}</strong>
        </p>
        {task.perBranch && <p class="muted">{t.perBranch}</p>}
        <Upcoming {...props} />
        {task.changedBy !== "" && <p class="muted">{t.changedBy(task.changedBy)}</p>}
      </Panel>
      <form method="post" action={paths.taskPlan(task.kind)} data-guard="">
        <Panel
          aria-label={t.save}
          footer={
            <div class="row end">
              <Button name="act" value="preview" icon="eye">{t.preview}</Button>
              <Button variant="primary" icon="save" name="act" value="save">{t.save}</Button>
            </div>
          }
        >
          <CsrfField viewer={viewer} />
          <input type="hidden" name="version" value={typedText(typed, "version")} />
          <ErrorSummary viewer={viewer} errors={listedErrors(viewer, errors)} />
          <TextInput
            {...field("pattern")}
            label={t.pattern}
            hint={t.patternHint}
            required
            code
            maxlength={80}
            autocomplete="off"
          />
          {tried && (
            <Notice tone="active" title={`${t.means}: ${tried.meaning}`}>
              <Times viewer={viewer} timeZone={tried.timeZone} times={tried.upcoming} />
            </Notice>
          )}
          <Switch
            {...field("enabled")}
            value="1"
            label={t.enabled}
            hint={t.enabledHint}
            checked={typedText(typed, "enabled") === "1"}
          />
        </Panel>
      </form>
      {(task.pattern !== task.usualPattern || !task.enabled) && (
        <form method="post" action={paths.taskRestore(task.kind)} class="row apart">
          <CsrfField viewer={viewer} />
          <input type="hidden" name="version" value={String(task.version)} />
          <span class="muted mono">{t.usual(task.usualPattern)}</span>
          <Button icon="rotate-ccw">{t.restore}</Button>
        </form>
      )}
    </div>
  );
}

function Upcoming({ viewer, task, branches }: TaskPageProps) {
  const t = taskText[viewer.locale];
  if (!task.enabled) return null;
  return (
    <>
      <h3>{t.upcoming}</h3>
      {task.places.map(({ branchId, timeZone, upcoming }) => {
        const branch = branches.find(({ id }) => id === branchId)?.name ?? t.whole;
        return (
          <>
            <p class="muted">{t.inBranch(branch, timeZone)}</p>
            <Times viewer={viewer} timeZone={timeZone} times={upcoming} />
          </>
        );
      })}
    </>
  );
}

function Times({ viewer, timeZone, times }: { viewer: Viewer; timeZone: string; times: readonly number[] }) {
  return (
    <ul class="stack tight">
      {times.map((at) => (
        <li>
          <time datetime={new Date(at).toISOString()}>
            {formatDateTime(at, { locale: viewer.locale, timeZone })}
          </time>
        </li>
      ))}
    </ul>
  );
}
