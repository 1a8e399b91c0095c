import assert from "node:assert/strict";
import { closeLogs, openLogs } from "../../src/logs.ts";
import { aCaller } from "../api/caller.ts";
import { testApp } from "../support/app.ts";
import { freshDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";

Deno.test("a request of a program is logged under the address of its operation, without the token", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const { number } = await anOrder(app);
  const caller = await aCaller(app);
  const dir = await Deno.makeTempDir({ prefix: "reparo-logs-" });
  await openLogs({ dir, level: "info", console: false });
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
