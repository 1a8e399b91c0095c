import assert from "node:assert/strict";
import type { CompiledQuery } from "kysely";
import { openDatabase } from "../../src/db/open.ts";
import { addPart } from "../../src/parts/order_part_commands.ts";
import { addedPart } from "../../src/parts/order_part_input.ts";
import { asAdmin, asReceptionist, asTechnician, type TestApp, testApp, userActor } from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";
import { anOrder, type BuiltOrder, type OrderWish } from "../support/order_builders.ts";
import { aPart } from "../support/part_builders.ts";
import { assertUsesIndex } from "../support/plan.ts";

const MAIL = { SMTP_URL: "smtp://127.0.0.1:1" };

eachDatabase("several orders move together, once it was seen who hears of it", async (_, database) => {
  await using app = await testApp(database, MAIL);
  const technicianId = app.users.technician.id;
  const repairing: OrderWish = { status: "repairing", technicianId };
  const mailed = await anOrder(app, {
    ...repairing,
    client: { name: "Marta Gómez", email: "marta@example.com" },
  });
  const called = await anOrder(app, { ...repairing, client: { name: "Elsa Sosa" } });
  const foreign = await anOrder(app, { status: "repairing" });
  const early = await anOrder(app, { status: "received", technicianId });
  const tomas = await asTechnician(app);
  const all = [mailed, called, foreign, early];
  const preview = await tomas.page(moving(all, "ready"));
  assert.match(preview, /Pasar 2 órdenes a «Listo para retirar»/);
  assert.match(preview, /Marta Gómez[^]*?Se avisará a Marta Gómez por correo a marta@example\.com/);
  assert.match(preview, /No se podrá avisar a Elsa Sosa: no tiene correo\. Quedará en «Por avisar»/);
  assert.match(preview, /1 mensaje a un cliente, 1 cliente por avisar\./);
  assert.match(preview, new RegExp(`${foreign.number}[^]*?le toca a otra persona`));
  assert.match(preview, new RegExp(`${early.number}[^]*?De este estado no se pasa a ese`));
  assert.equal(await messages(app), 0, "nothing is done by looking");

  const fields = fieldsOf(preview);
  const open = await tomas.post("/ordenes/lote", fields);
  assert.equal(open.status, 422);
  assert.match(await open.text(), /Hay 1 dato para corregir[^]*name="outcome"/);
  assert.deepEqual(await statuses(app, all), ["repairing", "repairing", "repairing", "received"]);
  const done = await tomas.post("/ordenes/lote", { ...fields, outcome: "repaired" });
  assert.equal(done.status, 200);
  const result = await done.text();
  assert.match(result, /2 órdenes: pasaron a «Listo para retirar»/);
  assert.deepEqual(await statuses(app, all), ["ready", "ready", "repairing", "received"]);
  assert.equal(await messages(app), 1);

  const twice = await tomas.post("/ordenes/lote", { ...fields, outcome: "repaired" });
  assert.match(await twice.text(), /2 órdenes: pasaron a «Listo para retirar»/);
  assert.equal(await messages(app), 1, "one form, one deed");

  const back = await tomas.post("/ordenes/lote/reversion", { orden: [mailed.number, called.number] });
  assert.match(await back.text(), /2 órdenes: volvieron a como estaban/);
  assert.deepEqual(await statuses(app, all), ["repairing", "repairing", "repairing", "received"]);
});

eachDatabase("what changed since it was shown stays as it is, and is told", async (_, database) => {
  await using app = await testApp(database);
  const technicianId = app.users.technician.id;
  const [moved, waiting] = [
    await anOrder(app, { status: "approved", technicianId }),
    await anOrder(app, { status: "approved", technicianId }),
  ];
  const tomas = await asTechnician(app);
  const preview = await tomas.page(moving([moved, waiting], "repairing"));
  await (await asAdmin(app)).post(`/ordenes/${moved.number}/estado`, {
    from: "approved",
    to: "awaiting_parts",
  });
  const result = await (await tomas.post("/ordenes/lote", fieldsOf(preview))).text();
  assert.match(result, /1 orden: pasó a «En reparación»/);
  assert.match(
    result,
    new RegExp(`1 orden sin cambios[^]*${moved.number}[^]*Otra persona guardó esta orden`),
  );
  assert.deepEqual(await statuses(app, [moved, waiting]), ["awaiting_parts", "repairing"]);
});

