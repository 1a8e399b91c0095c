import assert from "node:assert/strict";
import { asReceptionist, asTechnician, type Browser, type Fields, testApp } from "../support/app.ts";
import { freshDatabase } from "../support/database.ts";
import { blankForm, SECOND, TYPED } from "./form_fields.ts";

/** The sentences that the server has for what was typed so far, by the id of the field. */
async function notes(desk: Browser, typed: Fields): Promise<Record<string, string>> {
  const answer = await desk.post("/ingresos/validacion", typed);
  assert.equal(answer.status, 200);
  const html = await answer.text();
  assert.doesNotMatch(html, /<html/, "it is a part, not a page");
  const found = html.matchAll(
    /<p class="field-error" id="f-([\w-]+)-error">(?:<svg.*?<\/svg>)?([^<]*)<\/p>/gs,
  );
  return Object.fromEntries([...found].map(([, id = "", sentence = ""]) => [id, sentence.trim()]));
}

Deno.test("each field is checked by the rules of the submit before anything is saved", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const desk = await asReceptionist(app);
  const form = { ...await blankForm(desk), ...TYPED, ...SECOND };
  assert.deepEqual(await notes(desk, form), {});
  const wrong: [string, string, RegExp][] = [
    ["client.name", " ", /Complete/],
    ["client.contacts.0.value", "123", /código de área/],
    ["client.contacts.1.value", "jose(at)example", /nombre@ejemplo/],
    ["client.document", "sin documento", /lleva números/],
    ["client.document", "1".repeat(41), /[Cc]omo máximo|demasiado largo/],
    ["devices.0.brand", "", /Complete/],
    ["devices.0.serial", "356938035643800", /IMEI no es correcto/],
    ["devices.0.fault", "", /Complete/],
    ["devices.0.promised", "2026-11-22T18:00", /ya pasó/],
    ["devices.0.preauthorised", "mucho", /importe/],
    ["devices.0.secret", "47", /PIN/],
    ["devices.1.promised", "2020-01-01T10:00", /ya pasó/],
    ["devices.1.preauthorised", "-5", /importe/],
    ["devices.1.serial", "356938035643809", /mismo número/],
    ["terms_accepted", "", /aceptar/],
    ["unsigned_reason", "", /Falta la firma/],
  ];
  for (const [name, value, sentence] of wrong) {
    const found = await notes(desk, { ...form, [name]: value });
    const id = name.replaceAll(".", "-");
    assert.deepEqual(Object.keys(found), [id], `${name} = ${value}`);
    assert.match(found[id] ?? "", sentence);
    const sent = await desk.post("/ingresos", { ...form, [name]: value });
    assert.equal(sent.status, 422);
    assert.ok((await sent.text()).includes(found[id] ?? "?"), "the submit says the same");
  }
  for (const table of ["intake", "client", "order", "intake_draft"] as const) {
    assert.equal((await database.db.selectFrom(table).select("id").execute()).length, 0, table);
  }
});

Deno.test("what is right in one section is right whatever the others lack", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const desk = await asReceptionist(app);
  const found = await notes(desk, { ...await blankForm(desk), client_id: "new", "client.name": "José" });
  assert.equal(found["client-name"], undefined);
  assert.match(found["devices-0-brand"] ?? "", /Complete/);
  const nobody = await notes(desk, { ...await blankForm(desk), ...TYPED, client_id: "" });
  assert.deepEqual(Object.keys(nobody), ["client_id"]);
  const english = { "Accept-Language": "en" };
  await desk.post("/preferencias", { locale: "en" }, english);
  const said = await notes(desk, {
    ...await blankForm(desk),
    ...TYPED,
    "devices.0.serial": "356938035643800",
  });
  assert.match(said["devices-0-serial"] ?? "", /IMEI is not right/);
});

Deno.test("a phone's number on a notebook is no IMEI, and kind and number mend each other", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const desk = await asReceptionist(app);
  const form = { ...await blankForm(desk), ...TYPED, "devices.0.serial": "356938035643800" };
  assert.deepEqual(Object.keys(await notes(desk, form)), ["devices-0-serial"]);
  assert.deepEqual(await notes(desk, { ...form, "devices.0.category": "laptop" }), {});
});

Deno.test("nothing is checked for who may not receive, or without the form's token", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const bench = await asTechnician(app);
  assert.equal((await bench.post("/ingresos/validacion", TYPED)).status, 403);
  const desk = await asReceptionist(app);
  const foreign = await desk.post("/ingresos/validacion", { ...TYPED, _csrf: "of another" });
  assert.equal(foreign.status, 403);
});
