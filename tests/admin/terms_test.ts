import assert from "node:assert/strict";
import { eachDatabase } from "../support/database.ts";
import { asAdmin, testApp } from "../support/app.ts";

eachDatabase("terms are published as a new version and the earlier ones stay", async (_t, database) => {
  await using app = await testApp(database);
  const admin = await asAdmin(app);
  assert.match(await admin.page("/admin/terminos"), /Versión 1 vigente/);
  assert.match(await admin.page("/admin/terminos?idioma=en"), /The shop receives the device/);
  const published = await admin.post("/admin/terminos", {
    locale: "es",
    text: "  Uno.\r\nDos.  ",
    version: "1",
  });
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
  assert.equal(
    (await admin.post("/admin/terminos", { locale: "es", text: " \n ", version: "1" })).status,
    422,
  );
  assert.equal(
    (await admin.post("/admin/terminos", { locale: "xx", text: "Algo", version: "1" })).status,
    422,
  );
});

eachDatabase(
  "of two who write terms the second sees both before replacing the first",
  async (_t, database) => {
    await using app = await testApp(database);
    const admin = await asAdmin(app);
    const publish = (text: string, version: string) =>
      admin.post("/admin/terminos", { locale: "es", text, version });
    assert.equal((await publish("El de siempre.\nLos primeros.", "1")).status, 303);
    const second = await publish("El de siempre.\nLos segundos.", "1");
    assert.equal(second.status, 409);
    const page = await second.text();
    const panel = /<section class="conflict"[\s\S]*?<\/section>/.exec(page)?.[0] ?? "";
    assert.match(panel, /Los primeros\.[\s\S]*Los segundos\./);
    assert.doesNotMatch(panel, /El de siempre/, "only what differs is compared");
    assert.match(page, />El de siempre\.\nLos segundos\.<\/textarea>/);
    assert.match(page, /name="version" value="2"/);
    assert.equal(
      (await publish("El de siempre.\nLos primeros.", "1")).status,
      303,
      "the same text again is no conflict",
    );
    assert.equal((await publish("El de siempre.\nLos segundos.", "2")).status, 303);
    const versions = await database.db.selectFrom("terms_version").select(["version", "text"])
      .where("locale", "=", "es").orderBy("version").execute();
    assert.deepEqual(versions.slice(1), [
      { version: 2, text: "El de siempre.\nLos primeros." },
      { version: 3, text: "El de siempre.\nLos segundos." },
    ]);
  },
);
