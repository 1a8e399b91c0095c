import assert from "node:assert/strict";
import { paths } from "../../src/paths.ts";
import { asAdmin, asReceptionist, testApp } from "../support/app.ts";
import { freshDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";

Deno.test("a new shop's first page says what to do first, until the first order", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const [ana, rocio] = [await asAdmin(app), await asReceptionist(app)];
  const empty = await ana.page(paths.counter());
  for (const path of [paths.settings(), paths.users(), paths.agents(), paths.backups(), paths.imports()]) {
    assert.match(empty, new RegExp(`<a class="row-link" href="${path}"`));
  }
  assert.doesNotMatch(await rocio.page(paths.counter()), /Primeros pasos/, "who does not run the shop");
  assert.match(await ana.page(paths.board()), /Aquí entra cada equipo que se recibe\./);

  await anOrder(app, { status: "received" });
  const begun = await ana.page(paths.counter());
  assert.doesNotMatch(begun, /Primeros pasos/);
  assert.match(begun, /Cobrado/);
});
