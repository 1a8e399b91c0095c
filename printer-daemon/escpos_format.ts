import { type EventReason, type Job, MAX_JOB_BYTES } from "../src/printing/protocol.ts";
import type { ReceiptPrinterConfig } from "./config.ts";

const ESC = 0x1b;
const FS = 0x1c;
const GS = 0x1d;
const LF = 0x0a;
const DRAWER_PIN = { pin2: 0, pin5: 1 } as const;

/** Feeds to the knife and cuts. */
export const CUT = [GS, 0x56, 0x42, 0x00] as const;
/**
 * Ends whatever command a broken connection left half-said: printers ignore a NUL outside of a command, and no command of
 * ours asks for as many.
 */
export const FILLER: readonly number[] = Array<number>(512).fill(0);
/** After that the printer starts afresh. */
export const RESYNC: readonly number[] = [...FILLER, ESC, 0x40];

/** How many bytes follow the two that name a command, for every command that only draws. */
const DRAWING: Record<number, Record<string, number>> = {
  [ESC]: { "@": 0, "2": 0, "3": 1, "M": 1, "E": 1, "t": 1, "a": 1, "-": 1, "d": 1, "p": 3 },
  [FS]: { ".": 0 },
  [GS]: { "!": 1, "B": 1, "h": 1, "w": 1, "H": 1, "f": 1 },
};

/** Why a receipt cannot be printed here; null when it can. Whatever stores, resets or sets up the printer is no receipt. */
export function receiptRefusal(job: Job, printer: ReceiptPrinterConfig): EventReason | null {
  const bytes = bytesOfReceipt(job.content);
  if (bytes.length === 0 || bytes.length > MAX_JOB_BYTES) return "bad_format";
  let kicks = false;
  for (let at = 0; at < bytes.length;) {
    const length = pieceAt(bytes, at);
    if (length === null || at + length > bytes.length) return "bad_format";
    kicks ||= bytes[at] === ESC && bytes[at + 1] === 0x70;
    at += length;
  }
  return kicks && printer.drawer === "none" ? "bad_format" : null;
}

/** Empty when it is not base64. */
export function bytesOfReceipt(content: string): Uint8Array<ArrayBuffer> {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(content) || content.length % 4 !== 0) return new Uint8Array();
  return Uint8Array.fromBase64(content);
}

/** Bytes of the character or command at this place; null for what does not belong into a receipt. */
function pieceAt(bytes: Uint8Array, at: number): number | null {
  const byte = (offset: number) => bytes[at + offset] ?? -1;
  const lead = byte(0);
  if (lead === LF || (lead >= 0x20 && lead !== 0x7f)) return 1;
  const name = String.fromCharCode(byte(1));
  const follow = DRAWING[lead]?.[name];
  if (follow !== undefined) return 2 + follow;
  if (lead !== GS) return null;
  if (name === "V") return byte(2) >= 0x41 ? 4 : 3;
  if (name === "k") return byte(2) === 0x49 && isPlain(bytes, at + 4, byte(3)) ? 4 + byte(3) : null;
  if (name !== "(" || byte(2) !== 0x6b || byte(5) !== 0x31) return null;
  const length = byte(3) + byte(4) * 256;
  const isData = byte(6) === 0x50;
  return isData && !isPlain(bytes, at + 7, length - 2) ? null : 5 + length;
}

/** A real-time command hidden in the data of a symbol would be obeyed. */
function isPlain(bytes: Uint8Array, from: number, length: number): boolean {
  return length > 0 && bytes.subarray(from, from + length).every((byte) => byte >= 0x20 && byte < 0x7f);
}

/** A receipt that needs nothing from the server: what the test button prints. */
export function testReceipt(printer: ReceiptPrinterConfig, at: string): string {
  const lines = [printer.key, `${printer.columns} / ${printer.code_page}`, at].map((line) =>
    line.replace(/[^\x20-\x7e]/g, "?")
  );
  const ruler = "1234567890".repeat(7).slice(0, printer.columns);
  const text = new TextEncoder().encode(`${[ruler, ...lines].join("\n")}\n\n\n\n`);
  const end = printer.cut === "none" ? [] : CUT;
  return Uint8Array.from([ESC, 0x40, ...text, ...end]).toBase64();
}

/** A pulse of 100 ms. */
export function drawerKick(drawer: ReceiptPrinterConfig["drawer"]): Uint8Array<ArrayBuffer> | null {
  return drawer === "none" ? null : Uint8Array.of(ESC, 0x70, DRAWER_PIN[drawer], 50, 250);
}
