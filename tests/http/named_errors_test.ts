import assert from "node:assert/strict";
import { nameErrors } from "../../src/http/named_errors.ts";
import { asAdmin, asReceptionist, testApp } from "../support/app.ts";
import { freshDatabase } from "../support/database.ts";

Deno.test("a summary of errors names each field, with scripts and without", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const desk = await asReceptionist(app);
  const form = {
    form_key: crypto.randomUUID(),
    name: "",
    "contacts.0.kind": "email",
    "contacts.0.value": "x@",
  };
  const senders: Record<string, string>[] = [{}, { "HX-Request": "true" }];
  for (const headers of senders) {
    const answer = await desk.post("/clientes/nuevo", form, headers);
    assert.equal(answer.status, 422);
    const page = await answer.text();
    assert.match(page, /<a href="#f-name">Nombre: Complete este dato\.<\/a>/);
    assert.match(page, /<a href="#f-contacts-0-value">Número o correo: /);
    assert.match(
      page,
      /id="f-name-error">(?:<svg[^]*?<\/svg>)?Complete este dato\./,
      "beside its field it needs no name",
    );
  }
  const token = { form_key: crypto.randomUUID(), name: "Tablero", expires_in_days: "90" };
  const legend = await (await (await asAdmin(app)).post("/admin/claves", token)).text();
  assert.match(legend, /<a href="#f-scopes">Permisos: /);
});

Deno.test("a sentence that says its field, or answers a question, stays as it is", () => {
  const page = (label: string, sentence: string) =>
    `<div class="error-summary"><ul><li><a href="#f-a">${sentence}</a></li></ul></div><label for="f-a">${label} <i>*</i>`;
  for (
    const [label, sentence] of [["¿Quién?", "Elija."], ["Motivo", "Motivo: falta."], ["", "Falta."]] as const
  ) {
    assert.equal(nameErrors(page(label, sentence)), page(label, sentence));
  }
  assert.ok(nameErrors(page("R$ &amp; $1", "Falta.")).includes(`>R$ &amp; $1: Falta.</a>`));
  assert.equal(nameErrors("<p>nada</p>"), "<p>nada</p>");
});
