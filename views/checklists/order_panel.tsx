import {
  CHECKLIST_PHASES,
  type ChecklistPhase,
  type CheckRun,
  mayCheck,
  openRun,
  PHASE_SLUG,
  tally,
} from "../../src/checklists/checklist.ts";
import type { OrderDetail } from "../../src/orders/queries.ts";
import { STATUS_GROUP } from "../../src/orders/status.ts";
import { paths } from "../../src/paths.ts";
import { Button, LinkButton } from "../components/button.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { Panel } from "../components/panel.tsx";
import { Chip, type Tone } from "../components/status.tsx";
import type { Viewer } from "../viewer.ts";
import { checklistText } from "./text.ts";

interface ChecksProps {
  viewer: Viewer;
  detail: OrderDetail;
}

/** How the device's checks stand; empty where it has none, or none is due. */
export function ChecksPanel({ viewer, detail }: ChecksProps) {
  const { checks } = detail;
  const phases = CHECKLIST_PHASES.filter((phase) =>
    (checks.listed[phase] && mayCheck(phase, detail.order)) ||
    checks.runs.some((run) => run.phase === phase)
  );
  return (
    <div id="order-checks">
      {phases.length > 0 && (
        <Panel
          heading={checklistText[viewer.locale].heading}
          headingId="checks-heading"
          icon="clipboard-list"
        >
          {phases.map((phase) => <PhaseLine viewer={viewer} detail={detail} phase={phase} />)}
        </Panel>
      )}
    </div>
  );
}

function PhaseLine({ viewer, detail, phase }: ChecksProps & { phase: ChecklistPhase }) {
  const text = checklistText[viewer.locale];
  const { runs } = detail.checks;
  const open = openRun(runs, phase);
  const run = open ?? runs.findLast((one) => one.phase === phase);
  const back = open || detail.order.status !== "repairing"
    ? undefined
    : runs.findLast((one) => one.phase === phase);
  const shown = phase === "exit" && back ? undefined : run;
  const state = stateOf(viewer, shown);
  return (
    <div class="stack tight">
      <div class="row apart">
        <span class="row">
          <strong>{text.phases[phase]}</strong>
          <Chip small tone={state.tone} label={state.label} />
        </span>
        <Act viewer={viewer} detail={detail} phase={phase} run={open} />
      </div>
      <Failed viewer={viewer} run={shown} />
      {back && tally(back.items).fail > 0 && (
        <>
          <p class="muted">{text.failedLast}</p>
          <Failed viewer={viewer} run={back} />
        </>
      )}
    </div>
  );
}

function Failed({ viewer, run }: { viewer: Viewer; run: CheckRun | undefined }) {
  const items = run?.items.filter((item) => item.result === "fail" || item.result === "untestable") ?? [];
  if (items.length === 0) return null;
  const { results } = checklistText[viewer.locale];
  return (
    <ul class="check-faults">
      {items.map(({ text, result, note }) => (
        <li>
          <strong>{text}</strong>
          {`: ${note || (result ? results[result].toLowerCase() : "")}`}
        </li>
      ))}
    </ul>
  );
}

function Act({ viewer, detail, phase, run }: ChecksProps & { phase: ChecklistPhase; run?: CheckRun }) {
  const text = checklistText[viewer.locale];
  const { order, checks } = detail;
  const slug = PHASE_SLUG[phase];
  const href = paths.orderChecks(order.number, slug);
  const writes = viewer.can("orders.edit") && STATUS_GROUP[order.status] !== "closed" &&
    mayCheck(phase, order);
  const label = (act: string) => ({ "aria-label": text.actOf(act, text.phases[phase]) });
  if (writes && !run && checks.listed[phase]) {
    return (
      <form method="post" action={paths.orderChecksStart(order.number, slug)}>
        <CsrfField viewer={viewer} />
        <Button size="small" {...label(text.start)}>{text.start}</Button>
      </form>
    );
  }
  if (!checks.runs.some((one) => one.phase === phase)) return null;
  const act = writes && run ? text.goOn : text.see;
  return <LinkButton size="small" href={href} {...label(act)}>{act}</LinkButton>;
}

function stateOf(viewer: Viewer, run: CheckRun | undefined): { tone: Tone; label: string } {
  const text = checklistText[viewer.locale];
  if (!run) return { tone: "new", label: text.notStarted };
  const { fail, open } = tally(run.items);
  if (open > 0) return { tone: "active", label: text.waiting(open) };
  return fail > 0 ? { tone: "problem", label: text.failed(fail) } : { tone: "ready", label: text.passed };
}
