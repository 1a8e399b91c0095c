import assert from "node:assert/strict";
import { sql } from "kysely";
import { type Database, openDatabase } from "../../src/db/open.ts";
import { aCaller } from "../api/caller.ts";
import { until } from "../jobs/stage.ts";
import { asAdmin, type TestApp, testApp } from "../support/app.ts";
import { freshDatabase } from "../support/database.ts";
import { type Cut, type Line, startLine } from "./line_cut.ts";
import { anOrderWish } from "./mixed_load.ts";

const ignore = !Deno.env.get("TEST_POSTGRES_URL");
const CONNECTIONS = 2;

Deno.test({
  name: "a post whose Postgres is lost at one of its statements is told to come back, and done once",
  ignore,
  async fn() {
    await using shop = await aShopOverALine();
    const { app, line, db } = shop;
    const caller = await aCaller(app);
    const post = (at: number) =>
      caller.send("POST", "/api/ordenes/", anOrderWish(at), { "Idempotency-Key": `order-${at}` });
    assert.equal((await post(0)).status, 201);
    const ofOne = await tracesOf(db);
    const said = await line.saidDuring(() => post(1));

    let [made, lost, inDoubt] = [2, 0, 0];
    for (const [when, n] of cutsAmong(said, 24)) {
      line.cutAt(n, when);
      const first = await post(made);
      if (first.status !== 201) {
        lost++;
        if ((await tracesOf(db)).orders === made + 1) inDoubt++;
        assert.deepEqual([first.status, first.headers.get("Retry-After")], [503, "2"], `${when} ${n}`);
        assert.equal((await first.json()).code, "unavailable");
      }
      const second = await post(made++);
      assert.equal(second.status, 201, `${when} ${n}`);
      const each = Object.entries(ofOne).map(([what, count]) => [what, count * made]);
      assert.deepEqual(await tracesOf(db), Object.fromEntries(each), `${when} ${n}`);
    }
    assert.ok(lost > 10, `${lost} were told to come back`);
    assert.ok(inDoubt > 0, "the answer to a commit was lost as well");
  },
});

Deno.test({
  name: "a form whose Postgres is lost at one of its statements is told to come back, and taken once",
  ignore,
  async fn() {
    await using shop = await aShopOverALine();
    const { app, line, db } = shop;
    const admin = await asAdmin(app);
    const post = (form_key: string) =>
      admin.post("/clientes/nuevo", { form_key, kind: "person", name: "Clienta" });
    const clients = async () => (await db.selectFrom("client").select("id").execute()).length;
    await post(crypto.randomUUID());
    const said = await line.saidDuring(() => post(crypto.randomUUID()));
    let [made, lost, inDoubt] = [2, 0, 0];
    for (const [when, n] of cutsAmong(said, 3)) {
      const key = crypto.randomUUID();
      line.cutAt(n, when);
      const first = await post(key);
      if (first.status !== 303) {
        lost++;
        if (await clients() > made) inDoubt++;
        assert.deepEqual([first.status, first.headers.get("Retry-After")], [503, "2"], `${when} ${n}`);
      }
      const second = await post(key);
      assert.equal(second.status, 303, `${when} ${n}`);
      assert.equal(await clients(), ++made, `${when} ${n}`);
    }
    assert.ok(lost > 5, `${lost} were told to come back`);
    assert.ok(inDoubt > 0, "the answer to a commit was lost as well");
  },
});

Deno.test({
  name: "who waits for a statement that Postgres ends is told to come back, and the next one is answered",
  ignore,
  async fn() {
    await using shop = await aShopOverALine();
    const { app, db } = shop;
    const admin = await asAdmin(app);
    const caller = await aCaller(app);
    const read = () => admin.get("/clientes");
    const write = () =>
      caller.send("POST", "/api/clientes", { name: "Ana" }, { "Idempotency-Key": "client-1" });
    for (const ask of [read, write]) {
      const waited = await db.transaction().execute(async (trx) => {
        await sql`lock table client in access exclusive mode`.execute(trx);
        const answer = ask();
        await until(async () => await waiting(db) === 1, "it waits");
        await sql`
select pg_terminate_backend(pid) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`
          .execute(db);
        return await answer;
      });
      assert.deepEqual([waited.status, waited.headers.get("Retry-After")], [503, "2"]);
      assert.equal((await ask()).status, ask === read ? 200 : 201);
      assert.equal((await ask()).status, ask === read ? 200 : 201);
    }
    const clients = await db.selectFrom("client").select("name").execute();
    assert.deepEqual(clients, [{ name: "Ana" }]);
  },
});

Deno.test({
  name: "connections that Postgres ends while nobody uses them are given up",
  ignore,
  async fn() {
    await using shop = await aShopOverALine();
    const { app, db } = shop;
    const admin = await asAdmin(app);
    await Promise.all([admin.page("/clientes"), admin.page("/ordenes")]);
    await sql`
select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`
      .execute(db);
    const answers: number[] = [];
    for (let at = 0; at < CONNECTIONS + 3; at++) answers.push((await admin.get("/clientes")).status);
    assert.ok(
      answers.slice(0, CONNECTIONS).every((status) => status === 200 || status === 503),
      `${answers}`,
    );
    assert.deepEqual(answers.slice(CONNECTIONS), [200, 200, 200]);
  },
});

async function waiting(db: Database["db"]): Promise<number> {
  const { rows } = await sql<{ n: number }>`
select count(*) as n from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`
    .execute(db);
  return rows[0]?.n ?? -1;
}

/** At each `step`th of so many, and at the last ones, of which one is the commit. */
function cutsAmong(said: number, step: number): [Cut, number][] {
  const at = Array.from({ length: said }, (_, index) => index + 1)
    .filter((n) => n % step === 1 || n > said - 3);
  return (["unheard", "unanswered"] as const).flatMap((when) => at.map((n): [Cut, number] => [when, n]));
}

interface ShopOverALine extends AsyncDisposable {
  app: TestApp;
  line: Line;
  /** By another way than that line. */
  db: Database["db"];
}

async function aShopOverALine(): Promise<ShopOverALine> {
  await using all = new AsyncDisposableStack();
  const database = all.use(await freshDatabase("postgres", { maxConnections: 2 }));
  const direct = new URL(database.url);
  const line = all.use(startLine({ hostname: direct.hostname, port: Number(direct.port || 5432) }));
  direct.hostname = "127.0.0.1";
  direct.port = String(line.port);
  const open = await openDatabase(direct.href, { maxConnections: CONNECTIONS });
  all.defer(() => open.close());
  const app = all.use(await testApp({ ...database, ...open }));
  const kept = all.move();
  return { app, line, db: database.db, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

/** What orders leave behind, counted. */
async function tracesOf(db: Database["db"]): Promise<Record<string, number>> {
  const { rows } = await sql<Record<string, number>>`
select (select count(*) from "order") as orders, (select count(*) from order_event) as facts, (select count(*) from event) as told,
  (select count(*) from client) as clients, (select count(*) from message) as messages,
  (select count(*) from job where kind = 'send_message') as jobs`.execute(db);
  return rows[0] ?? {};
}