eachDatabase(
  "several orders go to a technician, or to nobody; labels are asked for together",
  async (t, database) => {
    await using app = await testApp(database);
    const technicianId = app.users.technician.id;
    const free = await anOrder(app);
    const taken = await anOrder(app, { technicianId });
    const gone = await anOrder(app, { status: "delivered" });
    const rocio = await asReceptionist(app);
    const all = [free, taken, gone];

    await t.step("assigned", async () => {
      const preview = await rocio.page(
        `/ordenes/lote?accion=asignacion&tecnico=${technicianId}${ordersOf(all)}`,
      );
      assert.match(preview, /Asignar 1 orden a Tomás Técnico/);
      assert.match(preview, new RegExp(`${taken.number}[^]*?Ya está así asignada`));
      assert.match(preview, new RegExp(`${gone.number}[^]*?ya está cerrada`));
      assert.match(preview, /No se avisa a ningún cliente/);
      const result = await (await rocio.post("/ordenes/lote", fieldsOf(preview))).text();
      assert.match(result, /1 orden: asignada/);
      assert.doesNotMatch(result, /Deshacer todo/);
      const nobody = await rocio.page(`/ordenes/lote?accion=asignacion${ordersOf([free, taken])}`);
      assert.match(nobody, /Dejar 2 órdenes sin técnico/);
      await rocio.post("/ordenes/lote", fieldsOf(nobody));
      const rows = await database.db.selectFrom("order").select("technician_id").where(
        "status",
        "=",
        "received",
      ).execute();
      assert.deepEqual(rows.map((row) => row.technician_id), [null, null]);
    });
    await t.step("not by a technician", async () => {
      const tomas = await asTechnician(app);
      const preview = await tomas.page(
        `/ordenes/lote?accion=asignacion&tecnico=${technicianId}${ordersOf([free])}`,
      );
      const result = await (await tomas.post("/ordenes/lote", fieldsOf(preview))).text();
      assert.match(result, /0 órdenes: asignadas[^]*1 orden sin cambios[^]*Su rol no permite/);
      assert.doesNotMatch(await tomas.page("/ordenes?seleccion=1"), /value="asignacion"/);
    });
    await t.step("labels, where there is no printer", async () => {
      const preview = await rocio.page(`/ordenes/lote?accion=etiquetas${ordersOf(all)}`);
      assert.match(preview, /Imprimir las etiquetas de 3 órdenes/);
      const result = await (await rocio.post("/ordenes/lote", fieldsOf(preview))).text();
      assert.match(result, /3 órdenes sin cambios[^]*impresora/i);
    });
  },
);

eachDatabase("work that begins together is given to somebody where nobody has it", async (_, database) => {
  await using app = await testApp(database);
  const technicianId = app.users.technician.id;
  const free = await anOrder(app);
  const taken = await anOrder(app, { technicianId });
  const ana = await asAdmin(app);
  const preview = await ana.page(moving([free, taken], "diagnosing"));
  assert.match(preview, /name="technician_id"/);
  const open = await ana.post("/ordenes/lote", fieldsOf(preview));
  assert.equal(open.status, 422);
  const given = { ...fieldsOf(preview), technician_id: app.users.admin.id };
  const result = await (await ana.post("/ordenes/lote", given)).text();
  assert.match(result, /2 órdenes: pasaron a «En diagnóstico»/);
  const rows = await database.db.selectFrom("order").select("technician_id").orderBy("seq").execute();
  assert.deepEqual(rows.map((row) => row.technician_id), [app.users.admin.id, technicianId]);
});

eachDatabase("parts that differ from the plan are explained order by order", async (_, database) => {
  await using app = await testApp(database);
  const technicianId = app.users.technician.id;
  const { sku } = await aPart(app, { stock: 1 });
  const differs = await anOrder(app, { status: "awaiting_approval", technicianId });
  const part = addedPart("es").parse({ code: sku, form_key: crypto.randomUUID() });
  await addPart(await app.ctx(userActor(app, "admin")), differs.number, part);
  await database.db.updateTable("order").set({ status: "repairing" }).where("id", "=", differs.id).execute();
  const plain = await anOrder(app, { status: "repairing", technicianId });
  const preview = await (await asAdmin(app)).page(moving([differs, plain], "ready"));
  assert.match(preview, /Pasar 1 orden a «Listo para retirar»/);
  assert.match(preview, new RegExp(`No se hace[^]*${differs.number}[^]*?Pide datos propios de esta orden`));
});

