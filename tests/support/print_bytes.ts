import { type PrintedReceipt, ReceiptPrinter, type ReceiptPrinterOptions } from "./receipt_printer.ts";

/** What a receipt printer makes of these bytes. */
export async function onReceiptPaper(
  bytes: Uint8Array,
  options: ReceiptPrinterOptions = {},
): Promise<{ receipts: PrintedReceipt[]; unfinished: PrintedReceipt; overflows: number; kicks: number[] }> {
  const printer = new ReceiptPrinter(options);
  try {
    const connection = await Deno.connect({ hostname: "127.0.0.1", port: printer.port });
    for (let sent = 0; sent < bytes.length;) sent += await connection.write(bytes.subarray(sent));
    await connection.closeWrite();
    await connection.read(new Uint8Array(1));
    connection.close();
    const { receipts, unfinished, overflows, kicks } = printer;
    return { receipts, unfinished, overflows, kicks };
  } finally {
    await printer.close();
  }
}
