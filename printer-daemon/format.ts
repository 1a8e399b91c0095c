import {
  DOTS_PER_MM,
  type Dpi,
  type EventReason,
  type Job,
  MAX_JOB_BYTES,
} from "../src/printing/protocol.ts";

/** Commands that only draw. Whatever stores, deletes, resets or sets up the printer is not a label. */
const DRAWING = new Set(
  "XA XZ CI PW LL LH LT LS PO PQ PR MD FO FT FH FD FS FR FW FX FV A0 A@ CF BY BC BQ B2 B3 B7 BE B8 BX GB GC GD GE GF GS"
    .split(" "),
);
const PITCH_TOLERANCE_MM = 1;

/** Why a label cannot be printed on this printer; null when it can. */
export function refusal(
  job: Job,
  printer: { dpi: Dpi; width_mm: number; height_mm: number },
): EventReason | null {
  if (new TextEncoder().encode(job.content).length > MAX_JOB_BYTES) return "bad_format";
  if (!isOneLabel(job.content, job.copies)) return "bad_format";
  const dots = DOTS_PER_MM[printer.dpi];
  const fits = (command: string, mm: number) => {
    const value = Number(new RegExp(`\\^${command}(\\d+)`).exec(job.content)?.[1]);
    return Math.abs(value - mm * dots) <= PITCH_TOLERANCE_MM * dots;
  };
  return fits("PW", printer.width_mm) && fits("LL", printer.height_mm) ? null : "wrong_size";
}

function isOneLabel(zpl: string, copies: number): boolean {
  const text = zpl.trim();
  const commands = [...text.matchAll(/\^(A@|[A-Z0-9]{2})/gi)].map(([, name]) => (name ?? "").toUpperCase());
  const starts = [...text.matchAll(/[\^~]/g)].length;
  return text.startsWith("^XA") && text.endsWith("^XZ") &&
    starts === commands.length && commands.every((name) => DRAWING.has(name)) &&
    commands.filter((name) => name === "XA" || name === "XZ").length === 2 &&
    commands.filter((name) => name === "PQ").length === 1 && text.includes(`^PQ${copies}^XZ`) &&
    !text.includes("! U");
}

/** The same label in another quantity, moved by the printer's own offset. */
export function adjusted(
  zpl: string,
  change: { copies: number; dpi: Dpi; offsetXMm: number; offsetYMm: number },
): Uint8Array<ArrayBuffer> {
  const dots = DOTS_PER_MM[change.dpi];
  const left = -Math.round(change.offsetXMm * dots);
  const down = Math.round(change.offsetYMm * dots);
  const text = zpl.replace(/\^PQ\d+\^XZ/, `^PQ${change.copies}^XZ`).replace("^LS0", `^LS${left}`).replace(
    "^LT0",
    `^LT${down}`,
  );
  return new TextEncoder().encode(text);
}

/** A label that needs nothing from the server: what the test button prints. */
export function testLabel(
  printer: { key: string; dpi: Dpi; widthMm: number; heightMm: number },
  at: string,
): string {
  const dots = DOTS_PER_MM[printer.dpi];
  const [width, height] = [printer.widthMm * dots, printer.heightMm * dots].map(Math.round);
  const edge = Math.round(1.5 * dots);
  const line = Math.round(3 * dots);
  const text = (row: number, words: string) =>
    `^FO${3 * edge},${2 * edge + row * Math.round(1.4 * line)}^A0N,${line},${line}^FD${words}^FS`;
  return [
    `^XA^CI28^PW${width}^LL${height}^LH0,0^LT0^LS0^PON`,
    `^FO${edge},${edge}^GB${(width ?? 0) - 2 * edge},${(height ?? 0) - 2 * edge},${Math.round(dots / 4)}^FS`,
    text(0, printer.key.replace(/_/g, "-")),
    text(1, `${printer.widthMm} x ${printer.heightMm} mm ${printer.dpi} dpi`),
    text(2, at.replace(/[^0-9T:.Z-]/g, "")),
    "^PQ1^XZ",
  ].join("\n") + "\n";
}

export async function sha256Hex(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
