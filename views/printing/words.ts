import { dayOf, formatDateTime } from "../../src/lib/dates.ts";
import { isFinal, type PrintJobState } from "../../src/printing/print_job.ts";
import type { PrintJobView } from "../../src/printing/job_views.ts";
import type { PrinterCondition } from "../../src/printing/printer_queries.ts";
import type { Tone } from "../components/status.tsx";
import type { Viewer } from "../viewer.ts";
import { queueText } from "./queue_text.ts";
import { printingText } from "./text.ts";

export const JOB_TONE = {
  queued: "waiting",
  leased: "active",
  custody: "active",
  sending: "active",
  printed: "ready",
  sent: "ready",
  unknown: "problem",
  failed: "problem",
  expired: "problem",
  cancelled: "closed",
} as const satisfies Record<PrintJobState, Tone>;

/** A label's true state: the state itself, and what there is to know about it ("" when nothing). */
export interface JobWords {
  tone: Tone;
  label: string;
  note: string;
}

export function jobWords(viewer: Viewer, job: PrintJobView): JobWords {
  const text = printingText[viewer.locale];
  if (job.cancelRequested) return waits(text.cancelAsked, text.cancelAskedNote);
  if (job.moveAsked !== null) {
    const { movingTo, movingNote } = queueText[viewer.locale].jobs;
    return waits(movingTo(job.moveAsked), movingNote);
  }
  if (job.reprintAsked) return waits(text.reprintAsked, text.reprintAskedNote);
  const held = heldUp(viewer, job);
  if (held) return held;
  const tone = job.settled ? "closed" : JOB_TONE[job.state];
  return { tone, label: text.states[job.state], note: sentence(stateNote(viewer, job)) };
}

/** The state with its reason in one line: "No se pudo imprimir: la plantilla no es del tamaño de la impresora". */
export function stateSentence(viewer: Viewer, event: { state: PrintJobState; reason: string }): string {
  const label = printingText[viewer.locale].states[event.state];
  const note = stateNote(viewer, event);
  return note === "" ? label : `${label}: ${note}`;
}

/** Why a printer does not print now, null when nothing stands in the way. */
export function printerTrouble(viewer: Viewer, printer: PrinterCondition): string | null {
  const { printers } = printingText[viewer.locale];
  if (printer.agent === "away") return printers.away(clock(viewer, printer.agentSeenAt ?? printer.since));
  if (printer.agent === "never_seen") return printers.neverSeen;
  if (printer.paused) return printers.pausedByStaff;
  if (printer.ok) return null;
  return sentence(printerReason(viewer, printer.reason));
}

/** With a capital, where the words stand alone. */
export function sentence(words: string): string {
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}

/** What telling an instant takes of whoever reads it. */
export type ClockReader = Pick<Viewer, "locale" | "timeZone" | "now">;

/** `10:42`, with the day when it is not today. */
export function clock(reader: ClockReader, at: number): string {
  const full = formatDateTime(at, reader);
  const today = dayOf(at, reader.timeZone) === dayOf(reader.now, reader.timeZone);
  return today ? full.slice(-5) : full;
}

/** A reason of the wire in words, the code itself when it is a newer daemon's. */
export function printerReason({ locale }: Pick<Viewer, "locale">, code: string): string {
  return worded(printingText[locale].printerReasons, code) ?? code;
}

function heldUp(viewer: Viewer, job: PrintJobView): JobWords | null {
  if (isFinal(job.state) || job.state === "unknown") return null;
  const { waits: label, waitsFor, inPrinter, inPrinterNote } = printingText[viewer.locale];
  const { printer } = job;
  const trouble = printerReason(viewer, printer.reason);
  if (printer.agent === "away") {
    return waits(label, waitsFor.away(clock(viewer, printer.agentSeenAt ?? printer.since)));
  }
  if (printer.agent === "never_seen") return waits(label, waitsFor.neverSeen);
  if (!printer.active) return waits(label, waitsFor.removed);
  if (job.state === "sending") return printer.ok ? null : waits(inPrinter, inPrinterNote(trouble));
  if (printer.paused) return waits(label, waitsFor.paused);
  return printer.ok ? null : waits(label, trouble);
}

function waits(label: string, note: string): JobWords {
  return { tone: "waiting", label, note: sentence(note) };
}

function stateNote(viewer: Viewer, { state, reason }: { state: PrintJobState; reason: string }): string {
  const { jobReasons, stateNotes } = printingText[viewer.locale];
  return (reason === "" ? null : worded(jobReasons, reason)) ?? stateNotes[state] ?? "";
}

function worded(known: Record<string, string>, code: string): string | null {
  return Object.hasOwn(known, code) ? known[code] ?? null : null;
}
