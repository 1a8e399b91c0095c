import assert from "node:assert/strict";
import { OPERATIONS } from "../../src/api/app.ts";
import { testApp, visitor } from "../support/app.ts";
import { freshDatabase } from "../support/database.ts";

Deno.test("the reference tells every operation and event, and finds them without scripts", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const reader = visitor(app);
  const page = await reader.page("/api/docs");
  for (const { id, path } of OPERATIONS) {
    assert.ok(page.includes(`id="${id}"`), id);
    assert.ok(page.replaceAll("<wbr>", "").includes(path), path);
  }
  assert.match(page, /id="event-order\.status_changed"/);
  assert.doesNotMatch(page, /undefined|\[object/);
  const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
  assert.equal(new Set(ids).size, ids.length, "each id once");
  assert.doesNotMatch(page, /<details class="api-entry" open/, "folded until somebody asks");

  const found = await reader.page("/api/docs?q=CREATEorder");
  assert.match(found, /id="createOrder"/);
  assert.doesNotMatch(found, /id="listClients"|id="first-call"/);
  assert.match(found, /<details class="api-entry" open/, "few are shown unfolded");
  assert.match(found, /Idempotency-Key: \$\(uuidgen\)/);
  assert.match(
    await reader.page("/api/docs?q=getOrder"),
    /\/api\/ordenes\/\$NUMBER/,
    "what is to be filled in",
  );
  const none = await reader.page("/api/docs?q=%3Cscript%3Ezzz");
  assert.match(none, /Nada coincide/);
  assert.ok(none.includes("&lt;script&gt;zzz") && !none.includes("<script>zzz"));
});
