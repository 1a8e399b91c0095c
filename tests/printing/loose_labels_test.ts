import assert from "node:assert/strict";
import { printLooseLabel } from "../../src/printing/loose_label_commands.ts";
import { TextLabelInput } from "../../src/printing/loose_label_input.ts";
import { paths } from "../../src/paths.ts";
import { asReceptionist, type TestApp, testApp, userActor } from "../support/app.ts";
import { eachDatabase, freshDatabase, type TestDatabase } from "../support/database.ts";
import { checkSyntax, codesOn, factsOf, paperTest } from "../documents/paper.ts";
import { aDaemon, serving } from "./daemon_stage.ts";
import { FULL } from "./label_data.ts";

const TEXT = {
  plantilla: "text",
  code: "aviso-7",
  "lines.0": "Frágil",
  "lines.1": "No apilar",
  url: "https://taller.example.com/aviso",
  form_key: "click-0001",
};

async function shop(database: TestDatabase, test: (app: TestApp) => Promise<void>): Promise<void> {
  await using app = await testApp(database);
  await using server = await serving(app);
  await aDaemon(app, server);
  await test(app);
}

function jobs(database: TestDatabase) {
  return database.db.selectFrom("print_job").selectAll().orderBy("seq").execute();
}

eachDatabase(
  "what staff type comes out of the branch's label printer, once per click",
  async (_t, database) => {
    await shop(database, async (app) => {
      const desk = await asReceptionist(app);
      for (const _ of [1, 2]) {
        const answer = await desk.post(paths.looseLabels(), { ...TEXT, act: "print", copies: "3" });
        assert.equal(answer.status, 303);
        const to = answer.headers.get("Location") ?? "";
        assert.match(to, /^\/etiquetas\?plantilla=text&code=aviso-7/, "what was typed stays");
        assert.doesNotMatch(to, /_csrf|form_key/);
      }
      const [job, ...others] = await jobs(database);
      assert.deepEqual(others, []);
      assert.deepEqual([job?.template, job?.title, job?.copies, job?.order_id], ["text", "AVISO-7", 3, null]);
      assert.match(
        job?.content ?? "",
        /\^FDAVISO-7\^FS[\s\S]*MA,https:\/\/taller\.example\.com\/aviso\^FS[\s\S]*\^PQ3\^XZ/,
      );
    });
  },
);

eachDatabase("labels of shelves, parts and slips go through the same queue", async (_t, database) => {
  await shop(database, async (app) => {
    const ctx = await app.ctx(userActor(app, "technician"));
    for (const template of ["shelf", "part", "slip"] as const) {
      const label = { template, data: FULL[template], title: template } as Parameters<
        typeof printLooseLabel
      >[1]["label"];
      await printLooseLabel(ctx, { branchId: app.branchId, label, idemKey: template });
    }
    assert.deepEqual((await jobs(database)).map((job) => job.template), ["shelf", "part", "slip"]);
  });
});

Deno.test("what is wrong is said beside its field, and what was typed stays", async () => {
  await using database = await freshDatabase();
  await shop(database, async (app) => {
    const desk = await asReceptionist(app);
    const wrong = {
      ...TEXT,
      plantilla: "part",
      code: "año 1",
      name: "",
      url: "ftp://x",
      copies: "99",
      act: "print",
    };
    const answer = await desk.post(paths.looseLabels(), wrong);
    assert.equal(answer.status, 422);
    const html = await answer.text();
    assert.match(html, /value="año 1"/);
    for (
      const sentence of [
        "De 1 a 40 letras mayúsculas",
        "Un enlace como",
        "Complete este dato",
        "No puede ser más de 20",
      ]
    ) {
      assert.ok(html.includes(sentence), sentence);
    }
    assert.deepEqual(await jobs(database), []);
  });
});

Deno.test("the preview follows what is typed, right or wrong, and tells what does not fit", async () => {
  await using database = await freshDatabase();
  await shop(database, async (app) => {
    const desk = await asReceptionist(app);
    const see = async (fields: Record<string, string>) => {
      const answer = await desk.post(paths.looseLabelPreview(), { ...TEXT, ...fields });
      assert.equal(answer.status, 200);
      return await answer.text();
    };
    const html = await see({});
    assert.match(html, /^<div id="label-preview"/);
    assert.match(html, /AVISO-7[\s\S]*Frágil[\s\S]*Todo entra/);
    assert.match(await see({ "lines.0": "Frágil ".repeat(60) }), /se acorta con puntos/);
    assert.match(await see({ code: "con espacio" }), /El código de barras no entra/);
    assert.match(
      await see({ "lines.0": "<script>日本</script>" }),
      /&lt;script&gt;\?\?[\s\S]*sale como «\?»/,
    );
  });
});

Deno.test("without scripts the page itself shows the label", async () => {
  await using database = await freshDatabase();
  await shop(database, async (app) => {
    const desk = await asReceptionist(app);
    const answer = await desk.post(paths.looseLabels(), { ...TEXT, act: "preview" });
    const html = await answer.text();
    assert.match(html, /<!doctype html>[\s\S]*AVISO-7[\s\S]*Frágil/);
    assert.match(
      await desk.page(paths.looseLabels("?plantilla=shelf&code=est-1&name=Caja")),
      /EST-1[\s\S]*Caja/,
    );
    assert.match(await desk.page(paths.looseLabels("?plantilla=nonsense")), /Renglón 4/);
  });
});

paperTest("a shop without a label printer gets the label as a page of its size", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const desk = await asReceptionist(app);
  assert.match(await desk.page(paths.looseLabels()), /no tiene una impresora de etiquetas/);
  assert.equal((await desk.post(paths.looseLabels(), { ...TEXT, act: "print" })).status, 409);
  const answer = await desk.post(paths.looseLabels(), { ...TEXT, act: "pdf", stock: "100x50" });
  assert.equal(answer.headers.get("Content-Type"), "application/pdf");
  const pdf = new Uint8Array(await answer.arrayBuffer());
  await checkSyntax(pdf);
  const facts = await factsOf(pdf);
  assert.deepEqual([facts.Pages, facts.Title, facts["Page size"]], ["1", "AVISO-7", "283.465 x 141.732 pts"]);
  assert.deepEqual(await codesOn(pdf, 300), ["AVISO-7", "https://taller.example.com/aviso"]);
});

Deno.test("the text label's data is a code, up to four lines and a link", () => {
  const read = (data: unknown) => TextLabelInput.safeParse(data);
  assert.deepEqual(read({ code: "a-1", lines: ["x"], url: "https://a.example" }).data, {
    code: "A-1",
    lines: ["x"],
    url: "https://a.example",
  });
  assert.deepEqual(read({ code: "A" }).data, { code: "A", lines: [], url: null });
  for (
    const wrong of [{}, { code: "ñ" }, { code: "A", lines: ["1", "2", "3", "4", "5"] }, {
      code: "A",
      url: "javascript:1",
    }, { code: "A", url: "https://ñ.example" }]
  ) {
    assert.equal(read(wrong).success, false, JSON.stringify(wrong));
  }
});
