import { identifies, serialFold } from "../devices/device.ts";
import { orderNumber } from "../orders/order.ts";
import { isSku, partCode } from "../parts/part.ts";
import { isTrackingToken } from "../tracking/token.ts";

/** What a scanned or typed text may name exactly. */
export interface Scan {
  /** Order numbers in full. */
  numbers: string[];
  /** As `serialFold` makes it, "" when it can be no serial. */
  serial: string;
  /** Of a part: its SKU or the maker's barcode; "" when it can be neither. */
  part: string;
  /** Of a client's link, null when the text is none. */
  token: string | null;
}

export interface ScanPlace {
  /** Of the branch that `52` is read as an order of, "" for none. */
  branchCode: string;
  /** Of every branch, for numbers typed without their hyphen. */
  branchCodes: readonly string[];
}

const LONGEST_CODE = 1_000;

/**
 * Reads a code. A scanner set to the United States' layout on a Spanish keyboard sends `S01'000052` and
 * `httpsÑ--taller.example-seguimiento-…`, which is understood as well. The link of a slip is read as its number.
 */
export function readScan(text: string, place: ScanPlace): Scan {
  // No label holds more.
  const code = slipNumber(text.length > LONGEST_CODE ? "" : text.trim());
  const token = trackingToken(code);
  if (token) return { numbers: [], serial: "", part: "", token };
  const serial = code.length <= 60 && identifies(code) ? serialFold(code) : "";
  const part = partCode(code);
  return {
    numbers: orderNumbers(code.toUpperCase(), place),
    serial,
    part: isSku(part) ? part : "",
    token: null,
  };
}

const LINK = /seguimiento[/-]([\w\-'?]{22})(?![\w\-'])/;

function trackingToken(code: string): string | null {
  const found = LINK.exec(code)?.[1]?.replaceAll("'", "-").replaceAll("?", "_");
  return found && isTrackingToken(found) ? found : null;
}

const SLIP_LINK = /talonarios[/-]([\w\-'’´]+)$/;

/** The number in the QR of a reserved slip, or the text as it is. */
function slipNumber(code: string): string {
  return SLIP_LINK.exec(code)?.[1] ?? code;
}

const FIGURES = /^\d{1,9}$/;
const WITH_CODE = /^([A-Z][A-Z0-9]{0,5})\s*[-'’´_./ ]\s*(\d{1,9})$/;

function orderNumbers(code: string, { branchCode, branchCodes }: ScanPlace): string[] {
  if (FIGURES.test(code)) return branchCode === "" ? [] : [orderNumber(branchCode, Number(code))];
  const written = WITH_CODE.exec(code);
  if (written?.[1] && written[2]) return [orderNumber(written[1], Number(written[2]))];
  return branchCodes.flatMap((known) => {
    const figures = code.startsWith(known) ? code.slice(known.length) : "";
    return FIGURES.test(figures) ? [orderNumber(known, Number(figures))] : [];
  });
}
