import { createHash } from "node:crypto";
import type { Job } from "../../src/printing/protocol.ts";
import { rollFor, toEscpos } from "../../src/printing/escpos.ts";
import type { RollPiece } from "../../src/printing/roll.ts";
import { ReceiptPrinter, type ReceiptPrinterOptions } from "../support/receipt_printer.ts";
import { inShop, type Shop, type ShopOptions } from "./shop.ts";

export interface ReceiptShop extends Shop {
  receipts: ReceiptPrinter;
}

/** Entries of the configuration that make the shop's printer a receipt printer at this place. */
export function receiptEntry(connection: Record<string, unknown>, more: Record<string, unknown> = {}) {
  const noLabel = { dpi: undefined, width_mm: 80, height_mm: undefined };
  return { language: "escpos", connection, ...noLabel, ...more };
}

/** A shop whose printer "mostrador" prints receipts. */
export async function inReceiptShop(
  options: {
    printer?: ReceiptPrinterOptions;
    entry?: Record<string, unknown>;
    timing?: ShopOptions["timing"];
  },
  work: (shop: ReceiptShop) => Promise<void>,
): Promise<void> {
  const receipts = new ReceiptPrinter(options.printer);
  const connection = { type: "tcp", host: "127.0.0.1", port: receipts.port };
  try {
    await inShop(
      { entry: receiptEntry(connection, options.entry), timing: options.timing },
      (shop) => work({ ...shop, receipts }),
    );
  } finally {
    await receipts.close();
  }
}

/** A receipt as the server writes it, with `lines` lines of text that begin with its id. */
export function aReceiptJob(
  id: string,
  more: Partial<Job> & { pieces?: RollPiece[] } = {},
): Partial<Job> & { id: string } {
  const { pieces = [{ kind: "text", text: `${id} ñandú` }, { kind: "text", text: "12,50 €" }], ...job } =
    more;
  const printer = { columns: 48, codePage: "pc858", cut: "partial", drawer: "none" } as const;
  const bytes = toEscpos(rollFor(pieces, printer));
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  return { id, language: "escpos", content: bytes.toBase64(), sha256, ...job };
}
