import assert from "node:assert/strict";
import { check } from "../../printer-daemon/check.ts";
import { parseConfig } from "../../printer-daemon/config.ts";
import type { RollPiece } from "../../src/printing/roll.ts";
import { ReceiptPrinter } from "../support/receipt_printer.ts";
import { aReceiptJob, inReceiptShop, receiptEntry } from "./receipt_stage.ts";
import { configText, inShop, until } from "./shop.ts";

const DLE = 0x10;

function textOf({ receipts }: ReceiptPrinter): string[][] {
  return receipts.map(({ lines }) => lines.map(({ text }) => text.trimEnd()).filter(Boolean));
}

/** Everything received but the questions about its state, as characters. */
function receivedBy({ received }: ReceiptPrinter): string {
  const asked = new RegExp(`${String.fromCharCode(DLE)}\x04.`, "gs");
  return String.fromCharCode(...received).replace(asked, "").replaceAll("\0", "");
}

function countOf(text: string, part: string): number {
  return text.split(part).length - 1;
}

const LONG: RollPiece[] = Array.from({ length: 20 }, (_, row) => ({ kind: "text", text: `line ${row}` }));

Deno.test("a receipt is printed when the printer answers what was asked behind its last byte", async () => {
  await inReceiptShop({ printer: { lineMs: 15 } }, async ({ server, receipts, untilJob }) => {
    const job = aReceiptJob("r1");
    server.offer(job);
    await untilJob("r1", "sending");
    assert.equal(receipts.receipts.length, 0, "still printing");
    await untilJob("r1", "printed");
    assert.deepEqual(textOf(receipts), [["r1 ñandú", "12,50 €"]]);
    const states = server.jobs.get("r1")?.events.map(({ state }) => state);
    assert.deepEqual(states, ["custody", "sending", "printed"]);
    const bytes = Uint8Array.fromBase64(job.content ?? "").length;
    assert.deepEqual(server.jobs.get("r1")?.events.at(-1)?.evidence, {
      odoBefore: null,
      odoAfter: null,
      bytes,
    });
    const [hello] = server.hellos;
    assert.deepEqual(hello?.printers[0]?.roll, {
      columns: 48,
      codePage: "pc858",
      cut: "partial",
      drawer: "none",
    });
  });
});

Deno.test("Epson's process id confirms too, and then the printer is asked who it is", async () => {
  const entry = { confirm: "marker" };
  await inReceiptShop(
    { printer: { answersSensor: false }, entry },
    async ({ server, receipts, untilJob }) => {
      server.offer(aReceiptJob("r1"));
      server.offer(aReceiptJob("r2"));
      await untilJob("r2", "printed");
      assert.equal(receipts.receipts.length, 2);
      await until(() => server.printer("mostrador")?.model === "TM-T20III", () => "no model");
      assert.equal(server.printer("mostrador")?.serial, "X7RF012345");
      assert.equal(server.printer("mostrador")?.firmware, "1.05 ESC/POS");
    },
  );
});

Deno.test("a printer that answers nothing in turn gets its receipts, and they end as sent", async () => {
  const printer = { answersSensor: false, answersProcessId: false };
  await inReceiptShop({ printer }, async ({ server, receipts, untilJob }) => {
    server.offer(aReceiptJob("r1"));
    await untilJob("r1", "sent");
    await until(() => receipts.receipts.length === 1, () => "nothing came out");
  });
});

Deno.test("confirm: none asks nothing in turn", async () => {
  await inReceiptShop({ entry: { confirm: "none" } }, async ({ server, receipts, untilJob }) => {
    server.offer(aReceiptJob("r1"));
    await untilJob("r1", "sent");
    assert.equal(countOf(receivedBy(receipts), "\x1dr"), 0);
    assert.equal(countOf(receivedBy(receipts), "\x1d(H"), 0);
  });
});

