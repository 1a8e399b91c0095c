import assert from "node:assert/strict";
import { type Connection, openTcp } from "../../printer-daemon/connection.ts";
import { parseConfig, type ReceiptPrinterConfig } from "../../printer-daemon/config.ts";
import { EscposDriver } from "../../printer-daemon/escpos_driver.ts";
import { TIMING, type Timing } from "../../printer-daemon/timing.ts";
import { ReceiptPrinter, type ReceiptPrinterOptions } from "../support/receipt_printer.ts";
import { inReceiptShop, receiptEntry } from "./receipt_stage.ts";
import { configText, QUICK, until } from "./shop.ts";

/** Longer than the daemon waits for the cause of a fault. */
const LATE = 400;
/** With what is said of each while its cause is not known. */
const FAULTS = [
  ["coverOpen", "cover_open", ["printer_error"]],
  ["paperOut", "paper_out", []],
  ["cutterJammed", "cutter", ["printer_error"]],
] as const;

Deno.test("a printer that is slow once to say what is wrong is asked again", async () => {
  await inReceiptShop({}, async ({ receipts, untilPrinter }) => {
    await untilPrinter(null);
    receipts.answerLate({ question: 3, ms: LATE });
    await until(() => !receipts.isSlow, () => "the question was never asked");
    receipts.set({ cutterJammed: true });
    await untilPrinter("cutter");
  });
});

Deno.test("a late answer is never taken for the answer to another question", async () => {
  const tried = FAULTS.flatMap(([flag, reason, less]) =>
    [2, 3, 4].map((question) => ({ flag, reason, less, question }))
  );
  await Promise.all(
    tried.map(({ flag, reason, less, question }) =>
      atPrinter({ [flag]: true }, async ({ printer, looks }) => {
        printer.answerLate({ question, ms: LATE });
        const seen = [];
        for (let look = 0; look < 4; look++) seen.push(await looks());
        const known: readonly (string | null)[] = [reason, ...less];
        assert.ok(seen.every((one) => known.includes(one)), `${flag}, late to ${question}: ${seen}`);
        assert.equal(seen.at(-1), reason, `${flag}, late to ${question}: ${seen}`);
      })
    ),
  );
});

Deno.test("what is answered late three times in a row is taken for unknown, and not before", async () => {
  const late = atPrinter({ cutterJammed: true }, async ({ printer, looks }) => {
    for (let round = 0; round < 2; round++) {
      for (let time = 0; time < 2; time++) {
        printer.answerLate({ question: 3, ms: LATE });
        await looks();
      }
      let seen = await looks();
      for (let more = 0; more < 3 && seen !== "cutter"; more++) seen = await looks();
      assert.equal(seen, "cutter", `after ${round} rounds`);
    }
  });
  const never = atPrinter({ onlyFirstStatus: true }, async ({ printer, looks }) => {
    for (let look = 0; look < 6; look++) assert.equal(await looks(), null);
    for (const question of [2, 3, 4]) assert.equal(timesAsked(printer, question), 3);
    assert.equal(timesAsked(printer, 1), 6);
  });
  await Promise.all([late, never]);
});

function timesAsked({ received }: ReceiptPrinter, question: number): number {
  return String.fromCharCode(...received).split(`\x10\x04${String.fromCharCode(question)}`).length - 1;
}

interface Stage {
  printer: ReceiptPrinter;
  /** What keeps it from printing, as the daemon sees it next on the same connection. */
  looks(): Promise<string | null>;
}

async function atPrinter(options: ReceiptPrinterOptions, work: (stage: Stage) => Promise<void>) {
  const printer = new ReceiptPrinter(options);
  const timing: Timing = { ...TIMING, ...QUICK };
  const line = await openTcp({ host: "127.0.0.1", port: printer.port }, timing.connect);
  try {
    const driver = new EscposDriver(configOf(printer), { timing, now: Date.now });
    await work({ printer, looks: () => reasonOf(driver, line) });
  } finally {
    line.close();
    await printer.close();
  }
}

function configOf({ port }: ReceiptPrinter): ReceiptPrinterConfig {
  const entry = receiptEntry({ type: "tcp", host: "127.0.0.1", port });
  const [printer] =
    parseConfig(configText({ server: "https://reparo.example", port, entry }), "/config.json").printers;
  assert.ok(printer?.language === "escpos");
  return printer;
}

async function reasonOf(driver: EscposDriver, line: Connection): Promise<string | null> {
  const look = await driver.look(line);
  return look.kind === "fault" ? look.reason : null;
}
