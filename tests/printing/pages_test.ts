import assert from "node:assert/strict";
import { requestLabel } from "../../src/printing/commands.ts";
import { SILENCE_LOOK_MS } from "../../src/printing/agent.ts";
import { paths } from "../../src/paths.ts";
import {
  asAdmin,
  asReceptionist,
  asTechnician,
  type Browser,
  type TestApp,
  testApp,
  userActor,
} from "../support/app.ts";
import { freshDatabase, type TestDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";
import { aDaemon, type FakeDaemon, IDLE, serving } from "./daemon_stage.ts";

interface Shop {
  app: TestApp;
  daemon: FakeDaemon & { agentId: string };
  database: TestDatabase;
  number: string;
  jobId: string;
}

/** A shop with one idle printer and one label under way. */
function shopTest(name: string, test: (shop: Shop) => Promise<void>): void {
  Deno.test(name, async () => {
    await using database = await freshDatabase();
    await using app = await testApp(database);
    await using server = await serving(app);
    const daemon = await aDaemon(app, server);
    await daemon.answer({ printers: [IDLE] });
    const { number } = await anOrder(app);
    const ctx = await app.ctx(userActor(app, "receptionist"));
    const [jobId = ""] = await requestLabel(ctx, number, { idemKey: "first-click" });
    await test({ app, daemon, database, number, jobId });
  });
}

const AS_FRAGMENT = { "HX-Request": "true", "HX-Request-Type": "partial" };

async function panel(browser: Browser, number: string): Promise<string> {
  const response = await browser.get(paths.orderLabels(number), AS_FRAGMENT);
  assert.equal(response.status, 200);
  return await response.text();
}

shopTest(
  "the order's panel tells the label's true state in words",
  async ({ app, daemon, number, jobId }) => {
    const desk = await asReceptionist(app);
    assert.match(await panel(desk, number), /En cola/);
    await daemon.answer();
    await daemon.answer({ events: [daemon.event(jobId, "custody", { attempt: 0 })] });
    assert.match(await panel(desk, number), /Espera su turno/);
    await daemon.answer({ printers: [{ ...IDLE, ok: false, reason: "paper_out" }] });
    assert.match(await panel(desk, number), /En espera[\s\S]*Sin papel/);
    await daemon.answer({
      events: [daemon.event(jobId, "sending")],
      printers: [{ ...IDLE, ok: false, reason: "paper_out" }],
    });
    assert.match(await panel(desk, number), /En la impresora[\s\S]*Sin papel\. Saldrá sola/);
    await daemon.answer({ printers: [IDLE], events: [daemon.event(jobId, "printed")] });
    const printed = await panel(desk, number);
    assert.match(printed, /Impresa[\s\S]*Confirmado por la impresora/);
    app.now += 60_000;
    const again = await desk.post(paths.orderLabels(number), { form_key: "second-click" }, AS_FRAGMENT);
    assert.match(await again.text(), /En espera[\s\S]*El servicio de impresión está apagado desde 10:00/);
  },
);

shopTest("a click works with and without scripts, and counts once", async ({ app, database, number }) => {
  const desk = await asReceptionist(app);
  const plain = await desk.post(paths.orderLabels(number), { form_key: "click-22", copies: "2" });
  assert.equal(plain.status, 303);
  assert.equal(plain.headers.get("Location"), `${paths.order(number)}#print-panel`);
  const part = await desk.post(paths.orderLabels(number), { form_key: "click-22", copies: "2" }, AS_FRAGMENT);
  assert.equal(part.status, 200);
  assert.match(part.headers.get("HX-Trigger") ?? "", /Se pidi/);
  assert.match(await part.text(), /id="print-panel"/);
  const jobs = await database.db.selectFrom("print_job").select("copies").orderBy("seq").execute();
  assert.deepEqual(jobs, [{ copies: 1 }, { copies: 2 }]);
});

shopTest(
  "what cannot be done is said in the panel, which stays",
  async ({ app, database, number, jobId }) => {
    const desk = await asReceptionist(app);
    const early = await desk.post(
      paths.orderLabelReprint(number, jobId),
      { form_key: "click-33" },
      AS_FRAGMENT,
    );
    assert.equal(early.status, 409);
    const html = await early.text();
    assert.match(html, /id="print-panel"/);
    assert.match(html, /La etiqueta todavía está en camino/);
    await database.db.updateTable("printer").set({ active: 0 }).execute();
    const none = await desk.post(paths.orderLabels(number), { form_key: "click-44" }, AS_FRAGMENT);
    assert.equal(none.status, 409);
    assert.match(await none.text(), /no tiene una impresora elegida/);
  },
);

shopTest("a label is only reached through its own order", async ({ app, number, jobId }) => {
  const other = await anOrder(app);
  const desk = await asReceptionist(app);
  const picture = await desk.get(paths.orderLabelPicture(number, jobId));
  assert.equal(picture.headers.get("Content-Type"), "image/svg+xml; charset=utf-8");
  assert.equal(picture.headers.get("Content-Security-Policy"), "default-src 'none'; sandbox");
  assert.match(await picture.text(), /^<svg/);
  assert.equal((await desk.get(paths.orderLabelPicture(other.number, jobId))).status, 404);
  assert.equal((await desk.post(paths.orderLabelCancel(other.number, jobId))).status, 404);
});

shopTest(
  "staff answer whether an unknown label came out",
  async ({ app, daemon, database, number, jobId }) => {
    await daemon.answer();
    const events = (["custody", "sending"] as const).map((state) => daemon.event(jobId, state));
    await daemon.answer({
      events: [...events, daemon.event(jobId, "unknown", { reason: "connection_lost" })],
    });
    const bench = await asTechnician(app);
    const asked = await panel(bench, number);
    assert.match(asked, /¿Salió la etiqueta\?/);
    assert.match(asked, /Se cortó la conexión/);
    const settled = await bench.post(
      paths.orderLabelResult(number, jobId),
      { form_key: "click-55", saw: "printed" },
      AS_FRAGMENT,
    );
    assert.match(await settled.text(), /Confirmado por el personal/);
    const job = await database.db.selectFrom("print_job").select("state").executeTakeFirstOrThrow();
    assert.equal(job.state, "printed");
  },
);

shopTest("the pages of printing show what there is", async ({ app, daemon, jobId }) => {
  const admin = await asAdmin(app);
  assert.match(await admin.page(paths.printers()), /Lista para imprimir/);
  await daemon.answer({
    printers: [{ ...IDLE, ok: false, reason: "head_open", warnings: ["paper_low"], inside: 1 }],
  });
  const printers = await admin.page(paths.printers());
  for (
    const part of ["Cabezal o tapa abierta", "Queda poco papel", "1 etiqueta dentro", "57 × 32 mm, 203 dpi"]
  ) {
    assert.ok(printers.includes(part), part);
  }
  assert.match(await admin.page(paths.agents()), /Mostrador[\s\S]*Conectado/);
  assert.match(await admin.page(paths.printJobs()), /Ninguna etiqueta necesita atención/);
  assert.match(await admin.page(paths.printJobs("?ver=waiting")), /S01-000001/);
  assert.match(await admin.page(paths.printJob(jobId)), /Qué pasó[\s\S]*En cola/);
  assert.match(await admin.page(paths.printJobs("?ver=nonsense&antes=x")), /Ninguna etiqueta/);
});

shopTest("a pairing code is shown once, with the command to type", async ({ app }) => {
  const admin = await asAdmin(app);
  const wrong = await admin.post(paths.agentPairing(), { name: "", branch_id: app.branchId });
  assert.equal(wrong.status, 422);
  assert.match(await wrong.text(), /Complete este dato/);
  const made = await admin.post(paths.agentPairing(), { name: "Taller", branch_id: app.branchId });
  const html = await made.text();
  const [, code = ""] = /printer-daemon pair ([A-Z2-9]{8})/.exec(html) ?? [];
  assert.ok(html.includes(`${code.slice(0, 4)}-${code.slice(4)}`));
  assert.doesNotMatch(await admin.page(paths.agents()), new RegExp(code));
});

shopTest(
  "only an administrator runs printers, everybody prints",
  async ({ app, daemon, database, number, jobId }) => {
    const printer = await database.db.selectFrom("printer").select("id").executeTakeFirstOrThrow();
    const pages = [
      paths.printers(),
      paths.agents(),
      paths.printJobs(),
      paths.printJob(jobId),
      paths.printersLive(),
    ];
    const acts = [
      paths.printerTest(printer.id),
      paths.printerPause(printer.id),
      paths.printerDefault(printer.id),
      paths.printerCalibration(printer.id),
      paths.printerName(printer.id),
      paths.agentPairing(),
      paths.agentRevocation(daemon.agentId),
      paths.printJobReprint(jobId),
      paths.printJobCancel(jobId),
      paths.printJobResult(jobId),
      paths.printJobDismissal(jobId),
    ];
    for (const browser of [await asTechnician(app), await asReceptionist(app)]) {
      for (const page of pages) assert.equal((await browser.get(page)).status, 404, page);
      for (const act of acts) assert.equal((await browser.post(act)).status, 403, act);
      assert.match(await panel(browser, number), /Imprimir etiqueta nueva/);
    }
    for (const page of [...pages, paths.orderLabels(number)]) {
      const response = await app.request(page);
      assert.equal(response.status, 303, page);
      assert.match(response.headers.get("Location") ?? "", /^\/ingresar/);
    }
  },
);

shopTest("an open page of printers hears of a fault at once", async ({ app, daemon }) => {
  const admin = await asAdmin(app);
  const stream = await fetch(daemon.server.url + paths.printersLive(), {
    headers: { Cookie: `sid=${admin.cookies.get("sid")}` },
  });
  assert.equal(stream.status, 200);
  assert.ok(stream.body);
  const reader = stream.body.pipeThrough(new TextDecoderStream()).getReader();
  await reader.read();
  const asked = performance.now();
  await daemon.answer({ printers: [{ ...IDLE, ok: false, reason: "ribbon_out" }] });
  let heard = "";
  while (!heard.includes("Sin cinta")) {
    const { value, done } = await reader.read();
    assert.equal(done, false);
    heard += value;
  }
  assert.ok(performance.now() - asked < SILENCE_LOOK_MS - 500, "without waiting for the next look");
  assert.match(heard, /<hx-partial[^>]*hx-target="#printers"/);
  await reader.cancel();
});
