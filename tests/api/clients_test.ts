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
  const head = await caller.send("HEAD", path);
  assert.deepEqual([head.status, head.headers.get("ETag"), await head.text()], [200, tag, ""]);
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

eachDatabase("many are added at once, each judged by itself", async (_t, database) => {
  await using app = await testApp(database);
  const caller = await aCaller(app);
  const send = (items: unknown[]) =>
    caller.send("POST", "/api/clientes/lote", { items }, { "Idempotency-Key": "lote" });
  const items = [
    MARTA,
    { name: "", contacts: [{ kind: "fax", value: "1" }] },
    { ...MARTA, name: "Otra" },
    7,
    { name: "Sin datos" },
  ];
  const answer = await send(items);
  const text = await answer.text();
  const told: { index: number; status: number; problem?: { code: string; errors: { field: string }[] } }[] =
    JSON
      .parse(text);
  assert.deepEqual(told.map(({ index, status }) => [index, status]), [
    [0, 201],
    [1, 422],
    [2, 409],
    [3, 422],
    [4, 201],
  ]);
  assert.equal(told[2]?.problem?.code, "client_known");
  const fields = told[1]?.problem?.errors.map(({ field }) => field);
  assert.deepEqual(fields?.toSorted(), ["contacts.0.kind", "name"]);
  assert.equal(await (await send(items)).text(), text);
  const clients = await database.db.selectFrom("client").select("name").orderBy("seq").execute();
  assert.deepEqual(clients.map(({ name }) => name), ["Marta Núñez", "Sin datos"]);
  const other = await send([MARTA]);
  assert.equal((await other.json()).code, "idempotency_key_reused");
  const none = await caller.send("POST", "/api/clientes/lote", { items: [], all: true });
  assert.deepEqual(
    (await none.json()).errors.map(({ field }: { field: string }) => field).toSorted(),
    ["all", "items"],
  );
});

eachDatabase("many that were cut short go on where they were", async (_t, database) => {
  await using app = await testApp(database);
  const caller = await aCaller(app);
  const items = ["Ana", "Luz", "Zoe"].map((name) => ({ name }));
  const send = async () => {
    const answer = await caller.send("POST", "/api/clientes/lote", { items }, { "Idempotency-Key": "lote" });
    return await answer.json() as { status: number; made?: { id: string } }[];
  };
  const restore = await refuseAnswers(database, { after: 2 });
  const first = await send();
  assert.deepEqual(first.map(({ status }) => status), [201, 201, 500]);
  await restore();
  const again = await send();
  assert.deepEqual(again.map(({ status }) => status), [201, 201, 201]);
  assert.deepEqual(again.slice(0, 2), first.slice(0, 2));
  assert.equal((await database.db.selectFrom("client").select("id").execute()).length, 3);
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

/** The database refuses every answer beyond those that it keeps, until what is returned is called. */
async function refuseAnswers(
  { db, flavour }: TestDatabase,
  { after = 0 } = {},
): Promise<() => Promise<void>> {
  const full = sql`(select count(*) from idempotency_key where status is not null) >= ${sql.lit(after)}`;
  if (flavour === "sqlite") {
    await sql`create trigger no_answer before update on idempotency_key when ${full}
      begin select raise(abort, 'no'); end`.execute(db);
    return async () => void await sql`drop trigger no_answer`.execute(db);
  }
  await sql`create function no_answer() returns trigger language plpgsql as $$
    begin if ${full} then raise 'no'; end if; return new; end $$`.execute(db);
  await sql`create trigger no_answer before update on idempotency_key for each row execute function no_answer()`
    .execute(db);
  return async () => void await sql`drop trigger no_answer on idempotency_key`.execute(db);
}
