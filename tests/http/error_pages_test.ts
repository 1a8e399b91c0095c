import assert from "node:assert/strict";
import { asReceptionist, testApp, visitor } from "../support/app.ts";
import { freshDatabase } from "../support/database.ts";

Deno.test("who is not signed in is not told to search", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const lost = await visitor(app).get("/ingresar/olvido");
  assert.equal(lost.status, 404);
  const page = await lost.text();
  assert.match(page, /Revise que esté completa\./);
  assert.doesNotMatch(page, /busque arriba/);
});

Deno.test("a form that is too old says so, and leads back to where it stood", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const rocio = await asReceptionist(app);
  const said = async (headers: Record<string, string>) => {
    const answer = await rocio.post("/clientes", { _csrf: "of another session", name: "Óscar" }, headers);
    assert.equal(answer.status, 403);
    return await answer.text();
  };
  const page = await said({ Referer: "http://localhost:8000/clientes/nuevo?nombre=%C3%93scar" });
  assert.match(page, /<h1>El formulario venció<\/h1>/);
  assert.match(page, /No se guardó nada\./);
  assert.match(page, /<a [^>]*href="\/clientes\/nuevo\?nombre=%C3%93scar"/);
  assert.doesNotMatch(await said({}), /Abrir de nuevo la página/, "nobody says where it stood");
  assert.doesNotMatch(await said({ Referer: "http://localhost:8000//evil.example" }), /evil\.example/);
  assert.doesNotMatch(await (await rocio.get("/ordenes/S01-999999")).text(), /Abrir de nuevo la página/);
});
