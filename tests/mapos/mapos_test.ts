import assert from "node:assert/strict";
import { branchOf } from "../../src/admin/shop.ts";
import { importMapos } from "../../src/mapos/bring.ts";
import { BrokenSql, type DumpRow, insertedRows } from "../../src/mapos/statements.ts";
import { asAdmin, testApp } from "../support/app.ts";
import { freshDatabase } from "../support/database.ts";
import { DUMP } from "./fixture.ts";

async function rowsOf(text: string, length = text.length): Promise<DumpRow[]> {
  const pieces = Array.from(
    { length: Math.ceil(text.length / length) },
    (_, at) => text.slice(at * length, (at + 1) * length),
  );
  return await Array.fromAsync(insertedRows(ReadableStream.from(pieces)));
}

Deno.test("the rows of a MySQL dump are the same however it is cut into pieces", async () => {
  const whole = await rowsOf(DUMP);
  assert.equal(whole.length, 14);
  assert.equal(whole[0]?.values.nomeCliente, `João d'Ávila; "o bom"`);
  assert.equal(whole[1]?.values.nomeCliente, "Oficina O'Neill");
  assert.equal(whole[1]?.values.celular, null);
  for (const length of [1, 7, 64]) assert.deepEqual(await rowsOf(DUMP, length), whole);
});

Deno.test("escapes are those of the manual, and character sets, bits and functions do not confuse", async () => {
  const [row] = await rowsOf(
    "INSERT IGNORE INTO `db`.`t` (`a`,b,c,d,e,f) VALUES ('\\0\\'\\\"\\b\\n\\r\\t\\Z\\\\\\%\\_\\q', _utf8mb4 'x''y', -1.5e3, now(), NULL, true);",
  );
  assert.equal(row?.table, "t");
  assert.deepEqual(row?.values, {
    a: "\0'\"\b\n\r\t\u001A\\\\%\\_q",
    b: "x'y",
    c: "-1.5e3",
    d: null,
    e: null,
    f: "1",
  });
  await assert.rejects(rowsOf("INSERT INTO t (a) VALUES ('never ends"), BrokenSql);
  await assert.rejects(rowsOf("INSERT INTO t (a) VALUES (1, 2);"), BrokenSql);
  await assert.rejects(rowsOf("INSERT INTO t (a) VALUES (1"), BrokenSql);
  assert.deepEqual(
    await rowsOf("SELECT 1; -- INSERT INTO t VALUES (1)\n# no\nINSERT INTO t SELECT * FROM u;"),
    [],
  );
});

Deno.test("a Map-OS shop is tried first, then brought in, and only once", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const { db } = database;
  const path = await Deno.makeTempFile({ suffix: ".sql" });
  await Deno.writeTextFile(path, DUMP);
  const ctx = await app.ctx();
  const wish = { path, branch: branchOf(ctx.shop, app.branchId), finished: "delivered" as const };

  const trial = await importMapos(ctx, { ...wish, write: false });
  assert.equal(trial.clients, "2 new, 0 changed, 0 known, 1 with errors");
  assert.equal(trial.parts, "2 new, 0 changed, 0 known, 0 with errors");
  assert.equal(trial.orders, "2 new, 0 changed, 0 known, 1 with errors");
  assert.ok(trial.problems.some((one) => one.startsWith("orders 103: status: There is no such status")));
  assert.equal((await db.selectFrom("client").select("id").execute()).length, 0);

  const done = await importMapos(ctx, { ...wish, write: true });
  assert.deepEqual({ ...done, written: false }, trial);
  const clients = await db.selectFrom("client").select(["name", "kind", "notes", "address"]).orderBy("seq")
    .execute();
  assert.deepEqual(clients.map(({ name }) => name), [`João d'Ávila; "o bom"`, "Oficina O'Neill"]);
  assert.equal(clients[0]?.address, "Rua das Flores 12, São Paulo");
  assert.deepEqual([clients[1]?.kind, clients[1]?.notes], ["company", "sem email\nnão tem"]);
  const part = await db.selectFrom("part").select(["name", "ean", "price_minor"]).where("sku", "=", "MAPOS-7")
    .executeTakeFirst();
  assert.deepEqual(part, { name: "Tela A52", ean: "7790895000997", price_minor: 12_345 });
  const orders = await db.selectFrom("order").innerJoin("device", "device.id", "order.device_id")
    .select(["order.id", "number", "reference", "status", "fault", "brand", "model", "serial", "category"])
    .orderBy("order.seq").execute();
  assert.deepEqual(orders.map(({ id: _, number: __, ...order }) => order), [
    {
      reference: "101",
      status: "delivered",
      fault: "Não liga",
      brand: "Dell",
      model: "Inspiron 15",
      serial: "ABC12345",
      category: "laptop",
    },
    {
      reference: "102",
      status: "repairing",
      fault: "Tela quebrada",
      brand: "Samsung",
      model: "Galaxy A52",
      serial: "",
      category: "phone",
    },
  ]);
  const page = await (await asAdmin(app)).page(`/ordenes/${orders[0]?.number}`);
  for (
    const words of [
      /Fonte trocada &amp; testada/,
      /250\.00 · Pix · pago 2024-03-08/,
      /foto\.jpg/,
      /Troca de fonte/,
    ]
  ) {
    assert.match(page, words);
  }
  assert.equal((await db.selectFrom("message").select("id").execute()).length, 0);

  const again = await importMapos(ctx, { ...wish, write: true });
  assert.equal(again.clients, "0 new, 0 changed, 2 known, 1 with errors");
  assert.equal(again.orders, "0 new, 0 changed, 2 known, 1 with errors");
  assert.equal((await db.selectFrom("note").select("id").execute()).length, 2);
  await Deno.remove(path);
});
