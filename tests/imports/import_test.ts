import assert from "node:assert/strict";
import { sweepImports } from "../../src/imports/retention.ts";
import type { ImportRun } from "../../src/imports/queries.ts";
import { asAdmin, asReceptionist, testApp } from "../support/app.ts";
import { eachDatabase, freshDatabase } from "../support/database.ts";
import { bringIn, checkRows, importFile, upload } from "./import_stage.ts";

const CLIENTS = [
  "Código;Nombre y apellido;DNI;Teléfono;Correo;Domicilio",
  "C1;Marta Ñúñez;30.111.222;11 4444-5555;marta@example.com;Av. Siempreviva 742",
  "C2;Óscar Peña;;11 6666-7777 / 11 6666-8888;;",
  "C3;;28.000.111;;;",
  "C4;Inés Quiroga;;no tengo;ines@;",
  "C1;Marta Ñúñez;30.111.222;11 4444-5555;marta@example.com;Av. Siempreviva 742",
].join("\r\n");

eachDatabase(
  "clients come from a spreadsheet, tried first, and from the same file never twice",
  async (_, database) => {
    await using app = await testApp(database);
    const admin = await asAdmin(app);
    const { db } = database;
    const id = await upload(admin, "clients", CLIENTS);
    const form = await admin.page(`/admin/importar/${id}/columnas`);
    assert.match(form, /Av\. Siempreviva 742/);
    const checked = await checkRows(app, admin, id);
    assert.deepEqual(tally(checked), {
      state: "checked",
      row_count: 5,
      made: 2,
      changed: 0,
      same: 1,
      failed: 2,
    });
    assert.equal((await db.selectFrom("client").select("id").execute()).length, 0);
    const report = await admin.page(`/admin/importar/${id}`);
    assert.match(report, /Importar 2 filas/);
    assert.match(report, /Complete este dato/);
    const done = await bringIn(app, admin, id);
    assert.deepEqual(tally(done), { state: "done", row_count: 5, made: 2, changed: 0, same: 1, failed: 2 });
    const [marta, oscar, ...others] = await db.selectFrom("client").select([
      "id",
      "name",
      "address",
      "created_by",
    ])
      .orderBy("seq").execute();
    assert.deepEqual(others, []);
    assert.equal(marta?.address, "Av. Siempreviva 742");
    assert.equal(marta?.created_by, app.users.admin.id);
    const phones = await db.selectFrom("contact").select("value").where("client_id", "=", oscar?.id ?? "")
      .orderBy("position").execute();
    assert.deepEqual(phones.map(({ value }) => value), ["+541166667777", "+541166668888"]);

    const again = await importFile(app, admin, { kind: "clients", content: CLIENTS });
    assert.deepEqual(tally(again), { state: "done", row_count: 5, made: 0, changed: 0, same: 3, failed: 2 });
    const moved = CLIENTS.replaceAll("Siempreviva 742", "Rivadavia 10").split("\r\n").slice(0, 2).join(
      "\r\n",
    );
    const changed = await importFile(app, admin, { kind: "clients", content: moved });
    assert.equal(changed.changed, 1);
    const now = await db.selectFrom("client").select("address").where("id", "=", marta?.id ?? "")
      .executeTakeFirst();
    assert.equal(now?.address, "Av. Rivadavia 10");
    assert.equal((await db.selectFrom("message").select("id").execute()).length, 0);
  },
);

Deno.test("the rows with errors come back as a file that can be mended", async () => {
  const database = await freshDatabase();
  await using app = await testApp(database);
  const admin = await asAdmin(app);
  const run = await importFile(app, admin, { kind: "clients", content: CLIENTS });
  const answer = await admin.get(`/admin/importar/${run.id}/errores.csv`);
  const lines = (await answer.text()).trim().split("\r\n");
  assert.equal(lines.length, 3);
  assert.match(lines[0] ?? "", /Fila del archivo;Error$/);
  assert.match(lines[1] ?? "", /^C3;;28\.000\.111;;;;4;Nombre: Complete este dato\.$/);
  const mended = lines.join("\r\n").replace("C3;;", "C3;Hugo Sosa;").replace(
    "no tengo;ines@",
    "11 4000-1000;i@example.com",
  );
  const second = await importFile(app, admin, { kind: "clients", content: mended });
  assert.deepEqual([second.made, second.failed], [2, 0]);
});

