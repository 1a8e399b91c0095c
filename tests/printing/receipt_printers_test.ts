import assert from "node:assert/strict";
import { startDaemon } from "../../printer-daemon/daemon.ts";
import { parseConfig } from "../../printer-daemon/config.ts";
import { until as eventually } from "../jobs/stage.ts";
import { paths } from "../../src/paths.ts";
import { asAdmin, asReceptionist, type Browser, type TestApp, testApp } from "../support/app.ts";
import { eachDatabase, freshDatabase, type TestDatabase } from "../support/database.ts";
import { ReceiptPrinter } from "../support/receipt_printer.ts";
import { configText, until } from "../printer-daemon/shop.ts";
import { receiptEntry } from "../printer-daemon/receipt_stage.ts";
import { anAgent, COUNTER_PRINTER, FakeDaemon, serving } from "./daemon_stage.ts";

const TILL = {
  ...COUNTER_PRINTER,
  key: "caja",
  kind: "cups",
  language: "escpos",
  status: "none",
  media: "continuous",
  model: null,
  widthMm: 80,
  heightMm: 1000,
  roll: { columns: 42, codePage: "wpc1252", cut: "partial", drawer: "pin2" },
} as const;

/** A branch whose print computer has a label printer and a till with a drawer. */
async function withTill(
  database: TestDatabase,
  work: (shop: { app: TestApp; daemon: FakeDaemon; admin: Browser; till: string }) => Promise<void>,
): Promise<void> {
  await using app = await testApp(database);
  await using server = await serving(app);
  const { token } = await anAgent(app);
  const daemon = new FakeDaemon(server, token);
  await (await daemon.hello([COUNTER_PRINTER, TILL])).body?.cancel();
  const { id } = await database.db.selectFrom("printer").select("id").where("key", "=", "caja")
    .executeTakeFirstOrThrow();
  await work({ app, daemon, admin: await asAdmin(app), till: id });
}

eachDatabase(
  "the printers page tells how each printer is reached, what it speaks and what it holds",
  async (_t, database) => {
    await withTill(database, async ({ admin }) => {
      const page = await (await admin.get(paths.printers())).text();
      for (const words of ["Red, puerto 9100", "ZPL (etiquetas)", "57 × 32 mm, 203 dpi"]) {
        assert.ok(page.includes(words), words);
      }
      for (
        const words of [
          "Cola de impresión del equipo",
          "ESC/POS (tiques)",
          "Rollo de 80 mm, 42 columnas",
          "wpc1252",
        ]
      ) {
        assert.ok(page.includes(words), words);
      }
      assert.match(page, /En la patilla 2/);
    });
  },
);

eachDatabase(
  "the test button of a receipt printer sends a receipt in its own columns and code page",
  async (_t, database) => {
    await withTill(database, async ({ daemon, admin, till }) => {
      const asked = await admin.post(paths.printerTest(till), { form_key: crypto.randomUUID() });
      assert.equal(asked.status, 303);
      const { jobs: [job] } = await daemon.answer();
      assert.equal(job?.printer, "caja");
      assert.equal(job?.language, "escpos");
      const text = String.fromCharCode(...Uint8Array.fromBase64(job?.content ?? ""));
      assert.ok(text.includes("\x1bt\x10"), "ESC t 16 is WPC1252");
      assert.match(text, /\n-{42}\n/);
    });
  },
);

eachDatabase("the drawer is asked to open within ten seconds or not at all", async (_t, database) => {
  await withTill(database, async ({ app, daemon, admin, till }) => {
    assert.equal((await admin.post(paths.printerDrawer(till), {})).status, 303);
    const { commands: [first] } = await daemon.answer();
    assert.deepEqual(first, { id: first?.id, do: "open_drawer", printer: "caja" });
    app.now += 10_000;
    assert.deepEqual((await daemon.answer()).commands, []);
    assert.equal((await admin.post(paths.printerDrawer(till), {})).status, 303);
    const { commands: [second, ...others] } = await daemon.answer();
    assert.deepEqual(others, [], "the first is forgotten");
    assert.notEqual(second?.id, first?.id);
  });
});

Deno.test("a printer without a drawer, and people who may not, open none", async () => {
  await using database = await freshDatabase();
  await withTill(database, async ({ app, daemon, admin, till }) => {
    const { id } = await database.db.selectFrom("printer").select("id").where("key", "=", "mostrador")
      .executeTakeFirstOrThrow();
    assert.equal((await admin.post(paths.printerDrawer(id), {})).status, 409);
    const desk = await asReceptionist(app);
    assert.equal((await desk.post(paths.printerDrawer(till), {})).status, 403);
    assert.deepEqual((await daemon.answer()).commands, []);
  });
});

Deno.test("a test receipt travels from the page through a real daemon onto paper", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  await using server = await serving(app);
  const paper = new ReceiptPrinter({ lineMs: 5, columns: 42 });
  const dir = await Deno.makeTempDir();
  const { token } = await anAgent(app);
  const entry = receiptEntry({ type: "tcp", host: "127.0.0.1", port: paper.port }, {
    key: "caja",
    columns: 42,
    drawer: "pin2",
  });
  const config = parseConfig(configText({ server: server.url, port: 9, entry }), `${dir}/config.json`);
  const world = {
    now: () => Date.now(),
    random: Math.random,
    newId: () => crypto.randomUUID(),
    log: () => {},
  };
  app.now = Date.now();
  const daemon = startDaemon(config, { token, world });
  try {
    const admin = await asAdmin(app);
    let till = "";
    await eventually(
      async () => {
        const row = await database.db.selectFrom("printer").select("id").where("key", "=", "caja")
          .executeTakeFirst();
        till = row?.id ?? "";
        return till !== "";
      },
      "the daemon said hello",
      60_000,
    );
    assert.equal((await admin.post(paths.printerTest(till), { form_key: crypto.randomUUID() })).status, 303);
    await until(() => paper.receipts.length === 1, () => "no receipt");
    assert.equal(paper.overflows, 0);
    assert.ok(paper.receipts[0]?.lines.some(({ text }) => text.includes("áéíóúüñ ÁÉÍÓÚÜÑ ¿? ¡! € º ª °")));
    const state = () => database.db.selectFrom("print_job").select("state").executeTakeFirstOrThrow();
    await eventually(async () => (await state()).state === "printed", "the receipt is printed", 60_000);
    assert.equal((await admin.post(paths.printerDrawer(till), {})).status, 303);
    await until(() => paper.kicks.length === 1, () => "the drawer stayed shut");
    assert.deepEqual(paper.kicks, [2]);
  } finally {
    daemon.stop();
    await daemon.finished;
    await paper.close();
    await Deno.remove(dir, { recursive: true });
  }
});