Deno.test("a printer that knows only the first question about its state prints and confirms", async () => {
  await inReceiptShop({ printer: { onlyFirstStatus: true } }, async ({ server, untilJob }) => {
    server.offer(aReceiptJob("r1"));
    await untilJob("r1", "printed");
  });
});

Deno.test("a printer that tells its state unasked is understood all the same", async () => {
  await inReceiptShop(
    { printer: { reports: true, lineMs: 5 } },
    async ({ server, receipts, untilJob, untilPrinter }) => {
      for (let round = 0; round < 5; round++) {
        receipts.set({ paperOut: true });
        await untilPrinter("paper_out");
        receipts.set({ paperOut: false });
        server.offer(aReceiptJob(`r${round}`));
        await untilJob(`r${round}`, "printed");
      }
    },
  );
});

for (
  const [flag, reason] of [
    ["coverOpen", "cover_open"],
    ["paperOut", "paper_out"],
    ["cutterJammed", "cutter"],
    ["tooHot", "over_temperature"],
  ] as const
) {
  Deno.test(`${reason} before a receipt: not one byte of it leaves, and it prints by itself afterwards`, async () => {
    await inReceiptShop(
      { printer: { [flag]: true } },
      async ({ server, receipts, untilJob, untilPrinter }) => {
        server.offer(aReceiptJob("r1"));
        await untilJob("r1", "custody");
        await untilPrinter(reason);
        assert.equal(server.printer("mostrador")?.waiting, 1);
        assert.equal(receivedBy(receipts), "");
        receipts.set({ [flag]: false });
        await untilJob("r1", "printed");
        await untilPrinter(null);
        assert.equal(receipts.receipts.length, 1);
      },
    );
  });

  Deno.test(`${reason} in the middle of a receipt: staff are told, and it is never sent again`, async () => {
    await inReceiptShop({ printer: { lineMs: 20 } }, async ({ server, receipts, untilJob, untilPrinter }) => {
      server.offer(aReceiptJob("r1", { pieces: LONG }));
      await until(() => receipts.unfinished.lines.length >= 5, () => "never began");
      receipts.set({ [flag]: true });
      await untilPrinter(reason);
      assert.equal(server.printer("mostrador")?.inside, 1);
      await new Promise((resolve) => setTimeout(resolve, 200));
      assert.equal(server.jobs.get("r1")?.state, "sending");
      receipts.set({ [flag]: false });
      await untilJob("r1", "printed");
      assert.deepEqual(textOf(receipts), [LONG.map((_, row) => `line ${row}`)]);
    });
  });
}

Deno.test("little paper is a warning, not a fault", async () => {
  await inReceiptShop({ printer: { paperLow: true } }, async ({ server, untilJob }) => {
    server.offer(aReceiptJob("r1"));
    await untilJob("r1", "printed");
    await until(
      () => server.printer("mostrador")?.warnings.includes("paper_low") === true,
      () => "no warning",
    );
    assert.equal(server.printer("mostrador")?.ok, true);
  });
});

Deno.test("a mute printer gets no byte of a receipt", async () => {
  await inReceiptShop({ printer: { silent: true } }, async ({ server, receipts, untilJob, untilPrinter }) => {
    server.offer(aReceiptJob("r1"));
    await untilPrinter("no_reply");
    assert.equal(receivedBy(receipts), "");
    receipts.set({ silent: false });
    await untilJob("r1", "printed");
    assert.equal(receipts.receipts.length, 1);
  });
});

Deno.test("something that is no receipt printer is left in peace and gets no receipt", async () => {
  const babble = "HTTP/1.1 400 Bad Request\r\n\r\n";
  await inReceiptShop({ printer: { babble } }, async ({ server, receipts, untilJob, untilPrinter }) => {
    server.offer(aReceiptJob("r1"));
    await untilPrinter("not_escpos");
    assert.equal(receivedBy(receipts), "");
    receipts.set({ babble: null });
    await untilJob("r1", "printed");
  });
});

