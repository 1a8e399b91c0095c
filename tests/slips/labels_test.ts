import assert from "node:assert/strict";
import { reprint } from "../../src/printing/job_commands.ts";
import { paths } from "../../src/paths.ts";
import { checkSyntax, codesOn, factsOf, imagesIn, paperTest, textOf } from "../documents/paper.ts";
import { aDaemon, type FakeDaemon, serving } from "../printing/daemon_stage.ts";
import { asReceptionist, type TestApp, testApp, userActor } from "../support/app.ts";
import { eachDatabase, freshDatabase, type TestDatabase } from "../support/database.ts";
import { fromPaper, reserved, slipForm } from "./slip_stage.ts";

async function shop(
  database: TestDatabase,
  test: (app: TestApp, daemon: FakeDaemon) => Promise<void>,
): Promise<void> {
  await using app = await testApp(database);
  await using server = await serving(app);
  await test(app, await aDaemon(app, server));
}

function jobs(database: TestDatabase) {
  return database.db.selectFrom("print_job").selectAll().where("template", "=", "slip").orderBy("seq")
    .execute();
}

async function printerId(database: TestDatabase): Promise<string> {
  return (await database.db.selectFrom("printer").select("id").executeTakeFirstOrThrow()).id;
}

async function print(daemon: FakeDaemon, ids: readonly string[]): Promise<void> {
  const events = ids.flatMap((id) =>
    (["custody", "sending", "printed"] as const).map((to) => daemon.event(id, to))
  );
  await daemon.answer({ events, take: 0 });
}

eachDatabase(
  "reserved numbers come out of the label printer, and the page says how many did",
  async (_t, database) => {
    await shop(database, async (app, daemon) => {
      const { page, numbers, batchId } = await reserved(app, 3, { printer_id: await printerId(database) });
      const queued = await jobs(database);
      assert.deepEqual(
        queued.map(({ title, state }) => [title, state]),
        numbers.map((one) => [one, "queued"]),
      );
      assert.ok(
        queued.every(({ content, title }) =>
          content.includes(`MA,http://localhost:8000/talonarios/${title}^FS`)
        ),
      );
      const desk = await asReceptionist(app);
      assert.match(await desk.page(page), /0 de 3/);

      const { jobs: offered } = await daemon.answer();
      await print(
        daemon,
        offered.slice(0, 2).map(({ id }) => id),
      );
      assert.match(await desk.page(page), /2 de 3[\s\S]*Impresa[\s\S]*Impresa[\s\S]*Pedida/);
      assert.match(await desk.page(paths.slips()), /2 de 3/);
      await reprint(await app.ctx(userActor(app, "receptionist")), offered[0]?.id ?? "", "again");
      assert.match(await desk.page(page), /2 de 3/, "a slip printed twice is one slip");

      await desk.post(paths.intakes(), { ...await slipForm(desk, numbers[0] ?? ""), ...fromPaper() });
      const form_key = crypto.randomUUID();
      for (const _ of [1, 2]) {
        const again = await desk.post(paths.slipBatchLabels(batchId), { form_key });
        assert.equal(again.status, 303);
      }
      assert.match(await desk.page(page), /Se pidieron 2 etiquetas/);
      assert.equal((await jobs(database)).length, 3 + 1 + 2, "of those that are open, once for one click");
    });
  },
);

eachDatabase("labels of voided slips that have not come out are taken back", async (_t, database) => {
  await shop(database, async (app, daemon) => {
    const { batchId, numbers } = await reserved(app, 3, { printer_id: await printerId(database) });
    const { jobs: offered } = await daemon.answer({ take: 1 });
    await print(daemon, offered.map(({ id }) => id));
    const desk = await asReceptionist(app);
    await desk.post(paths.slipBatchVoiding(batchId), { numbers, reason: "Mal impresos" });
    assert.deepEqual((await jobs(database)).map(({ state }) => state), ["printed", "cancelled", "cancelled"]);
    assert.deepEqual((await daemon.answer()).jobs, []);
    const refused = await desk.post(paths.slipBatchLabels(batchId), { form_key: crypto.randomUUID() });
    assert.equal(refused.status, 409);
    assert.match(await refused.text(), /No queda ningún talón sin usar/);
    assert.doesNotMatch(await desk.page(paths.slipBatch(batchId)), /Imprimir etiquetas/);
  });
});

