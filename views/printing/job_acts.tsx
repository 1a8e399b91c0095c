import type { PrintJobView } from "../../src/printing/queries.ts";
import { cancelWay, isFinal } from "../../src/printing/print_job.ts";
import { Button } from "../components/button.tsx";
import { CsrfField } from "../components/csrf.tsx";
import type { Viewer } from "../viewer.ts";
import { printingText } from "./text.ts";

/** Where the buttons of a label post to: the order's page and the queue have addresses of their own. */
export interface JobAddresses {
  reprint: string;
  cancel: string;
  result: string;
  /** Null where a failed label cannot be put aside. */
  dismissal: string | null;
}

export interface JobActsProps {
  viewer: Viewer;
  job: PrintJobView;
  to: JobAddresses;
  /** Makes a second click the same click. */
  formKey: string;
  /** Answers replace the part around it instead of the page. */
  inPlace?: boolean;
}

/** What staff can do about a label in the state that it is in. */
export function JobActs({ viewer, job, to, formKey, inPlace = false }: JobActsProps) {
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
      {failed && !job.settled && to.dismissal && (
        <ActForm {...form} action={to.dismissal}>
          <Button size="small" variant="quiet" icon="x">{acts.dismiss}</Button>
        </ActForm>
      )}
      {!isFinal(job.state) && !job.cancelRequested && cancelWay(job) !== "no" && (
        <ActForm {...form} action={to.cancel}>
          <Button size="small" variant="quiet" icon="x">{acts.cancel}</Button>
        </ActForm>
      )}
    </div>
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
    <form method="post" action={action} hx-post={inPlace ? action : undefined}>
      <CsrfField viewer={viewer} />
      <input type="hidden" name="form_key" value={formKey} />
      {children}
    </form>
  );
}