Deno.test("a connection cut inside a receipt: staff are asked, and the next one comes out clean on paper of its own", async () => {
  const link = "https://taller.example/seguimiento/k7Qm2xVb9TfWc4RzYh3NpL";
  const pieces: RollPiece[] = [{ kind: "text", text: "first" }, { kind: "qr", url: link }];
  await inReceiptShop({}, async ({ server, receipts, untilJob, untilPrinter }) => {
    await untilPrinter(null);
    const job = aReceiptJob("r1", { pieces });
    const inQr = String.fromCharCode(...Uint8Array.fromBase64(job.content ?? "")).indexOf(link) + 10;
    receipts.breakAtJobByte(inQr);
    server.offer(job);
    await untilJob("r1", "unknown");
    assert.equal(server.jobs.get("r1")?.events.at(-1)?.reason, "connection_lost");
    server.offer(aReceiptJob("r2"));
    await untilJob("r2", "printed");
    assert.deepEqual(textOf(receipts), [["first"], ["r2 ñandú", "12,50 €"]]);
    assert.deepEqual(receipts.receipts.map(({ qr }) => qr), [[], []]);
    server.command({ id: "c1", do: "reprint", job: "r1" });
    await untilJob("r1", "printed");
    assert.deepEqual(receipts.receipts.at(-1)?.qr, [link]);
  });
});

Deno.test("a power cut while it prints: the receipt is in doubt, and staff's word settles it", async () => {
  await inReceiptShop({ printer: { lineMs: 20 } }, async ({ server, receipts, untilJob }) => {
    server.offer(aReceiptJob("r1", { pieces: LONG }));
    await until(() => receipts.unfinished.lines.length >= 3, () => "never began");
    receipts.powerOff();
    await untilJob("r1", "unknown");
    receipts.powerOn();
    server.command({ id: "c1", do: "printed", job: "r1" });
    await untilJob("r1", "printed");
    assert.equal(receipts.receipts.length, 0);
  });
});

Deno.test("a printer that never answers the question in turn after a receipt leaves it in doubt", async () => {
  await inReceiptShop({ timing: { marker: 300 } }, async ({ server, receipts, untilJob, untilPrinter }) => {
    await untilPrinter(null);
    receipts.forgetSensor();
    server.offer(aReceiptJob("r1"));
    await untilJob("r1", "unknown");
    assert.equal(receipts.receipts.length, 1, "it had come out");
  });
});

Deno.test("two copies are two receipts, confirmed once", async () => {
  await inReceiptShop({}, async ({ server, receipts, untilJob }) => {
    server.offer(aReceiptJob("r1", { copies: 2 }));
    await untilJob("r1", "printed");
    assert.deepEqual(textOf(receipts), [["r1 ñandú", "12,50 €"], ["r1 ñandú", "12,50 €"]]);
  });
});

Deno.test("the drawer opens when staff ask for it, once", async () => {
  await inReceiptShop({ entry: { drawer: "pin5" } }, async ({ server, receipts, untilPrinter }) => {
    await untilPrinter(null);
    server.command({ id: "c1", do: "open_drawer", printer: "mostrador" });
    await until(() => server.results.length === 1, () => "no result");
    assert.deepEqual(server.results, [{ id: "c1", ok: true, detail: null }]);
    await until(() => receipts.kicks.length > 0, () => "not opened");
    assert.deepEqual(receipts.kicks, [5]);
  });
});

Deno.test("a printer without paper would open the drawer later, with nobody there: it is not asked to", async () => {
  const options = { entry: { drawer: "pin2" }, printer: { paperOut: true } };
  await inReceiptShop(options, async ({ server, receipts, untilJob, untilPrinter }) => {
    await untilPrinter("paper_out");
    server.command({ id: "c1", do: "open_drawer", printer: "mostrador" });
    await until(() => server.results.length === 1, () => "no result");
    assert.deepEqual(server.results, [{ id: "c1", ok: false, detail: "paper_out" }]);
    receipts.set({ paperOut: false });
    server.offer(aReceiptJob("r1"));
    await untilJob("r1", "printed");
    assert.deepEqual(receipts.kicks, []);
  });
});

