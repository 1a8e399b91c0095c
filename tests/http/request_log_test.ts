import assert from "node:assert/strict";
import { closeLogs, openLogs } from "../../src/logs.ts";
import { aCaller } from "../api/caller.ts";
import { testApp } from "../support/app.ts";
import { freshDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";

const UUID = /^[0-9a-f]{8}-[0-9a-f-]{27}$/;

Deno.test("a request of a program is logged under the address of its operation, without the token", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const { number } = await anOrder(app);
  const caller = await aCaller(app);
  const dir = await Deno.makeTempDir({ prefix: "reparo-logs-" });
  await openLogs({ dir, level: "info", console: "off" });
  const { headers } = await caller.get(`/api/ordenes/${number}`);
  await closeLogs();
  const [file] = [...Deno.readDirSync(dir)].filter(({ name }) => name.startsWith("app"));
  const text = await Deno.readTextFile(`${dir}/${file?.name}`);
  await Deno.remove(dir, { recursive: true });
  const { properties } = JSON.parse(text.trim().split("\n").at(-1) ?? "{}");
  assert.equal(properties.requestId, headers.get("X-Request-Id"));
  assert.equal(properties.route, "/api/ordenes/{number}");
  assert.equal(properties.status, 200);
  assert.doesNotMatch(text, new RegExp(caller.token));
});

Deno.test("a caller's own request id is kept where it is sane, and replaced where it is not", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const caller = await aCaller(app);
  const dir = await Deno.makeTempDir({ prefix: "reparo-logs-" });
  await openLogs({ dir, level: "info", console: "off" });
  const answered = async (id: string) =>
    (await caller.get("/api/ordenes?limit=1", { "X-Request-Id": id })).headers.get("X-Request-Id") ?? "";
  assert.equal(await answered("pedido-2026.11_000042"), "pedido-2026.11_000042");
  const refused = await caller.get("/api/ordenes/S01-999999", { "X-Request-Id": "otro-pedido-1" });
  assert.equal((await refused.json()).request_id, "otro-pedido-1");
  const page = await app.request("/ingresar", { headers: { "X-Request-Id": "pagina-0001" } });
  assert.equal(page.headers.get("X-Request-Id"), "pagina-0001");
  for (const wild of ["corto", "a".repeat(65), 'con "comillas" y espacios', "<script>alert(1)</script>"]) {
    assert.match(await answered(wild), UUID, wild);
  }
  await closeLogs();
  const [file] = [...Deno.readDirSync(dir)].filter(({ name }) => name.startsWith("app"));
  const text = await Deno.readTextFile(`${dir}/${file?.name}`);
  await Deno.remove(dir, { recursive: true });
  assert.match(text, /"requestId":"pedido-2026\.11_000042"/);
  assert.doesNotMatch(text, /script/);
});
