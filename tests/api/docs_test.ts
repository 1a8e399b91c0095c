import assert from "node:assert/strict";
import { OPERATIONS } from "../../src/api/app.ts";
import { asAdmin, testApp, visitor } from "../support/app.ts";
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

Deno.test("the reference is kept as each reads it, and whoever has it is told so", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const admin = await asAdmin(app);
  const ask = (headers: Record<string, string> = {}) => app.request("/api/docs", { headers });
  const first = await ask({ "Accept-Language": "es" });
  const tag = first.headers.get("ETag") ?? "";
  assert.match(first.headers.get("Cache-Control") ?? "", /^private, no-cache$/);
  assert.match(first.headers.get("Vary") ?? "", /Cookie, Accept-Language/);
  const page = await first.text();
  const again = await ask({ "If-None-Match": tag, "Accept-Language": "es" });
  assert.deepEqual([again.status, await again.text()], [304, ""]);
  const packed = await ask({ "Accept-Encoding": "gzip", "Accept-Language": "es" });
  assert.equal(packed.headers.get("Content-Encoding"), "gzip");
  const unpacked = packed.body?.pipeThrough(new DecompressionStream("gzip"));
  assert.equal(await new Response(unpacked).text(), page);

  const english = await ask({ "If-None-Match": tag, "Accept-Language": "en" });
  assert.equal(english.status, 200);
  assert.match(await english.text(), /<html lang="en"/);
  const signedIn = await admin.page("/api/docs");
  assert.match(signedIn, /<meta name="csrf-token" content=""/, "what is kept holds nothing of a session");
  await database.db.updateTable("organization").set({ name: "Taller Sur" }).execute();
  app.services.live.changed("shop");
  const renamed = await ask({ "If-None-Match": tag, "Accept-Language": "es" });
  assert.match(await renamed.text(), /Taller Sur/);
});
