import assert from "node:assert/strict";
import { sql } from "kysely";
import { aCaller } from "../api/caller.ts";
import { asAdmin, SECRET_KEY, testApp } from "../support/app.ts";
import { freshDatabase } from "../support/database.ts";
import { freePort, startServer, stop } from "../support/server_process.ts";
import { anOrderWish } from "./mixed_load.ts";

const ignore = !Deno.env.get("TEST_POSTGRES_URL");

Deno.test({
  name: "a server whose Postgres takes no changes starts, is read, says so, and refuses writes in a sentence",
  ignore,
  async fn() {
    await using database = await freshDatabase("postgres");
    await using app = await testApp(database);
    app.now = Date.now();
    const { token } = await aCaller(app);
    const sid = await app.services.sessions.start(app.users.admin.id, { ip: "", userAgent: "" });
    const { rows: [{ name = "" } = {}] } = await sql<{ name: string }>`select current_database() as name`
      .execute(database.db);
    await sql`alter database ${sql.id(name)} set default_transaction_read_only = on`.execute(database.db);
    const [data, port] = [await Deno.makeTempDir({ prefix: "reparo-standby-" }), freePort()];
    let server: Deno.ChildProcess | null = null;
    try {
      server = await startServer({ data, url: database.url, port, env: { SECRET_KEY } });
      const at = `http://127.0.0.1:${port}`;
      const program = { Authorization: `Bearer ${token}`, "Content-Type": "application/json" };
      const browser = { Cookie: `sid=${sid}` };
      const page = await fetch(`${at}/admin/respuestas`, { headers: browser });
      assert.equal(page.status, 200);
      const [, csrf = ""] = /name="_csrf" value="([^"]+)"/.exec(await page.text()) ?? [];
      assert.deepEqual(await (await fetch(`${at}/api/ordenes/`, { headers: program })).json(), []);
      const order = await fetch(`${at}/api/ordenes/`, {
        method: "POST",
        headers: { ...program, "Idempotency-Key": "order-1" },
        body: JSON.stringify(anOrderWish(1)),
      });
      assert.deepEqual([order.status, order.headers.get("Retry-After")], [503, "30"]);
      assert.equal((await order.json()).code, "database_read_only");
      const form = await fetch(`${at}/admin/respuestas/nueva`, {
        method: "POST",
        headers: { ...browser, Origin: at },
        body: new URLSearchParams({
          _csrf: csrf,
          form_key: crypto.randomUUID(),
          title: "Saludo",
          text: "Hola",
        }),
      });
      assert.equal(form.status, 503);
      assert.match(await form.text(), /no acepta cambios por ahora/);
      const ready = await fetch(`${at}/salud/listo`);
      await ready.body?.cancel();
      assert.equal(ready.status, 503);
      const state = await (await fetch(`${at}/admin/estado`, { headers: browser })).text();
      assert.match(state, /La base de datos es de solo lectura/);
    } finally {
      await stop(server);
      await Deno.remove(data, { recursive: true });
    }
  },
});

Deno.test({
  name: "READ_ONLY shows a Postgres too, and changes nothing in it",
  ignore,
  async fn() {
    await using database = await freshDatabase("postgres");
    await using app = await testApp(database, { READ_ONLY: "on" });
    const admin = await asAdmin(app);
    await admin.page("/clientes");
    const form = await admin.post("/clientes", { name: "Ana" });
    assert.equal(form.status, 503);
    assert.match(await form.text(), /solo lectura/);
    const told = await (await aCaller(app)).send("POST", "/api/ordenes/", anOrderWish(1));
    assert.equal((await told.json()).code, "read_only");
    assert.deepEqual(await database.db.selectFrom("client").select("id").execute(), []);
  },
});
