import type { EventReason, Job, PrinterDescription } from "../src/printing/protocol.ts";
import type { PrinterConfig } from "./config.ts";
import type { Driver } from "./driver.ts";
import { EscposDriver } from "./escpos_driver.ts";
import { bytesOfReceipt, receiptRefusal, testReceipt } from "./escpos_format.ts";
import { refusal as labelRefusal, sha256Hex, testLabel } from "./format.ts";
import type { Timing } from "./timing.ts";
import { ZplDriver } from "./zpl_driver.ts";

export function driverOf(printer: PrinterConfig, options: { timing: Timing; now: () => number }): Driver {
  if (printer.language === "zpl") return new ZplDriver(printer, options.timing);
  return new EscposDriver(printer, options);
}

/** Why a job cannot be printed on this printer; null when it can. */
export async function refusalOf(job: Job, printer: PrinterConfig): Promise<EventReason | null> {
  const bytes = job.language === "zpl" ? new TextEncoder().encode(job.content) : bytesOfReceipt(job.content);
  if (await sha256Hex(bytes) !== job.sha256) return "corrupt";
  if (job.language !== printer.language) return "wrong_language";
  return printer.language === "zpl" ? labelRefusal(job, printer) : receiptRefusal(job, printer);
}

/** What the test button prints, ready for the spool. */
export function testContent(printer: PrinterConfig, at: string): string {
  if (printer.language === "escpos") return testReceipt(printer, at);
  const { key, dpi, width_mm: widthMm, height_mm: heightMm } = printer;
  return testLabel({ key, dpi, widthMm, heightMm }, at);
}

/** A receipt printer has no stock to match: its resolution on the wire is nominal. */
export function describe(
  printer: PrinterConfig,
  known: { model: string | null; serial: string | null },
): PrinterDescription {
  const isRoll = printer.language === "escpos";
  return {
    key: printer.key,
    kind: printer.connection.type,
    language: printer.language,
    media: isRoll ? "continuous" : printer.media,
    status: printer.status,
    model: known.model,
    serial: known.serial ?? (isRoll ? null : printer.serial ?? null),
    dpi: isRoll ? 203 : printer.dpi,
    widthMm: printer.width_mm,
    heightMm: printer.height_mm,
    roll: isRoll
      ? { columns: printer.columns, codePage: printer.code_page, cut: printer.cut, drawer: printer.drawer }
      : null,
    ...(isRoll ? {} : { offsetXMm: printer.offset_x_mm, offsetYMm: printer.offset_y_mm }),
  };
}
