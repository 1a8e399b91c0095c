import { doesNotMatch, equal, match, ok } from "node:assert/strict";
import { paths } from "../../src/paths.ts";
import { openTrackingLink } from "../../src/tracking/commands.ts";
import { asReceptionist, asTechnician, testApp } from "../support/app.ts";
import { aClient } from "../support/builders.ts";
import { eachDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";

eachDatabase("a scan leads straight to what it names", async (_t, database) => {
  await using app = await testApp(database);
  const bench = await asTechnician(app);
  const order = await anOrder(app, { serial: "356938035643809" });
  const leads = async (text: string, more = "") => {
    const answer = await bench.get(`${paths.search(text)}${more}`);
    return `${answer.status} ${answer.headers.get("Location")}`;
  };
  const there = `303 ${paths.order(order.number)}`;
  equal(await leads("S01-000001", "&scan=1"), there);
  equal(await leads("s01-1"), there);
  equal(await leads("1"), there);
  equal(await leads("35 693803 564380 9", "&scan=1"), `303 ${paths.device(order.deviceId)}`);
  const ctx = await app.ctx();
  const { url } = await ctx.db.transaction().execute((trx) => openTrackingLink(trx, ctx, order.id));
  equal(await leads(url, "&scan=1"), there);
  equal(await leads("1", "&tipo=todo"), "200 null");
});

eachDatabase("an unknown scan says so and offers an intake to who may make one", async (_t, database) => {
  await using app = await testApp(database);
  const path = `${paths.search("7790895000997")}&scan=1`;
  const desk = await (await asReceptionist(app)).page(path);
  match(desk, /El código «7790895000997» no es de ninguna orden, equipo ni repuesto/);
  ok(main(desk).includes(`href="${paths.newIntake()}"`));
  const bench = await (await asTechnician(app)).page(path);
  doesNotMatch(main(bench), new RegExp(`href="${paths.newIntake()}"`));
});

eachDatabase("suggestions come grouped by kind, a few of each", async (_t, database) => {
  await using app = await testApp(database);
  const desk = await asReceptionist(app);
  const ctx = await app.ctx();
  for (let index = 0; index < 8; index++) await aClient(ctx, { name: `Núñez ${index}` });
  const order = await anOrder(app, { client: { name: "José Núñez" }, brand: "Nunezia" });
  const part = await desk.get(paths.search("NÚÑEZ"), { "HX-Request": "true" });
  const html = await part.text();
  match(part.headers.get("Vary") ?? "", /HX-Request/);
  for (const group of ["Órdenes", "Clientes", "Equipos"]) {
    match(html, new RegExp(`role="group" aria-label="${group}"`));
  }
  ok(html.includes(`data-href="${paths.order(order.number)}"`));
  ok(html.includes(`data-href="${paths.client(order.clientId)}"`));
  ok(html.includes(`data-href="${paths.device(order.deviceId)}"`));
  equal(html.match(/data-href="\/clientes\//g)?.length, 6);
  doesNotMatch(html, /<html/);
  equal(await (await desk.get(paths.search("  "), { "HX-Request": "true" })).text(), "");
});

eachDatabase("the page of results has a tab for each kind and goes on by links", async (_t, database) => {
  await using app = await testApp(database);
  const desk = await asReceptionist(app);
  const ctx = await app.ctx();
  for (let index = 10; index < 65; index++) await aClient(ctx, { name: `Gómez ${index}`, phone: "" });
  const all = await desk.page(paths.search("gomez"));
  match(all, /Más clientes/);
  equal(all.match(/class="row-link" href="\/clientes\//g)?.length, 10);
  const clients = await desk.page(paths.searchResults("gomez", "clientes"));
  equal(clients.match(/class="row-link" href="\/clientes\//g)?.length, 50);
  const next = /href="(\/buscar\?[^"]*desde=\d+)"/.exec(clients)?.[1]?.replaceAll("&amp;", "&") ?? "";
  const rest = await desk.page(next);
  equal(rest.match(/class="row-link" href="\/clientes\//g)?.length, 5);
  match(rest, /Gómez 10/);
  match(await desk.page(paths.searchResults("gomez", "equipos")), /Nada coincide con «gomez»/);
});

eachDatabase("hostile text is answered in peace and never let through as markup", async (_t, database) => {
  await using app = await testApp(database);
  const desk = await asReceptionist(app);
  for (
    const text of ['"><script>alert(1)</script>', "'", "%", "_", "*", "\u0000", "a".repeat(10_000), "🔧"]
  ) {
    const page = await desk.page(paths.search(text));
    doesNotMatch(page, /<script>alert/);
    equal((await desk.get(paths.search(text), { "HX-Request": "true" })).status, 200, text.slice(0, 20));
  }
  match(await desk.page(paths.search()), /¿Qué busca\?/);
  const nobody = await app.request(paths.search("1"));
  match(nobody.headers.get("Location") ?? "", /^\/ingresar/);
});

function main(html: string): string {
  return html.slice(html.indexOf("<main"), html.indexOf("</main>"));
}