eachDatabase(
  "what each client has to answer is not done in bulk; nothing chosen is nothing",
  async (_, database) => {
    await using app = await testApp(database);
    const asking = await anOrder(app, { status: "awaiting_approval" });
    const priced = await anOrder(app, { status: "received", preauthorisedMinor: 100_00 });
    const back = await anOrder(app, { status: "awaiting_parts" });
    const rocio = await asReceptionist(app);
    const preview = await rocio.page(moving([asking, priced, back], "approved"));
    assert.match(preview, /Pasar 1 orden a «Aprobado»/);
    for (const { number } of [asking, priced]) {
      assert.match(preview, new RegExp(`No se hace[^]*${number}[^]*?con su propio formulario`));
    }
    const offerless = await anOrder(app, { status: "diagnosing", diagnosis: "Módulo roto" });
    assert.match(
      await rocio.page(moving([offerless], "awaiting_approval")),
      new RegExp(`No se hace[^]*${offerless.number}[^]*?Pide datos propios de esta orden`),
    );
    for (const query of ["", "?accion=estado&pasar_a=ready", "?accion=todo&orden=S01-000001"]) {
      const none = await rocio.get(`/ordenes/lote${query}`);
      assert.equal(none.status, 422);
      assert.match(await none.text(), /Revise los datos[^]*Elija al menos una orden/);
    }
    const nowhere = await rocio.page(`/ordenes/lote?accion=estado&pasar_a=ready&orden=S01-999999`);
    assert.match(nowhere, /No hay ninguna orden con la que se pueda hacer/);
    const unknown = await rocio.page(`/ordenes/lote?accion=estado&orden=${priced.number}`);
    assert.match(unknown, /No se hace/);
  },
);

eachDatabase(
  "the list offers boxes when it is asked to, keeps its filters, and costs nothing otherwise",
  async (_, database) => {
    await using app = await testApp(database);
    await anOrder(app, { status: "repairing" });
    const rocio = await asReceptionist(app);
    const plain = await rocio.page("/ordenes?grupo=open");
    assert.doesNotMatch(plain, /type="checkbox" name="orden"/);
    const [, choose = ""] = /href="([^"]+)">Elegir varias/.exec(plain) ?? [];
    const selection = await rocio.page(choose.replaceAll("&amp;", "&"));
    assert.match(
      selection,
      /name="orden" value="S01-000001" form="bulk-form" aria-label="Elegir S01-000001"/,
    );
    assert.match(selection, /type="hidden" name="seleccion" value="1"/);
    assert.match(selection, /href="\/ordenes\?grupo=open"[^>]*><span>Terminar/);
    const part = await rocio.get(choose.replaceAll("&amp;", "&"), {
      "HX-Request": "true",
      "HX-Request-Type": "partial",
    });
    const fragment = await part.text();
    assert.match(fragment, /^<div id="order-list">/);
    assert.match(fragment, /Tomás Técnico/, "the technicians to choose from come along");
  },
);

eachDatabase("a preview of fifty orders asks the database as often as one of two", async (_, database) => {
  const asked: CompiledQuery[] = [];
  const watched = await openDatabase(database.url, { onQuery: (query) => asked.push(query) });
  try {
    await using app = await testApp(watched);
    const orders: BuiltOrder[] = [];
    for (let index = 0; index < 50; index++) orders.push(await anOrder(app, { status: "repairing" }));
    const rocio = await asReceptionist(app);
    const queries = async (path: string) => {
      asked.length = 0;
      await rocio.page(path);
      return asked.length;
    };
    await rocio.page("/ordenes");
    const two = await queries(moving(orders.slice(0, 2), "on_hold"));
    assert.equal(await queries(moving(orders, "on_hold")), two);
    const lists = asked.filter(({ sql }) => /"order"|"order_part"|"diagnosis"/.test(sql));
    assert.equal(lists.length, 2);
    for (const query of lists) await assertUsesIndex(watched, query);
  } finally {
    await watched.close();
  }
}, { engines: ["libsql"] });

function moving(orders: readonly BuiltOrder[], to: string): string {
  return `/ordenes/lote?accion=estado&pasar_a=${to}${ordersOf(orders)}`;
}

function ordersOf(orders: readonly BuiltOrder[]): string {
  return orders.map(({ number }) => `&orden=${number}`).join("");
}

/** What the preview's form would send. */
function fieldsOf(page: string): Record<string, string> {
  const form = /<form class="stack" method="post" action="\/ordenes\/lote">[^]*?<\/form>/.exec(page)?.[0] ??
    "";
  const hidden = [...form.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)];
  return Object.fromEntries(
    hidden.filter(([, name]) => name !== "_csrf").map(([, name = "", value = ""]) => [name, value]),
  );
}

async function statuses(app: TestApp, orders: readonly BuiltOrder[]): Promise<string[]> {
  const rows = await app.services.database.db.selectFrom("order").select(["id", "status"]).execute();
  return orders.map(({ id }) => rows.find((row) => row.id === id)?.status ?? "");
}

async function messages(app: TestApp): Promise<number> {
  const rows = await app.services.database.db.selectFrom("message").select("id").execute();
  return rows.length;
}
