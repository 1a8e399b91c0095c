import type { PrinterReason, PrinterWarning } from "../src/printing/protocol.ts";

/** What DLE EOT 1 to 4 answer: printer, offline cause, error cause, paper sensor. */
export type StatusBytes = readonly [printer: number, offline: number, error: number, paper: number];

/** What is assumed of a printer that does not know a question: nothing is wrong. */
export const WELL = 0x12;

const XON = "\x11";
const XOFF = "\x13";

/** Every answer to DLE EOT has bits 1 and 4 set, 0 and 7 clear; nothing else that a printer says has. */
function isStatus(byte: number): boolean {
  return (byte & 0x93) === 0x12;
}

/** The answer to one DLE EOT; undefined until it is there, and for anything that such a printer would not say. */
export function parseStatus(received: string): number | undefined {
  const [only, another] = parseStatuses(received) ?? [];
  return another === undefined ? only : undefined;
}

/** The answers to DLE EOT in what was said, in the order of the questions; undefined when it says anything else. */
export function parseStatuses(received: string): number[] | undefined {
  const bytes = [...withoutAsides(received)].map((character) => character.charCodeAt(0));
  return bytes.every(isStatus) ? bytes : undefined;
}

/**
 * The printer's answer to `GS r 1`, which it gives in the order of what it was sent. Bit 4 tells it from the answers that
 * are given at once, and bits 5 to 7 are clear.
 */
export function hasSensorAnswer(received: string): boolean {
  return [...withoutFlow(withoutReports(received))].some(isSensor);
}

function isSensor(character: string): boolean {
  return character.charCodeAt(0) <= 0x0f;
}

/** Whole, or the end of one that began before the question. */
const PROCESS_ANSWER = /7"[A-O]{4}\0|^"?[A-O]{0,4}\0/g;

/** To GS ( H with this id: 37H 22H, the id, NUL. */
export function processAnswer(id: string): string {
  return `7"${id}\0`;
}

/** What else may stand between two answers: flow control, late in-band answers and automatic reports. */
function withoutAsides(received: string): string {
  const rest = withoutFlow(withoutReports(received)).replace(PROCESS_ANSWER, "");
  return [...rest].filter((character) => !isSensor(character)).join("");
}

function withoutFlow(received: string): string {
  return received.replaceAll(XON, "").replaceAll(XOFF, "");
}

/** Automatic status: four bytes, the first with bit 4 set and bits 0, 1 and 7 clear, the others with 4 and 7 clear. */
function withoutReports(received: string): string {
  let rest = "";
  for (let index = 0; index < received.length; index++) {
    const block = Array.from({ length: 4 }, (_, next) => received.charCodeAt(index + next));
    const isReport = ((block[0] ?? 0) & 0x93) === 0x10 && block.slice(1).every((byte) => (byte & 0x90) === 0);
    if (isReport) index += 3;
    else rest += received[index];
  }
  return rest;
}

/** What keeps it from printing, the cause before its consequences: an open cover also reads as paper out and offline. */
export function faultOf([printer, offline, error, paper]: StatusBytes): PrinterReason | null {
  if (offline & 0x04) return "cover_open";
  if (offline & 0x20 || paper & 0x60) return "paper_out";
  if (error & 0x08) return "cutter";
  if (error & 0x20) return "printer_error";
  if (error & 0x40) return "over_temperature";
  if (offline & 0x40 || error & 0x04) return "printer_error";
  if (offline & 0x08 || printer & 0x40) return "busy";
  return printer & 0x28 ? "printer_error" : null;
}

export function warningsOf([, , , paper]: StatusBytes): PrinterWarning[] {
  return paper & 0x0c ? ["paper_low"] : [];
}
