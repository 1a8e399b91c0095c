import assert from "node:assert/strict";
import { eachDatabase } from "../support/database.ts";
import { asAdmin, testApp } from "../support/app.ts";

eachDatabase("terms are published as a new version and the earlier ones stay", async (_t, database) => {
  await using app = await testApp(database);
  const admin = await asAdmin(app);
  assert.match(await admin.page("/admin/terminos"), /Versión 1 vigente/);
  assert.match(await admin.page("/admin/terminos?idioma=en"), /The shop receives the device/);
  const published = await admin.post("/admin/terminos", { locale: "es", text: "  Uno.\r\nDos.  " });
  assert.equal(published.status, 303);
  assert.equal(published.headers.get("Location"), "/admin/terminos?idioma=es");
  const page = await admin.page("/admin/terminos");
  assert.match(page, /Versión 2 vigente/);
  assert.match(page, />Uno\.\nDos\.<\/textarea>/);
  const versions = await database.db.selectFrom("terms_version").select(["locale", "version"])
    .orderBy("locale").orderBy("version").execute();
  assert.deepEqual(versions.map(({ locale, version }) => `${locale}${version}`), ["en1", "es1", "es2"]);
  const event = await database.db.selectFrom("audit_event").select(["actor_name", "data_json"])
    .where("kind", "=", "terms_published").executeTakeFirstOrThrow();
  assert.equal(event.actor_name, "Ana Administradora");
  assert.deepEqual(JSON.parse(event.data_json), { locale: "es", version: 2 });
});

eachDatabase("blank terms are refused", async (_t, database) => {
  await using app = await testApp(database);
  const admin = await asAdmin(app);
  assert.equal((await admin.post("/admin/terminos", { locale: "es", text: " \n " })).status, 422);
  assert.equal((await admin.post("/admin/terminos", { locale: "xx", text: "Algo" })).status, 422);
});