Deno.test("a drawer that is not there, or cannot be reached now, stays shut, and staff are told", async () => {
  await inReceiptShop({}, async ({ server, receipts }) => {
    server.command({ id: "c1", do: "open_drawer", printer: "mostrador" });
    await until(() => server.results.length === 1, () => "no result");
    assert.deepEqual(server.results, [{ id: "c1", ok: false, detail: "no_drawer" }]);
    assert.deepEqual(receipts.kicks, []);
  });
  await inReceiptShop({ entry: { drawer: "pin2" } }, async ({ server, receipts, untilPrinter }) => {
    receipts.powerOff();
    await untilPrinter("offline");
    server.command({ id: "c1", do: "open_drawer", printer: "mostrador" });
    await until(() => server.results.length === 1, () => "no result");
    assert.deepEqual(server.results, [{ id: "c1", ok: false, detail: "offline" }]);
    receipts.powerOn();
    await untilPrinter(null);
    assert.deepEqual(receipts.kicks, []);
  });
});

Deno.test("a label for a receipt printer and a receipt that arrived damaged are refused", async () => {
  await inReceiptShop({}, async ({ server, untilJob }) => {
    server.offer({ id: "label" });
    server.offer(aReceiptJob("damaged", { sha256: "0".repeat(64) }));
    server.offer(aReceiptJob("good"));
    await untilJob("good", "printed");
    assert.equal(server.jobs.get("label")?.events.at(-1)?.reason, "wrong_language");
    assert.equal(server.jobs.get("damaged")?.events.at(-1)?.reason, "corrupt");
  });
});

Deno.test("the daemon's own test receipt shows the columns; there is nothing to calibrate", async () => {
  await inReceiptShop({}, async ({ server, receipts }) => {
    server.command({ id: "c1", do: "test", printer: "mostrador" });
    server.command({ id: "c2", do: "calibrate", printer: "mostrador" });
    await until(() => server.results.length === 2, () => JSON.stringify(server.results));
    assert.equal(textOf(receipts)[0]?.[0]?.length, 48);
    assert.equal(receipts.overflows, 0);
    assert.deepEqual(server.results.find(({ id }) => id === "c2")?.ok, false);
  });
});

Deno.test("the virtual receipt printer keeps each receipt in its folder, once", async () => {
  const entry = receiptEntry({ type: "virtual", dir: "receipts" });
  await inShop({ entry }, async ({ server, dir, untilJob }) => {
    server.forgetful = true;
    const job = aReceiptJob("r1");
    server.offer(job);
    await untilJob("r1", "printed");
    const files = [...Deno.readDirSync(`${dir}/receipts`)].map(({ name }) => name);
    assert.equal(files.length, 1);
    assert.match(files[0] ?? "", /Z-r1\.escpos$/);
    assert.equal(Deno.readFileSync(`${dir}/receipts/${files[0]}`).toBase64(), job.content);
  });
});

Deno.test("check says how a receipt printer is, who it is, and whether it can confirm", async () => {
  const printer = new ReceiptPrinter({ answersSensor: false });
  const checked = async (entry: Record<string, unknown>) => {
    const connection = { type: "tcp", host: "127.0.0.1", port: printer.port };
    const text = configText({
      server: "http://127.0.0.1:9",
      port: 9,
      entry: receiptEntry(connection, entry),
    });
    const lines: string[] = [];
    const print = (line: string) => lines.push(line);
    const config = parseConfig(text, "/config.json");
    await check({ config, token: null, serials: null, now: () => Date.now(), print });
    return lines.filter((line) => /mostrador|note/.test(line)).join("\n");
  };
  assert.match(await checked({ confirm: "marker" }), /ready; TM-T20III, 1\.05 ESC\/POS, X7RF012345$/);
  assert.match(await checked({}), /ready\n {2}note .*ends as sent/);
  printer.set({ coverOpen: true });
  assert.match(await checked({}), /cover_open/);
  await printer.close();
});
