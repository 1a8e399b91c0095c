import { sql } from "kysely";
import assert from "node:assert/strict";
import { testApp } from "../support/app.ts";
import { eachDatabase, type TestDatabase } from "../support/database.ts";
import { aCaller } from "./caller.ts";

const MARTA = { name: "Marta Núñez", contacts: [{ kind: "whatsapp", value: "11 4000 1234" }] };

eachDatabase("a client is added, read, changed by its version, and not twice", async (_t, database) => {
  await using app = await testApp(database);
  const caller = await aCaller(app);
  const made = await caller.send("POST", "/api/clientes/", MARTA, { "Idempotency-Key": "uno" });
  assert.equal(made.status, 201);
  const client = await made.json();
  assert.equal(client.contacts[0].value, "+541140001234");
  assert.equal(made.headers.get("Location"), `/api/clientes/${client.id}`);
  const again = await caller.send("POST", "/api/clientes/", MARTA, { "Idempotency-Key": "uno" });
  assert.deepEqual(await again.json(), client);
  const known = await caller.send("POST", "/api/clientes", MARTA);
  assert.equal(known.status, 409);
  assert.equal((await known.json()).code, "client_known");
  const another = await caller.send("POST", "/api/clientes", { ...MARTA, is_another: true });
  assert.equal(another.status, 201);

  const path = `/api/clientes/${client.id}`;
  const read = await caller.get(path);
  const tag = read.headers.get("ETag") ?? "";
  assert.deepEqual(await read.json(), client);
  assert.equal(tag, made.headers.get("ETag"));
  assert.equal((await caller.get(path, { "If-None-Match": tag })).status, 304);
  assert.equal((await caller.send("PATCH", path, { name: "Marta" })).status, 428);
  const type = { "Content-Type": "application/merge-patch+json" };
  const changed = await caller.send("PATCH", path, { address: "Corrientes 1" }, { "If-Match": tag, ...type });
  const told = await changed.json();
  assert.deepEqual([changed.status, told.name, told.address, told.contacts.length], [
    200,
    "Marta Núñez",
    "Corrientes 1",
    1,
  ]);
  const stale = await caller.send("PATCH", path, { address: "" }, { "If-Match": tag });
  assert.equal(stale.status, 412);
  const next = changed.headers.get("ETag") ?? "";
  const cleared = await caller.send("PATCH", path, { address: null, contacts: null }, { "If-Match": next });
  assert.deepEqual([(await cleared.json()).address, cleared.status], ["", 200]);
  const nameless = await caller.send("PATCH", path, { name: null }, { "If-Match": "*" });
  assert.equal(nameless.status, 422);
});

eachDatabase("of ten changes at once with one version one wins", async (_t, database) => {
  await using app = await testApp(database);
  const caller = await aCaller(app);
  const made = await caller.send("POST", "/api/clientes", MARTA);
  const path = made.headers.get("Location") ?? "";
  const tag = made.headers.get("ETag") ?? "";
  const answers = await Promise.all(
    Array.from(
      { length: 10 },
      (_, n) => caller.send("PATCH", path, { notes: `nota ${n}` }, { "If-Match": tag }),
    ),
  );
  const statuses = answers.map(({ status }) => status).sort();
  assert.deepEqual(statuses, [200, ...Array.from({ length: 9 }, () => 412)]);
});

eachDatabase("twenty posts at once with one key make one client", async (_t, database) => {
  await using app = await testApp(database);
  const caller = await aCaller(app);
  const answers = await Promise.all(
    Array.from(
      { length: 20 },
      () => caller.send("POST", "/api/clientes", MARTA, { "Idempotency-Key": "carrera" }),
    ),
  );
  for (const { status } of answers) assert.ok([201, 409].includes(status), String(status));
  assert.ok(answers.some(({ status }) => status === 201));
  assert.equal((await database.db.selectFrom("client").select("id").execute()).length, 1);
  const after = await caller.send("POST", "/api/clientes", MARTA, { "Idempotency-Key": "carrera" });
  assert.equal(after.status, 201);
});

