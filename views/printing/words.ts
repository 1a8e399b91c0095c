import { dayOf, formatDateTime } from "../../src/lib/dates.ts";
import { isFinal, type PrintJobState } from "../../src/printing/print_job.ts";
import type { PrinterCondition, PrintJobView } from "../../src/printing/queries.ts";
import type { Tone } from "../components/status.tsx";
import type { Viewer } from "../viewer.ts";
import { printingText } from "./text.ts";

const TONE = {
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

/** A label's true state as one sentence, and how urgent that is. */
export function jobWords(viewer: Viewer, job: PrintJobView): { tone: Tone; label: string } {
  const text = printingText[viewer.locale];
  if (job.cancelRequested) return { tone: "waiting", label: text.cancelAsked };
  if (job.reprintAsked) return { tone: "waiting", label: text.reprintAsked };
  const held = heldUp(viewer, job);
  if (held) return { tone: "waiting", label: held };
  const tone = job.settled ? "closed" : TONE[job.state];
  return { tone, label: stateSentence(viewer, job) };
}

/** The state with its reason: "No se pudo imprimir: la plantilla no es del tamaño de la impresora". */
export function stateSentence(
  viewer: Viewer,
  { state, reason }: { state: PrintJobState; reason: string },
): string {
  const { states } = printingText[viewer.locale];
  const why = reasonWords(viewer, reason);
  return why ? `${states[state]}: ${why}` : states[state];
}

/** Why a printer does not print now, null when nothing stands in the way. */
export function printerTrouble(viewer: Viewer, printer: PrinterCondition): string | null {
  const { printers, printerReasons } = printingText[viewer.locale];
  if (printer.agent === "away") return printers.away(clock(viewer, printer.agentSeenAt ?? printer.since));
  if (printer.agent === "never_seen") return printers.neverSeen;
  if (printer.paused) return printers.pausedByStaff;
  if (printer.ok) return null;
  return sentence(worded(printerReasons, printer.reason) ?? printer.reason);
}

/** With a capital, where the words stand alone. */
export function sentence(words: string): string {
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}

/** `10:42`, with the day when it is not today. */
export function clock(viewer: Viewer, at: number): string {
  const full = formatDateTime(at, viewer);
  const today = dayOf(at, viewer.timeZone) === dayOf(viewer.now, viewer.timeZone);
  return today ? full.slice(-5) : full;
}

function heldUp(viewer: Viewer, job: PrintJobView): string | null {
  if (isFinal(job.state) || job.state === "unknown") return null;
  const { waitsFor, printerReasons } = printingText[viewer.locale];
  const { printer } = job;
  if (printer.agent === "away") return waitsFor.away(clock(viewer, printer.agentSeenAt ?? printer.since));
  if (printer.agent === "never_seen") return waitsFor.neverSeen;
  if (!printer.active) return waitsFor.removed;
  if (job.state === "sending") {
    return printer.ok ? null : waitsFor.inPrinter(worded(printerReasons, printer.reason) ?? printer.reason);
  }
  if (printer.paused) return waitsFor.paused;
  return printer.ok ? null : waitsFor.printer(worded(printerReasons, printer.reason) ?? printer.reason);
}

function reasonWords(viewer: Viewer, reason: string): string | null {
  return reason === "" ? null : worded(printingText[viewer.locale].jobReasons, reason);
}

function worded(known: Record<string, string>, code: string): string | null {
  return Object.hasOwn(known, code) ? known[code] ?? null : null;
}