Deno.test("files of old programs are read by their own encoding and separator", async () => {
  const database = await freshDatabase();
  await using app = await testApp(database);
  const admin = await asAdmin(app);
  const latin = new Uint8Array([..."Nombre,Dirección\nÑandú,Güemes 1"].map((char) => char.charCodeAt(0)));
  const first = await importFile(app, admin, { kind: "clients", content: latin });
  assert.deepEqual([first.encoding, first.separator, first.made], ["windows-1252", "comma", 1]);
  const text = "\uFEFFNombre\tDirección\r\nÁngel\tAzara 2\r\n";
  const wide = new Uint8Array(new Uint16Array([...text].map((char) => char.charCodeAt(0))).buffer);
  const second = await importFile(app, admin, { kind: "clients", content: wide });
  assert.deepEqual([second.encoding, second.separator, second.made], ["utf-16le", "tab", 1]);
  const names = await database.db.selectFrom("client").select("name").orderBy("seq").execute();
  assert.deepEqual(names, [{ name: "Ñandú" }, { name: "Ángel" }]);
});

Deno.test("what is no table, too little or of no kind is refused beside its field", async () => {
  const database = await freshDatabase();
  await using app = await testApp(database);
  const admin = await asAdmin(app);
  const refused = async (content: string | Uint8Array<ArrayBuffer>, kind = "clients") => {
    const answer = await admin.post("/admin/importar", {
      kind,
      file: new File([content], "x.csv"),
      form_key: crypto.randomUUID(),
    });
    assert.equal(answer.status, 422);
    return await answer.text();
  };
  assert.match(await refused("PK\u0003\u0004abc\u0000"), /no es un archivo de texto/);
  assert.match(await refused("Nombre;Correo\n"), /no tiene filas/);
  assert.match(await refused(""), /Elija un archivo/);
  assert.match(await refused("a;b\nc;d", "cats"), /Complete este dato/);
  const id = await upload(admin, "clients", "a;b\nc;d");
  const answer = await admin.post(`/admin/importar/${id}/columnas`, {
    encoding: "utf-8",
    separator: "semicolon",
    date_order: "day_first",
    version: "1",
    "columns.email": "7",
  });
  assert.equal(answer.status, 422);
  const page = await answer.text();
  assert.match(page, /Sin esta columna no se puede importar/);
  assert.match(page, /Elija una columna de la lista/);
  assert.equal((await (await asReceptionist(app)).get("/admin/importar")).status, 404);
});

eachDatabase("orders keep their former number, their dates and where they stand", async (_, database) => {
  await using app = await testApp(database);
  const admin = await asAdmin(app);
  const orders = [
    "Número;Cliente;Teléfono;Tipo de equipo;Marca;Modelo;IMEI;Problema;Estado;Fecha de ingreso;Fecha de entrega;Técnico",
    "9001;Marta Núñez;11 4444-5555;Celular;Samsung;A52;;No enciende;Entregado;03/04/2024 10:30;10/04/2024;Tomás Técnico",
    "9002;Marta Núñez;11 4444-5555;Notebook;Lenovo;IdeaPad;PF12345;Bisagra;En proceso;2026-11-20;;",
    "9003;Raúl;;Nevera;LG;;;Ruido;Recibido;2026-11-20;;",
    "9004;Raúl;;Otro;LG;;;Ruido;Volando;31/02/2026;;Nadie",
  ].join("\n");
  const run = await importFile(app, admin, { kind: "orders", content: orders });
  assert.deepEqual(tally(run), { state: "done", row_count: 4, made: 2, changed: 0, same: 0, failed: 2 });
  const report = await admin.page(`/admin/importar/${run.id}`);
  for (const sentence of [/tipos de equipo/, /Ese estado no existe/, /No es una fecha/, /Nadie que repare/]) {
    assert.match(report, sentence);
  }
  const [old, open] = await database.db.selectFrom("order").innerJoin(
    "client",
    "client.id",
    "order.client_id",
  )
    .select([
      "number",
      "reference",
      "status",
      "outcome",
      "received_at",
      "closed_at",
      "technician_id",
      "client.id",
    ])
    .orderBy("order.seq").execute();
  assert.equal(old?.reference, "9001");
  assert.deepEqual([old?.status, old?.outcome], ["delivered", "repaired"]);
  assert.equal(new Date(old?.received_at ?? 0).toISOString(), "2024-04-03T13:30:00.000Z");
  assert.equal(old?.technician_id, app.users.technician.id);
  assert.deepEqual([open?.status, open?.closed_at, open?.id], ["repairing", null, old?.id]);
  const events = await database.db.selectFrom("order_event").select(["kind", "actor_name"]).execute();
  assert.deepEqual(new Set(events.map(({ kind }) => kind)), new Set(["imported"]));
  const day = await database.db.selectFrom("order_day").selectAll().where("day", "=", "2024-04-10")
    .executeTakeFirst();
  assert.equal(day?.delivered, 1);
  const page = await admin.page(`/ordenes/${old?.number}`);
  assert.match(page, /Orden 9001 importada de otro sistema/);
  assert.match(await admin.page(`/ordenes/${open?.number}`), /Número anterior/);
  assert.match(await admin.page("/ordenes?q=9002"), new RegExp(open?.number ?? "-"));
  assert.equal((await database.db.selectFrom("message").select("id").execute()).length, 0);
  const again = await importFile(app, admin, {
    kind: "orders",
    content: orders.replace("No enciende", "Otra cosa"),
  });
  assert.deepEqual(tally(again), { state: "done", row_count: 4, made: 0, changed: 0, same: 1, failed: 3 });
});

