import type { PrinterReason, PrinterWarning } from "../src/printing/protocol.ts";

/** The parts of the answer to ~HS that decide whether a label may be sent and whether it came out. */
export interface HostStatus {
  paperOut: boolean;
  paused: boolean;
  formats: number;
  /** The printer sits in the middle of a format whose end never came. */
  partial: boolean;
  corruptMemory: boolean;
  underTemperature: boolean;
  overTemperature: boolean;
  headOpen: boolean;
  ribbonOut: boolean;
  labelWaiting: boolean;
  /** Labels of the current batch still to come. */
  remaining: number;
}

const STX = "\x02";
const ETX = "\x03";

/** The complete STX … ETX strings of an answer. */
function strings(received: string): string[] {
  return received.split(STX).slice(1).filter((part) => part.includes(ETX)).map((part) =>
    part.split(ETX)[0] ?? ""
  );
}

/** Undefined until three complete strings have arrived, or when they are not what a printer says. */
export function parseHostStatus(received: string): HostStatus | undefined {
  const answer = strings(received);
  const first = answer[0]?.split(",") ?? [];
  const second = answer[1]?.split(",") ?? [];
  if (answer.length < 3 || first.length !== 12 || second.length !== 11) return undefined;
  const flag = (fields: string[], index: number) => fields[index]?.trim() === "1";
  return {
    paperOut: flag(first, 1),
    paused: flag(first, 2),
    formats: Number(first[4]) || 0,
    partial: flag(first, 7),
    corruptMemory: flag(first, 9),
    underTemperature: flag(first, 10),
    overTemperature: flag(first, 11),
    headOpen: flag(second, 2),
    ribbonOut: flag(second, 3) && flag(second, 4),
    labelWaiting: flag(second, 7),
    remaining: Number(second[8]) || 0,
  };
}

/** What keeps the printer from printing, the cause before its consequences: a fault pauses most printers as well. */
export function faultOf(status: HostStatus): PrinterReason | null {
  if (status.headOpen) return "head_open";
  if (status.paperOut) return "paper_out";
  if (status.ribbonOut) return "ribbon_out";
  if (status.corruptMemory) return "corrupt_memory";
  if (status.overTemperature) return "over_temperature";
  if (status.underTemperature) return "under_temperature";
  if (status.paused) return "paused";
  if (status.labelWaiting) return "label_waiting";
  return null;
}

export function isIdle(status: HostStatus): boolean {
  return status.formats === 0 && status.remaining === 0 && !status.partial;
}

export interface ErrorStatus {
  fault: PrinterReason | null;
  warnings: PrinterWarning[];
}

const ERROR_BITS: readonly (readonly [bit: number, reason: PrinterReason])[] = [
  [0x4, "head_open"],
  [0x1, "paper_out"],
  [0x2, "ribbon_out"],
  [0x8, "cutter"],
  [0x10, "over_temperature"],
  [0x20, "over_temperature"],
  [0x40, "head_fault"],
  [0x80, "head_fault"],
  [0x10000, "paused"],
];

const WARNING_BITS: readonly (readonly [bit: number, warning: PrinterWarning])[] = [
  [0x1, "needs_calibration"],
  [0x2, "clean_head"],
  [0x4, "replace_head"],
  [0x8, "paper_low"],
];

/** The answer to ~HQES; undefined until both lines have arrived. */
export function parseErrorStatus(received: string): ErrorStatus | undefined {
  const errors = lowWord(/ERRORS:\s*\d\s+[0-9A-F]{8}\s+([0-9A-F]{8})/i.exec(received));
  const warnings = lowWord(/WARNINGS:\s*\d\s+[0-9A-F]{8}\s+([0-9A-F]{8})/i.exec(received));
  if (errors === undefined || warnings === undefined) return undefined;
  return {
    fault: ERROR_BITS.find(([bit]) => (errors & bit) !== 0)?.[1] ?? null,
    warnings: WARNING_BITS.filter(([bit]) => (warnings & bit) !== 0).map(([, warning]) => warning),
  };
}

/** The answer to ~HQSN; undefined until it is complete. */
export function parseSerialNumber(received: string): string | undefined {
  return /SERIAL NUMBER\s+([\x21-\x7e]+)\s/.exec(received)?.[1];
}

function lowWord(match: RegExpExecArray | null): number | undefined {
  return match?.[1] === undefined ? undefined : parseInt(match[1], 16);
}

export interface HostIdentity {
  model: string;
  firmware: string;
  dotsPerMm: number;
}

/** The answer to ~HI: `model,firmware,dots/mm,memory…`. */
export function parseIdentity(received: string): HostIdentity | undefined {
  const [model, firmware, dots] = strings(received)[0]?.split(",") ?? [];
  if (!model || !firmware || !dots) return undefined;
  return {
    model: model.trim().slice(0, 100),
    firmware: firmware.trim().slice(0, 100),
    dotsPerMm: Number(dots) || 0,
  };
}

/** The answer to `! U1 getvar`: undefined until it is complete, null when the printer has no such variable. */
export function parseVariable(received: string): string | null | undefined {
  const value = /"([^"]*)"/.exec(received)?.[1];
  if (value === undefined) return undefined;
  return value === "?" ? null : value;
}