eachDatabase("a client is not there when its answer could not be kept", async (_t, database) => {
  await using app = await testApp(database);
  const caller = await aCaller(app);
  const add = () => caller.send("POST", "/api/clientes", MARTA, { "Idempotency-Key": "caida" });
  const restore = await refuseAnswers(database);
  assert.equal((await add()).status, 500);
  for (const table of ["client", "contact", "event", "idempotency_key"] as const) {
    assert.deepEqual(await database.db.selectFrom(table).selectAll().execute(), [], table);
  }
  await restore();
  const first = await add();
  const again = await add();
  assert.deepEqual([first.status, again.status], [201, 201]);
  assert.equal(first.headers.get("ETag"), again.headers.get("ETag"));
  assert.deepEqual(await again.json(), await first.json());
});

eachDatabase(
  "what is refused is undone and the refusal kept, not so what never began",
  async (_t, database) => {
    await using app = await testApp(database);
    const caller = await aCaller(app);
    const add = (body: object) => caller.send("POST", "/api/clientes", body, { "Idempotency-Key": "uno" });
    assert.equal((await add({ name: "" })).status, 422);
    await caller.send("POST", "/api/clientes", MARTA);
    const refused = await add(MARTA);
    assert.equal(refused.status, 409);
    await database.db.deleteFrom("contact").execute();
    await database.db.deleteFrom("client").execute();
    assert.equal(await (await add(MARTA)).text(), await refused.text());
    assert.equal((await add({ ...MARTA, is_another: true })).status, 422);
  },
);

eachDatabase("many are added at once, each by itself", async (_t, database) => {
  await using app = await testApp(database);
  const caller = await aCaller(app);
  const items = [MARTA, { ...MARTA, name: "Otra" }, { name: "Sin datos" }];
  const answer = await caller.send("POST", "/api/clientes/lote", { items }, { "Idempotency-Key": "lote" });
  const told = await answer.json();
  assert.deepEqual(told.map(({ status }: { status: number }) => status), [201, 409, 201]);
  assert.equal(told[1].problem.code, "client_known");
  const wrong = await caller.send("POST", "/api/clientes/lote", { items: [MARTA, { name: "" }] });
  assert.deepEqual((await wrong.json()).errors.map(({ field }: { field: string }) => field), [
    "items.1.name",
  ]);
});

eachDatabase(
  "a list by name goes on in its order, with the fields that were asked for",
  async (_t, database) => {
    await using app = await testApp(database);
    const caller = await aCaller(app);
    for (const name of ["Zoe", "Ana", "Luz"]) await caller.send("POST", "/api/clientes", { name });
    const names: string[] = [];
    let path = "/api/clientes?sort=name&limit=2&fields=name";
    for (let pages = 0; path !== "" && pages < 4; pages++) {
      const answer = await caller.get(path);
      for (const row of await answer.json()) {
        assert.deepEqual(Object.keys(row), ["name"]);
        names.push(row.name);
      }
      path = /<([^>]+)>; rel="next"/.exec(answer.headers.get("Link") ?? "")?.[1] ?? "";
    }
    assert.deepEqual(names, ["Ana", "Luz", "Zoe"]);
    const mixed = await caller.get(`/api/clientes?cursor=${btoa("name~3").replaceAll("=", "")}`);
    assert.equal((await mixed.json()).errors[0].code, "cursor");
  },
);

/** The database refuses every answer from now on, until what is returned is called. */
async function refuseAnswers({ db, flavour }: TestDatabase): Promise<() => Promise<void>> {
  if (flavour === "sqlite") {
    await sql`create trigger no_answer before update on idempotency_key begin select raise(abort, 'no'); end`
      .execute(db);
    return async () => void await sql`drop trigger no_answer`.execute(db);
  }
  await sql`create function no_answer() returns trigger language plpgsql as $$ begin raise 'no'; end $$`
    .execute(db);
  await sql`create trigger no_answer before update on idempotency_key execute function no_answer()`.execute(
    db,
  );
  return async () => void await sql`drop trigger no_answer on idempotency_key`.execute(db);
}
