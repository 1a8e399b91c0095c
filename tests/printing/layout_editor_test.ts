import assert from "node:assert/strict";
import { requestLabel } from "../../src/printing/commands.ts";
import { type LabelLayout, SHIPPED_LAYOUTS } from "../../src/printing/label_layout.ts";
import { restoreLayout, saveLayout } from "../../src/printing/layout_commands.ts";
import { branchLayout, currentLayout, ownLayouts } from "../../src/printing/layout_queries.ts";
import { LABEL_TEMPLATES } from "../../src/printing/templates.ts";
import { paths } from "../../src/paths.ts";
import { asAdmin, asReceptionist, type Fields, type TestApp, testApp, userActor } from "../support/app.ts";
import { eachDatabase, freshDatabase, type TestDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";
import { aDaemon, serving } from "./daemon_stage.ts";

const PART = { "HX-Request": "true", "HX-Request-Type": "partial" };

async function shop(database: TestDatabase, test: (app: TestApp) => Promise<void>): Promise<void> {
  await using app = await testApp(database);
  await using server = await serving(app);
  await aDaemon(app, server);
  await test(app);
}

/** The editor's form with a layout in it, as a browser posts it. */
function formOf(layout: LabelLayout, more: Fields = {}): Fields {
  const fields: Fields = { form_key: "click-0001", version: "0", target: layout.qr.target, ...more };
  if (layout.barcode.on) fields.barcode = "1";
  if (layout.qr.on) fields.qr = "1";
  for (const [index, field] of layout.fields.entries()) {
    const put = (name: string, value: string) => value !== "" && (fields[`fields.${index}.${name}`] = value);
    put("field", field.field);
    put("size", String(field.size));
    put("lines", String(field.lines));
    put("prefix", field.prefix);
    for (const tick of ["on", "capitals", "joined", "rule"] as const) put(tick, field[tick] ? "1" : "");
    put("write", field.empty === "write" ? "1" : "");
  }
  return fields;
}

function own(changes: Partial<LabelLayout["fields"][number]> = {}): LabelLayout {
  const shipped = SHIPPED_LAYOUTS.device;
  return {
    ...shipped,
    fields: shipped.fields.map((field) =>
      field.field === "fault" ? { ...field, prefix: "Falla: ", ...changes } : field
    ),
  };
}

eachDatabase("a branch's own layout is what its labels look like, from then on", async (_t, database) => {
  await shop(database, async (app) => {
    const admin = await asAdmin(app);
    const { number } = await anOrder(app, { fault: "No enciende" });
    const ctx = await app.ctx(userActor(app, "receptionist"));
    const print = async (key: string) => {
      const [id = ""] = await requestLabel(ctx, number, { idemKey: key });
      const job = await database.db.selectFrom("print_job").select("content").where("id", "=", id)
        .executeTakeFirstOrThrow();
      return job.content;
    };
    assert.match(await print("before"), /\^FDNo enciende\^FS/);
    const saved = await admin.post(
      paths.labelLayout("device"),
      formOf(own({ capitals: true }), { act: "save" }),
    );
    assert.equal(saved.status, 303);
    assert.match(await print("after"), /\^FDFALLA: NO ENCIENDE\^FS/);
    const restored = await admin.post(paths.labelLayout("device"), {
      act: "restore",
      version: "1",
      form_key: "click-0002",
    });
    assert.equal(restored.status, 303);
    assert.match(await print("restored"), /\^FDNo enciende\^FS/);
    const rows = await database.db.selectFrom("label_layout").select(["version", "created_by_name"])
      .orderBy("version").execute();
    assert.deepEqual(rows.map(({ version }) => version), [1, 2]);
    const audit = await database.db.selectFrom("audit_event").select(["kind", "actor_name"])
      .where("subject_kind", "=", "label_layout").orderBy("id").execute();
    assert.deepEqual(audit.map(({ kind }) => kind), ["label_layout_saved", "label_layout_restored"]);
    assert.match(await admin.page(paths.audit()), /Cambió el diseño de una etiqueta/);
  });
});

eachDatabase(
  "a layout is the branch's own, and saving the same again makes no version",
  async (_t, database) => {
    await using app = await testApp(database);
    const ctx = await app.ctx(userActor(app, "admin"));
    const place = { branchId: app.branchId, template: "device" } as const;
    const layout = own();
    await saveLayout(ctx, { branchId: app.branchId, layout, version: 0 });
    await saveLayout(ctx, { branchId: app.branchId, layout, version: 1 });
    assert.deepEqual(await branchLayout(database.db, place), layout);
    const { own: isOwn, version, savedBy } = await currentLayout(database.db, place);
    assert.deepEqual([isOwn, version, savedBy], [true, 1, app.users.admin.name]);
    assert.deepEqual([...await ownLayouts(database.db, app.branchId)], [["device", layout]]);
    assert.equal((await ownLayouts(database.db, "another")).size, 0);
    await restoreLayout(ctx, place, 1);
    assert.deepEqual(await branchLayout(database.db, place), SHIPPED_LAYOUTS.device);
    assert.equal((await ownLayouts(database.db, app.branchId)).size, 0);
  },
);

eachDatabase("two who save at once: the second is told, and keeps what was done", async (_t, database) => {
  await shop(database, async (app) => {
    const ctx = await app.ctx(userActor(app, "admin"));
    const both = await Promise.allSettled(
      ["Falla: ", "Motivo: "].map((prefix) =>
        saveLayout(ctx, { branchId: app.branchId, layout: own({ prefix }), version: 0 })
      ),
    );
    assert.deepEqual(both.map(({ status }) => status).sort(), ["fulfilled", "rejected"]);
    const admin = await asAdmin(app);
    const late = await admin.post(
      paths.labelLayout("device"),
      formOf(own({ prefix: "Tarde:" }), { act: "save" }),
    );
    assert.equal(late.status, 409);
    const html = await late.text();
    assert.match(html, /Otra persona guardó este diseño/);
    assert.match(html, /value="Tarde:"/);
    const again = {
      ...formOf(own({ prefix: "Tarde:" }), { act: "save" }),
      version: /name="version" value="(\d+)"/.exec(html)?.[1] ?? "",
    };
    assert.equal((await admin.post(paths.labelLayout("device"), again)).status, 303);
  });
});

Deno.test("a field goes up and down by a button, with and without scripts, and nothing is saved by that", async () => {
  await using database = await freshDatabase();
  await shop(database, async (app) => {
    const admin = await asAdmin(app);
    const order = (html: string) =>
      [...html.matchAll(/name="fields\.\d+\.field" value="(\w+)"/g)].map(([, field]) => field);
    const names = SHIPPED_LAYOUTS.device.fields.map(({ field }) => field);
    for (const headers of [{}, PART]) {
      const answer = await admin.post(
        paths.labelLayout("device"),
        formOf(SHIPPED_LAYOUTS.device, { act: "up.client" }),
        headers,
      );
      assert.equal(answer.status, 200);
      const html = await answer.text();
      assert.equal(/<!doctype/.test(html), headers !== PART);
      assert.deepEqual(order(html).slice(0, 2), ["client", "number"]);
      assert.match(html, /Cliente: lugar 1 de 9/);
      assert.match(html, /Sin guardar/);
    }
    const last = await admin.post(
      paths.labelLayout("device"),
      formOf(SHIPPED_LAYOUTS.device, { act: `down.${names.at(-1)}` }),
    );
    assert.deepEqual(order(await last.text()), names);
    assert.equal((await ownLayouts(database.db, app.branchId)).size, 0);
  });
});

Deno.test("the preview shows the layout on the stock and with the order that were chosen", async () => {
  await using database = await freshDatabase();
  await shop(database, async (app) => {
    const admin = await asAdmin(app);
    const { number } = await anOrder(app, { fault: "Pantalla rota" });
    const see = async (more: Fields) => {
      const answer = await admin.post(paths.labelLayoutPreview("device"), formOf(own(), more));
      assert.equal(answer.status, 200);
      return await answer.text();
    };
    assert.match(await see({}), /viewBox="0 0 57 32"[\s\S]*María Núñez/);
    assert.match(
      await see({ medida: "100x150", orden: number.toLowerCase() }),
      /viewBox="0 0 100 150"[\s\S]*Falla: Pantalla rota/,
    );
    assert.match(await see({ medida: "80", orden: "" }), /viewBox="0 0 80 /);
    const page = await admin.page(paths.labelLayout("device", "?orden=S01-999999"));
    assert.match(page, /No hay una orden con ese número/);
    const wrong = await admin.post(paths.labelLayoutPreview("device"), {
      ...formOf(own()),
      "fields.0.size": "9",
    }, PART);
    assert.equal(wrong.status, 422);
  });
});

Deno.test("a test of a layout that is not saved goes to the printer", async () => {
  await using database = await freshDatabase();
  await shop(database, async (app) => {
    const admin = await asAdmin(app);
    const form = formOf(own(), { act: "print" });
    for (const headers of [{}, PART]) {
      const answer = await admin.post(paths.labelLayout("device"), form, headers);
      assert.equal(answer.status, 200);
      const said = headers === PART ? answer.headers.get("HX-Trigger") : await answer.text();
      assert.match(said ?? "", /etiqueta de prueba con este dise/);
    }
    const jobs = await database.db.selectFrom("print_job").select(["template", "content", "order_id"])
      .execute();
    assert.equal(jobs.length, 1, "one click");
    assert.match(jobs[0]?.content ?? "", /\^FDFalla: No carga/);
    assert.equal((await ownLayouts(database.db, app.branchId)).size, 0);
  });
});

Deno.test("a layout that no editor makes is refused", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const admin = await asAdmin(app);
  const form = formOf(SHIPPED_LAYOUTS.device, { act: "save" });
  const wrongs: Fields[] = [
    { "fields.0.field": "contents" },
    { "fields.0.field": "client" },
    { "fields.1.lines": "0" },
    { "fields.1.lines": "99" },
    { "fields.2.prefix": "x".repeat(60) },
    { target: "link" },
  ];
  for (const wrong of wrongs) {
    const answer = await admin.post(paths.labelLayout("device"), { ...form, ...wrong });
    assert.equal(answer.status, 422, JSON.stringify(wrong));
  }
  assert.equal((await admin.get(paths.labelLayout("nonsense"))).status, 404);
  assert.equal((await ownLayouts(database.db, app.branchId)).size, 0);
});

Deno.test("an administrator sees every label, the others none of it", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const html = await (await asAdmin(app)).page(paths.labelLayouts());
  for (const template of LABEL_TEMPLATES) {
    assert.ok(html.includes(`href="${paths.labelLayout(template)}`), template);
  }
  assert.equal(html.match(/<svg[^>]*viewBox="0 0 57 32"/g)?.length, LABEL_TEMPLATES.length);
  const desk = await asReceptionist(app);
  assert.equal((await desk.get(paths.labelLayouts())).status, 404);
  assert.equal((await desk.get(paths.labelLayout("device"))).status, 404);
  assert.equal((await desk.post(paths.labelLayout("device"))).status, 403);
});