Deno.test("parts and devices follow their own rules and come back as they were exported", async () => {
  const database = await freshDatabase();
  await using app = await testApp(database);
  const admin = await asAdmin(app);
  const parts = [
    "Código;Nombre;Precio;Costo;Mínimo;Se cuenta en;Código de barras",
    "PAN-A52;Pantalla A52;12.345,60;8000;2;Unidades;7790895000997",
    "CAB-1;Cable;1,5;;0,5;Metros;",
    "BAD SKU;x;gratis;;;Litros;123",
  ].join("\n");
  const run = await importFile(app, admin, { kind: "parts", content: parts });
  assert.deepEqual(tally(run), { state: "done", row_count: 3, made: 2, changed: 0, same: 0, failed: 1 });
  const exported = await (await admin.get("/exportar/repuestos.csv")).text();
  assert.match(exported, /PAN-A52;7790895000997;Pantalla A52/);
  const dearer = exported.replace('"12345,60"', '"13000,00"');
  const second = await importFile(app, admin, { kind: "parts", content: dearer });
  assert.deepEqual([second.made, second.failed], [0, 0]);
  const part = await database.db.selectFrom("part").select(["price_minor", "unit"]).where(
    "sku",
    "=",
    "PAN-A52",
  )
    .executeTakeFirst();
  assert.deepEqual(part, { price_minor: 1_300_000, unit: "unit" });
  const devices =
    "Marca;Modelo;Serie;Categoría;Cliente;Teléfono\nApple;iPhone 13;F2LXYZ123;iPhone;Ana;1144445555\nApple;;;;;";
  const taken = await importFile(app, admin, { kind: "devices", content: devices });
  assert.deepEqual([taken.made, taken.failed], [1, 1]);
  assert.match(await admin.page(`/admin/importar/${taken.id}`), /Falta de quién es/);
});

Deno.test("who asked to be forgotten does not come back by a file, and files go after a month", async () => {
  const database = await freshDatabase();
  await using app = await testApp(database);
  const admin = await asAdmin(app);
  const { db } = database;
  const content = "Código;Nombre\nC1;Marta";
  const run = await importFile(app, admin, { kind: "clients", content });
  await db.updateTable("client").set({ erased_at: app.now, name: "" }).execute();
  for (const again of [content, content.replace("Marta", "Marta Gómez")]) {
    const { failed } = await importFile(app, admin, { kind: "clients", content: again });
    assert.equal(failed, 1);
  }
  assert.deepEqual(await db.selectFrom("client").select("name").execute(), [{ name: "" }]);
  app.now += 31 * 86_400_000;
  await sweepImports(await app.ctx());
  assert.deepEqual(await db.selectFrom("import_run").select("id").execute(), []);
  assert.equal(await app.services.files.read(run.file_hash), null);
});

function tally({ state, row_count, made, changed, same, failed }: ImportRun) {
  return { state, row_count, made, changed, same, failed };
}