Deno.test("without a label printer the papers are offered, and labels refused in words", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const { page, batchId } = await reserved(app, 1);
  const desk = await asReceptionist(app);
  assert.match(await desk.page(page), /no tiene una impresora de etiquetas/);
  const refused = await desk.post(paths.slipBatchLabels(batchId), { form_key: crypto.randomUUID() });
  assert.equal(refused.status, 409);
  const nowhere = await desk.post(paths.slips(), {
    form_key: crypto.randomUUID(),
    count: "5",
    printer_id: "0190a0b0-0000-7000-8000-000000000000",
  });
  assert.equal(nowhere.status, 404);
  const slips = await database.db.selectFrom("slip").select("id").execute();
  assert.equal(slips.length, 1, "a reservation whose labels cannot be asked for reserves nothing");
});

paperTest(
  "slips come on A4 sheets to cut and on a roll, each with its codes and lines to write on",
  async () => {
    await using database = await freshDatabase();
    await using app = await testApp(database);
    const { numbers, batchId } = await reserved(app, 20);
    const desk = await asReceptionist(app);
    const pdfOf = async (format: "a4" | "80mm") => {
      const answer = await desk.get(paths.slipBatchPaper(batchId, format));
      assert.equal(answer.status, 200);
      assert.equal(answer.headers.get("Content-Type"), "application/pdf");
      assert.match(
        answer.headers.get("Content-Disposition") ?? "",
        /^inline; filename="talones-S01-\d+\.pdf"$/,
      );
      return new Uint8Array(await answer.arrayBuffer());
    };
    for (const format of ["a4", "80mm"] as const) {
      const pdf = await pdfOf(format);
      assert.ok(pdf.length <= 60_000, `${format}: ${pdf.length} bytes`);
      assert.deepEqual(await pdfOf(format), pdf, "the same slips give the same bytes");
    }

    await desk.post(paths.slipBatchVoiding(batchId), {
      numbers: numbers.slice(0, 15),
      reason: "Se arruinaron",
    });
    const open = numbers.slice(15);
    const codes = open.flatMap((number) => [number, `http://localhost:8000/talonarios/${number}`]).sort();
    for (
      const [format, pages, size] of [["a4", "2", "595.28 x 841.89 pts (A4)"], [
        "80mm",
        "5",
        "226.772",
      ]] as const
    ) {
      const pdf = await pdfOf(format);
      await checkSyntax(pdf);
      const facts = await factsOf(pdf);
      assert.equal(facts["Title"], `Talón de contingencia ${open[0]} – ${open.at(-1)}`);
      assert.deepEqual([facts["Author"], facts["Pages"]], ["Service Norte", pages]);
      assert.ok(facts["Page size"]?.startsWith(size), JSON.stringify(facts));
      assert.equal(await imagesIn(pdf), 0, "the bars are drawn, not pictures");
      const text = await textOf(pdf);
      for (const said of [...WRITTEN, ...open]) assert.ok(text.includes(said), `${format} says ${said}`);
      assert.ok(!text.includes(numbers[0] ?? ""), "a voided one is not printed");
      assert.deepEqual(await codesOn(pdf, 203), codes, format);
    }
    await desk.post(paths.slipBatchVoiding(batchId), { numbers: open, reason: "No hicieron falta" });
    assert.equal((await desk.get(paths.slipBatchPaper(batchId, "a4"))).status, 409);
  },
);

const WRITTEN = [
  "Service Norte",
  "Talón de contingencia",
  "Fecha y hora",
  "Recibió",
  "Cliente",
  "Teléfono",
  "Equipo",
  "Serie / IMEI",
  "Falla",
  "Accesorios",
  "Firma: acepto los términos",
  "Para el cliente",
];
