import assert from "node:assert/strict";
import { openDatabase } from "../../src/db/open.ts";
import { asAdmin, testApp } from "../support/app.ts";
import { freshDatabase } from "../support/database.ts";
import { startCarrier } from "./carrier.ts";

Deno.test({
  name: "a Postgres that hangs costs each request a bounded time, and the next ones work",
  ignore: !Deno.env.get("TEST_POSTGRES_URL"),
  async fn() {
    await using database = await freshDatabase("postgres");
    const direct = new URL(database.url);
    await using carrier = startCarrier({ hostname: direct.hostname, port: Number(direct.port || 5432) });
    direct.hostname = "127.0.0.1";
    direct.port = String(carrier.port);
    const open = await openDatabase(direct.href, { maxConnections: 2, answerLimit: 300 });
    try {
      await using app = await testApp({ ...database, ...open });
      const admin = await asAdmin(app);
      assert.equal((await admin.get("/clientes")).status, 200);
      carrier.stop();
      const hung = await Promise.all(Array.from({ length: 6 }, () => admin.get("/clientes")));
      for (const answer of hung) {
        assert.equal(answer.status, 503);
        assert.equal(answer.headers.get("Retry-After"), "2");
        await answer.body?.cancel();
      }
      assert.equal((await app.request("/salud")).status, 200);
      const ready = await app.request("/salud/listo");
      assert.deepEqual([ready.status, await ready.json()], [503, { status: "not_ok" }]);
      carrier.resume();
      assert.equal((await admin.get("/clientes")).status, 200, "without a restart");
    } finally {
      await open.close();
    }
  },
});
