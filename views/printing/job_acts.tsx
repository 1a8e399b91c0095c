import type { PrintJobView } from "../../src/printing/job_views.ts";
import { cancelWay, isFinal, moveWay } from "../../src/printing/print_job.ts";
import { fits } from "../../src/printing/stock.ts";
import type { Target } from "../../src/printing/targets.ts";
import { Button } from "../components/button.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { Select } from "../components/inputs.tsx";
import type { Viewer } from "../viewer.ts";
import { queueText } from "./queue_text.ts";
import { printingText } from "./text.ts";

/** Where the buttons of a label post to: the order's page and the queue have addresses of their own. */
export interface JobAddresses {
  reprint: string;
  cancel: string;
  result: string;
  retry: string;
  dismissal: string;
  /** Null where labels do not change printers. */
  move: string | null;
}

export interface JobActsProps {
  viewer: Viewer;
  job: PrintJobView;
  to: JobAddresses;
  /** Living printers of the branch: where it may go instead. */
  targets?: readonly Target[];
  /** Makes a second click the same click. */
  formKey: string;
  /** Answers replace the part around it instead of the page. */
  inPlace?: boolean;
}

/** What staff can do about a label in the state that it is in. */
export function JobActs({ viewer, job, to, targets = [], formKey, inPlace = false }: JobActsProps) {
  const { acts } = printingText[viewer.locale];
  if (!viewer.can("labels.print")) return null;
  const form = { viewer, formKey: `${formKey}:${job.id}`, inPlace };
  if (job.state === "unknown" && !job.reprintAsked) {
    return (
      <ActForm {...form} action={to.result}>
        <p class={inPlace ? "field-label" : "visually-hidden"}>{acts.question}</p>
        <div class="row">
          <Button size="small" variant="primary" icon="check" name="saw" value="printed">{acts.yes}</Button>
          <Button size="small" icon="printer" name="saw" value="again">{acts.again}</Button>
          <Button size="small" variant="quiet" name="saw" value="forget">{acts.forget}</Button>
        </div>
      </ActForm>
    );
  }
  const failed = job.state === "failed" || job.state === "expired";
  return (
    <div class="row">
      {isFinal(job.state) && (
        <ActForm {...form} action={to.reprint}>
          <Button size="small" icon="printer">{acts.reprint}</Button>
        </ActForm>
      )}
      {failed && !job.settled && (
        <ActForm {...form} action={to.dismissal}>
          <Button size="small" variant="quiet" icon="x">{acts.dismiss}</Button>
        </ActForm>
      )}
      {heldUp(job) && (
        <ActForm {...form} action={to.retry}>
          <Button size="small" icon="refresh-cw">{queueText[viewer.locale].jobs.retry}</Button>
        </ActForm>
      )}
      {to.move && mayGo(job) && (
        <MoveForm
          {...form}
          id={`move-${job.id}`}
          action={to.move}
          targets={targets.filter((one) => one.id !== job.printer.id && fits(job.printer, one))}
        />
      )}
      {!isFinal(job.state) && !job.cancelRequested && cancelWay(job) !== "no" && (
        <ActForm {...form} action={to.cancel}>
          <Button size="small" variant="quiet" icon="x">{acts.cancel}</Button>
        </ActForm>
      )}
    </div>
  );
}

/** It waits, and not just for its turn: its printer or the daemon cannot print now. */
function heldUp(job: PrintJobView): boolean {
  const waits = !isFinal(job.state) && job.state !== "unknown" && job.state !== "sending";
  return waits && !job.cancelRequested && job.moveAsked === null &&
    (!job.printer.ok || job.printer.agent !== "connected");
}

/** Waiting ones move; failed and expired ones are printed anew over there. */
function mayGo(job: PrintJobView): boolean {
  if (job.cancelRequested || job.moveAsked !== null) return false;
  return moveWay(job) !== "no" || ((job.state === "failed" || job.state === "expired") && !job.settled);
}

function MoveForm({ id, targets, ...form }: ActFormProps & { id: string; targets: readonly Target[] }) {
  const text = queueText[form.viewer.locale].jobs;
  if (targets.length === 0) return null;
  return (
    <ActForm {...form}>
      <div class="row">
        <Select
          viewer={form.viewer}
          id={id}
          name="printer_id"
          label={text.moveTo}
          hideLabel
          options={targets.map((target) => ({ value: target.id, label: target.name }))}
        />
        <Button size="small" icon="arrow-right">{text.move}</Button>
      </div>
    </ActForm>
  );
}

interface ActFormProps {
  viewer: Viewer;
  action: string;
  formKey: string;
  inPlace: boolean;
  children?: unknown;
}

function ActForm({ viewer, action, formKey, inPlace, children }: ActFormProps) {
  return (
    <form class="stack tight" method="post" action={action} hx-post={inPlace ? action : undefined}>
      <CsrfField viewer={viewer} />
      <input type="hidden" name="form_key" value={formKey} />
      {children}
    </form>
  );
}
