import assert from "node:assert/strict";
import { draftKey, readDraftKey } from "../../src/intakes/draft_key.ts";
import { sweepDrafts } from "../../src/intakes/drafts.ts";
import { asAdmin, asReceptionist, SECRET_KEY, testApp, visitor } from "../support/app.ts";
import { eachDatabase, freshDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";
import { blankForm, TYPED } from "./form_fields.ts";

const DAY = 86_400_000;

eachDatabase(
  "what is typed is kept sealed, offered at the next visit, and gone once received",
  async (_, database) => {
    await using app = await testApp(database);
    const desk = await asReceptionist(app);
    const typed = { ...await blankForm(desk), ...TYPED };
    assert.equal((await desk.post("/ingresos/borrador", typed)).status, 204);
    assert.equal((await desk.post("/ingresos/borrador", { ...typed, "client.name": "José N." })).status, 204);
    const rows = await database.db.selectFrom("intake_draft").selectAll().execute();
    assert.equal(rows.length, 1);
    assert.doesNotMatch(rows[0]?.sealed ?? "", /4711|José/);

    app.now += 42 * 60_000;
    const offered = await desk.page("/ingresos/nuevo");
    assert.match(offered, /Tiene un ingreso sin terminar de las 10:00/);
    assert.match(offered, /José N\. · Samsung Galaxy A54/);
    const resumed = await desk.page(`/ingresos/nuevo?borrador=${typed.form_key}`);
    assert.match(resumed, /Retomó un ingreso sin terminar/);
    for (const kept of ["José N.", "356938035643809", "No carga", "4711"]) assert.ok(resumed.includes(kept));

    assert.equal((await desk.post("/ingresos", typed)).status, 303);
    assert.equal((await database.db.selectFrom("intake_draft").selectAll().execute()).length, 0);
    await desk.post("/ingresos/borrador", typed);
    assert.doesNotMatch(
      await desk.page("/ingresos/nuevo"),
      /sin terminar/,
      "a late autosave does not bring it back",
    );
  },
);

Deno.test("a draft can be thrown away, and is nobody else's", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const [desk, other] = [await asReceptionist(app), await asAdmin(app)];
  const typed = { ...await blankForm(desk), ...TYPED };
  await desk.post("/ingresos/borrador", typed);
  assert.doesNotMatch(await other.page("/ingresos/nuevo"), /sin terminar/);
  assert.doesNotMatch(await other.page(`/ingresos/nuevo?borrador=${typed.form_key}`), /José/);
  await other.post(`/ingresos/borrador/${typed.form_key}/descarte`);
  assert.match(await desk.page("/ingresos/nuevo"), /sin terminar/, "another user cannot throw it away");
  assert.equal((await other.post("/ingresos/borrador", typed)).status, 403, "nor write into it");
  assert.equal((await desk.post(`/ingresos/borrador/${typed.form_key}/descarte`)).status, 303);
  assert.doesNotMatch(await desk.page("/ingresos/nuevo"), /sin terminar/);
});

Deno.test("a draft says which known client it is about, and older ones stand behind the latest", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const { clientId } = await anOrder(app, { client: { name: "Ana Vieja" } });
  const desk = await asReceptionist(app);
  for (const brand of ["Sony", "Epson", "Casio"]) {
    app.now += 60_000;
    const typed = { ...await blankForm(desk), client_id: clientId, "devices.0.brand": brand };
    assert.equal((await desk.post("/ingresos/borrador", typed)).status, 204);
  }
  const page = await desk.page("/ingresos/nuevo");
  const [latest = "", older = ""] = page.split("Otros 2 ingresos sin terminar");
  assert.match(latest, /Ana Vieja · Casio/);
  assert.match(older, /Ana Vieja · Epson[\s\S]*Ana Vieja · Sony/);
});

Deno.test("a blank form leaves no draft", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const desk = await asReceptionist(app);
  const blank = { ...await blankForm(desk), "devices.0.category": "phone", "devices.0.priority": "normal" };
  await desk.post("/ingresos/borrador", blank);
  assert.equal((await database.db.selectFrom("intake_draft").selectAll().execute()).length, 0);
});

eachDatabase("a session that ended during an intake loses nothing", async (_, database) => {
  await using app = await testApp(database);
  const desk = await asReceptionist(app);
  const typed = { ...await blankForm(desk), ...TYPED };
  app.now += 13 * 3_600_000;
  const sent = await desk.post("/ingresos", typed);
  assert.equal(sent.status, 303);
  const resume = `/ingresos/nuevo?borrador=${typed.form_key}`;
  assert.equal(sent.headers.get("Location"), `/ingresar?next=${encodeURIComponent(resume)}`);
  assert.equal((await database.db.selectFrom("order").select("id").execute()).length, 0);

  assert.match(await desk.page(`/ingresar?next=${encodeURIComponent(resume)}`), /no se perdió nada/);

  const again = await asReceptionist(app);
  const resumed = await again.page(resume);
  for (const kept of ["José Núñez", "356938035643809", "4711"]) assert.ok(resumed.includes(kept), kept);
});

Deno.test("a session that was renewed in another tab goes on with what was typed", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const desk = await asReceptionist(app);
  const typed = { ...await blankForm(desk), ...TYPED };
  const renewed = await asReceptionist(app);
  const sent = await renewed.post("/ingresos", { ...typed, _csrf: "of the session before" });
  assert.equal(sent.status, 303);
  assert.equal(sent.headers.get("Location"), `/ingresos/nuevo?borrador=${typed.form_key}`);
});

Deno.test("forged, altered and old keys and foreign pages rescue nothing", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const desk = await asReceptionist(app);
  const typed = { ...await blankForm(desk), ...TYPED };
  const key = String(typed.draft_key);
  const nobody = visitor(app);
  const admin = app.users.admin.id;
  const forged = [
    "",
    "x",
    key.slice(0, -1) + (key.endsWith("A") ? "B" : "A"),
    key.replace(/^[^.]+/, admin),
    draftKey("another key that is long enough", { userId: admin, draftId: String(typed.form_key) }, app.now),
    draftKey(SECRET_KEY, { userId: admin, draftId: String(typed.form_key) }, app.now - 9 * DAY),
  ];
  for (const draft_key of forged) {
    const sent = await nobody.post("/ingresos", { ...typed, draft_key });
    assert.notEqual(sent.headers.get("Location")?.includes("borrador"), true, `key "${draft_key}"`);
  }
  const foreign = await nobody.post("/ingresos", typed, { Origin: "http://evil.example" });
  assert.notEqual(foreign.headers.get("Location")?.includes("borrador"), true);
  assert.equal((await database.db.selectFrom("intake_draft").selectAll().execute()).length, 0);
});

Deno.test("a key names its user and draft for seven days", () => {
  const named = { userId: "u", draftId: "d" };
  const key = draftKey(SECRET_KEY, named, 100 * DAY);
  assert.deepEqual(readDraftKey(SECRET_KEY, key, 107 * DAY), named);
  assert.equal(readDraftKey(SECRET_KEY, key, 108 * DAY), null);
  assert.equal(readDraftKey(SECRET_KEY, key, 99 * DAY), null, "nor from the future");
});

eachDatabase("drafts of more than a week ago are swept", async (_, database) => {
  await using app = await testApp(database);
  const desk = await asReceptionist(app);
  await desk.post("/ingresos/borrador", { ...await blankForm(desk), ...TYPED });
  app.now += 6 * DAY;
  assert.equal(await sweepDrafts(await app.ctx()), 0);
  app.now += DAY;
  assert.equal(await sweepDrafts(await app.ctx()), 1);
});
