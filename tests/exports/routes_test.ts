import assert from "node:assert/strict";
import { parse } from "csv-parse/sync";
import { auditList } from "../../src/audit/queries.ts";
import { auditFilter } from "../../src/audit/filter.ts";
import { fold } from "../../src/lib/fold.ts";
import { asAdmin, asReceptionist, asTechnician, type Browser, testApp, userActor } from "../support/app.ts";
import { eachDatabase, freshDatabase } from "../support/database.ts";
import { fillOrder } from "../support/full_order.ts";
import { anOrder } from "../support/order_builders.ts";
import { aPart } from "../support/part_builders.ts";

const CLIENT = {
  kind: "person",
  document: "",
  document_fold: "",
  address: "",
  notes: "",
  locale: "es",
  form_key: null,
  created_at: 0,
  created_by: null,
  updated_at: 0,
  version: 1,
} as const;

/** The rows of a list's file by heading, as an independent reader finds them. */
async function rowsOf(browser: Browser, address: string, delimiter = ";"): Promise<Record<string, string>[]> {
  const answer = await browser.get(`/exportar/${address}`);
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(await answer.arrayBuffer());
  assert.equal(answer.status, 200, text.slice(0, 300));
  assert.equal(answer.headers.get("Content-Type"), "text/csv; charset=utf-8");
  assert.match(answer.headers.get("Content-Disposition") ?? "", /^attachment; filename="[\w-]+\.csv"$/);
  assert.ok(text.startsWith("\uFEFF"));
  return parse(text, { columns: true, delimiter, bom: true, record_delimiter: "\r\n" });
}

eachDatabase(
  "a list of orders is taken along as it is filtered, and the log tells who took it",
  async (_, database) => {
    await using app = await testApp(database);
    const ready = await anOrder(app, {
      status: "ready",
      outcome: "repaired",
      fault: '=HYPERLINK("http://evil")',
      charges: [100_00],
      payments: [40_50],
    });
    await anOrder(app, { status: "received" });
    const admin = await asAdmin(app);
    const [row, ...others] = await rowsOf(admin, "ordenes.csv?estado=ready");
    assert.deepEqual(others, []);
    assert.equal(row?.Orden, ready.number);
    assert.equal(row?.["Código de estado"], "ready");
    assert.equal(row?.Falla, '\'=HYPERLINK("http://evil")');
    assert.equal(row?.Recibida, "2026-11-23 10:00");
    assert.deepEqual([row?.Cargos, row?.Pagado, row?.Saldo, row?.Moneda], [
      "100,00",
      "40,50",
      "59,50",
      "ARS",
    ]);
    const [event] = await auditList(await app.ctx(), auditFilter({ tipo: "list_exported" })).execute();
    assert.equal(event?.actor_name, "Ana Administradora");
    assert.deepEqual(JSON.parse(event?.data_json ?? ""), {
      list: "orders",
      filter: { estado: "ready" },
      rows: 1,
      whole: true,
    });
    assert.match(await admin.page("/admin/auditoria"), /Descargó una lista/);
  },
);

Deno.test("a list longer than what is read at a time comes whole, in its own order", async () => {
  const database = await freshDatabase();
  await using app = await testApp(database);
  const ctx = await app.ctx();
  await ctx.db.insertInto("client").values(
    Array.from({ length: 501 }, (_, made) => {
      const name = `Cliente ${String(made).padStart(4, "0")}`;
      return { ...CLIENT, id: ctx.random.id(app.now), name, name_fold: fold(name), search_fold: fold(name) };
    }),
  ).execute();
  const admin = await asAdmin(app);
  const newest = await rowsOf(admin, "clientes.csv");
  assert.equal(newest.length, 501);
  assert.equal(newest[0]?.Nombre, "Cliente 0500");
  const byName = await rowsOf(admin, "clientes.csv?orden=nombre&separador=coma", ",");
  assert.deepEqual(byName.map(({ Nombre }) => Nombre), newest.map(({ Nombre }) => Nombre).toReversed());
  assert.equal((await rowsOf(admin, "clientes.csv?q=0377")).length, 1);
});

eachDatabase("every list can be taken along", async (_, database) => {
  await using app = await testApp(database);
  const order = await anOrder(app, { status: "repairing", technicianId: app.users.technician.id });
  await fillOrder(await app.ctx(userActor(app, "receptionist")), order.id);
  await aPart(app, { stock: 2 });
  const admin = await asAdmin(app);
  for (const list of ["ordenes", "clientes", "equipos", "repuestos"]) {
    assert.ok((await rowsOf(admin, `${list}.csv`)).length > 0, list);
  }
  const desk = await asReceptionist(app);
  await desk.post("/talonarios", { count: "3", form_key: crypto.randomUUID() });
  const slips = await rowsOf(admin, "talones.csv");
  assert.deepEqual(slips.map((slip) => slip["Código de estado"]), ["open", "open", "open"]);
  assert.ok(slips[0] && slips[2] && String(slips[0].Talón) > String(slips[2].Talón), "the newest first");
  assert.deepEqual(await rowsOf(admin, "talones.csv?ver=usados"), []);
  for (const list of ["mensajes", "etiquetas"]) {
    await rowsOf(admin, `${list}.csv`);
    assert.equal((await desk.get(`/exportar/${list}.csv`)).status, 404, `${list} are not the desk's`);
  }
  for (
    const list of ["compras", "pagos", "cajas", "deudores", "agenda", "prestamos", "por-avisar", "auditoria"]
  ) {
    await rowsOf(admin, `${list}.csv`);
  }
});

Deno.test("costs go to nobody who may not see them, and lists to nobody who may not take them along", async () => {
  const database = await freshDatabase();
  await using app = await testApp(database);
  await aPart(app, { stock: 2 });
  const [mine] = await rowsOf(await asAdmin(app), "repuestos.csv");
  assert.ok(mine && "Costo" in mine && "Precio" in mine);
  const desk = await asReceptionist(app);
  const [theirs] = await rowsOf(desk, "repuestos.csv");
  assert.ok(theirs && !("Costo" in theirs) && "Precio" in theirs);
  assert.match(await desk.page("/repuestos"), /\/exportar\/repuestos\.csv/);
  const technician = await asTechnician(app);
  assert.equal((await technician.get("/exportar/repuestos.csv")).status, 404);
  assert.doesNotMatch(await technician.page("/repuestos"), /exportar/);
});

Deno.test("who leaves half way is told of as well", async () => {
  const database = await freshDatabase();
  await using app = await testApp(database);
  await anOrder(app);
  const answer = await (await asAdmin(app)).get("/exportar/ordenes.csv");
  const reader = answer.body?.getReader();
  await reader?.read();
  await reader?.cancel();
  const [event] = await auditList(await app.ctx(), auditFilter({ tipo: "list_exported" })).execute();
  assert.deepEqual(JSON.parse(event?.data_json ?? "").whole, false);
});
