import { z } from "zod";
import { Id, Instant, instant, instantOrNull } from "../api/shapes.ts";
import { OrderNumber } from "../orders/json.ts";
import { PRINT_JOB_STATES } from "./print_job.ts";
import type { PrinterView } from "./printer_queries.ts";
import { LANGUAGES } from "./protocol.ts";
import type { QueuedJob, QueuedJobStory } from "./queue_queries.ts";

export const Printer = z.object({
  key: z.string().meta({ description: "As its daemon calls it", examples: ["mostrador"] }),
  id: Id,
  name: z.string(),
  branch: z.string().meta({ description: "Code of the branch", examples: ["S01"] }),
  language: z.enum(LANGUAGES),
  ok: z.boolean(),
  reason: z.string().nullable().meta({
    description: "Why nothing would come out now",
    examples: ["paper_out"],
  }),
  since: Instant.nullable(),
  waiting: z.int().meta({ description: "Labels that are not out yet" }),
}).meta({ id: "Printer" });

export function printerTold(printer: PrinterView): z.input<typeof Printer> {
  const reason = troubleOf(printer);
  return {
    key: printer.key,
    ok: reason === null,
    reason,
    since: instantOrNull(printer.agent === "connected" ? printer.since : printer.agentSeenAt),
    id: printer.id,
    name: printer.name,
    branch: printer.branch,
    language: printer.language,
    waiting: printer.waiting,
  };
}

/** Why nothing would come out now; a silent daemon hides what its printers do. */
function troubleOf({ agent, paused, ok, reason }: PrinterView): string | null {
  if (agent !== "connected") return `daemon_${agent}`;
  if (paused) return "held";
  return ok ? null : reason;
}

const State = z.enum(PRINT_JOB_STATES).meta({ id: "PrintJobState" });
const Reason = z.string().nullable();

export const PrintJobSummary = z.object({
  id: Id,
  state: State,
  reason: Reason,
  attempts: z.int(),
  printer: z.string().meta({ description: "The printer's key" }),
  template: z.string(),
  title: z.string(),
  order: OrderNumber.nullable(),
  copies: z.int(),
  reprint_of: Id.nullable(),
  cancel_requested: z.boolean(),
  created_at: Instant,
  created_by: z.string(),
  expires_at: Instant,
}).meta({ id: "PrintJobSummary" });

export const PrintJob = PrintJobSummary.extend({
  history: z.array(z.object({ state: State, reason: Reason, actor: z.string(), at: Instant })),
}).meta({ id: "PrintJob" });

export function jobSummary(job: QueuedJob): z.input<typeof PrintJobSummary> {
  return {
    id: job.id,
    state: job.state,
    reason: job.reason === "" ? null : job.reason,
    attempts: job.attempts,
    printer: job.printer,
    template: job.template,
    title: job.title,
    order: job.order,
    copies: job.copies,
    reprint_of: job.reprint_of,
    cancel_requested: job.cancel_requested_at !== null,
    created_at: instant(job.created_at),
    created_by: job.created_by_name,
    expires_at: instant(job.expires_at),
  };
}

export function jobTold({ job, history }: QueuedJobStory): z.input<typeof PrintJob> {
  return {
    ...jobSummary(job),
    history: history.map(({ state, reason, actor, at }) => ({
      state,
      reason: reason === "" ? null : reason,
      actor,
      at: instant(at),
    })),
  };
}
