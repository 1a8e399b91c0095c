import { deepEqual, doesNotMatch, equal, match, ok } from "node:assert/strict";
import { paths } from "../../src/paths.ts";
import { asReceptionist, asTechnician, type TestApp, testApp } from "../support/app.ts";
import { aClient } from "../support/builders.ts";
import { eachDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";

eachDatabase("a client is added at the desk and shown with ways to reach it", async (_t, database) => {
  await using app = await testApp(database);
  const desk = await asReceptionist(app);
  const form = await desk.page(paths.newClient());
  const answer = await desk.post(paths.newClient(), {
    form_key: fieldValue(form, "form_key"),
    kind: "company",
    name: "Panadería «El Ñandú» <b>",
    document: "30-71234567-9",
    locale: "en",
    address: "San Martín 55",
    notes: "Llamar antes\nde las 12",
    "contacts.0.kind": "whatsapp",
    "contacts.0.value": "11 15 2233-4455",
    "contacts.1.kind": "email",
    "contacts.1.value": "Pan@Example.com",
  });
  equal(answer.status, 303);
  const page = await desk.page(answer.headers.get("Location") ?? "");
  match(page, /Panadería «El Ñandú» &lt;b&gt;/);
  match(page, /href="tel:\+5491122334455"/);
  match(page, /name="number" value="\+5491122334455"/);
  match(page, /href="mailto:pan@example\.com"/);
  match(page, /Cliente guardado/);
  const row = await app.services.database.db.selectFrom("client").selectAll().executeTakeFirstOrThrow();
  deepEqual([row.kind, row.locale, row.document_fold, row.version], ["company", "en", "30712345679", 1]);
  equal(row.created_by, app.users.receptionist.id);
});

eachDatabase(
  "a form with mistakes comes back at 422 with everything that was typed",
  async (_t, database) => {
    await using app = await testApp(database);
    const desk = await asReceptionist(app);
    const typed = {
      form_key: crypto.randomUUID(),
      name: "",
      document: "28.456.123",
      notes: "Viene los martes",
      "contacts.0.kind": "phone",
      "contacts.0.value": "12",
      "contacts.1.kind": "email",
      "contacts.1.value": "jose@",
    };
    const answer = await desk.post(paths.newClient(), typed);
    const page = await answer.text();
    equal(answer.status, 422);
    for (const kept of ["28.456.123", "Viene los martes", "jose@", typed.form_key]) {
      ok(
        page.includes(kept),
        kept,
      );
    }
    for (const field of ["f-name", "f-contacts-0-value", "f-contacts-1-value"]) {
      match(
        page,
        new RegExp(`id="${field}"[^>]*aria-invalid="true"|aria-invalid="true"[^>]*id="${field}"`),
        field,
      );
      match(page, new RegExp(`href="#${field}"`));
    }
    equal(await clients(app), 0);
  },
);

eachDatabase(
  "a client that may be known is shown first, and saved when it is another",
  async (_t, database) => {
    await using app = await testApp(database);
    const desk = await asReceptionist(app);
    const known = await aClient(await app.ctx(), { name: "Marta Gómez", phone: "11 4444-5555" });
    const fields = {
      form_key: crypto.randomUUID(),
      name: "Pedro Gómez",
      "contacts.0.kind": "phone",
      "contacts.0.value": "11 4444 5555",
    };
    const warned = await desk.post(paths.newClient(), fields);
    const page = await warned.text();
    equal(warned.status, 409);
    match(page, new RegExp(`href="${paths.client(known.id)}">Marta Gómez</a>`));
    match(page, /mismo teléfono/);
    match(page, /value="Pedro Gómez"/);
    equal(await clients(app), 1);
    const saved = await desk.post(paths.newClient(), { ...fields, is_another: "1" });
    const again = await desk.post(paths.newClient(), { ...fields, is_another: "1" });
    deepEqual([saved.status, again.status], [303, 303]);
    equal(again.headers.get("Location"), saved.headers.get("Location"));
    equal(await clients(app), 2);
  },
);

eachDatabase("without scripts the form grows and shrinks by its buttons", async (_t, database) => {
  await using app = await testApp(database);
  const desk = await asReceptionist(app);
  const fields = { name: "Ana", "contacts.0.value": "11 4000-1000", "contacts.1.value": "11 4000-2000" };
  const more = await desk.post(paths.newClient(), { ...fields, add: "contacts" });
  const grown = await more.text();
  equal(more.status, 200);
  match(grown, /name="contacts\.2\.value"/);
  const less = await (await desk.post(paths.newClient(), { ...fields, remove: "contacts.0" })).text();
  match(less, /name="contacts\.0\.value"/);
  match(less, /value="11 4000-2000"/);
  doesNotMatch(less, /11 4000-1000/);
  equal(await clients(app), 0);
});

eachDatabase("the second of two editors gets both versions, and may save hers over", async (_t, database) => {
  await using app = await testApp(database);
  const desk = await asReceptionist(app);
  const { id } = await aClient(await app.ctx(), {
    name: "Marta Gómez",
    email: "marta@example.com",
    phone: "",
  });
  const edit = (fields: Record<string, string>) =>
    desk.post(paths.clientEdit(id), {
      kind: "person",
      locale: "es",
      "contacts.0.kind": "email",
      "contacts.0.value": "marta@example.com",
      ...fields,
    });
  const opened = fieldValue(await desk.page(paths.clientEdit(id)), "version");
  equal((await edit({ version: opened, name: "Marta Sosa" })).status, 303);
  equal((await edit({ version: opened, name: "Marta Sosa" })).status, 303, "a double click is no conflict");
  const late = await edit({ version: opened, name: "Marta G. de Sosa", address: "Mitre 10" });
  const page = await late.text();
  equal(late.status, 409);
  match(page, /Marta Sosa/);
  match(page, /Marta G\. de Sosa/);
  const current = fieldValue(page, "version");
  equal(current, "2");
  equal((await edit({ version: current, name: "Marta G. de Sosa", address: "Mitre 10" })).status, 303);
  const shown = await desk.page(paths.client(id));
  match(shown, /Marta G\. de Sosa/);
  match(shown, /Mitre 10/);
});

eachDatabase("a technician reads clients and changes none", async (_t, database) => {
  await using app = await testApp(database);
  const bench = await asTechnician(app);
  const { id } = await aClient(await app.ctx(), { name: "Marta Gómez" });
  const [list, page] = [await bench.page(paths.clients()), await bench.page(paths.client(id))];
  for (const html of [list, page]) {
    match(html, /Marta Gómez/);
    doesNotMatch(html, new RegExp(`href="(${paths.newClient()}|${paths.clientEdit(id)})"`));
  }
  for (const path of [paths.newClient(), paths.clientEdit(id)]) {
    equal((await bench.get(path)).status, 404, path);
    equal((await bench.post(path, { name: "X", version: "1" })).status, 403, path);
  }
  equal((await bench.get(paths.client(crypto.randomUUID()))).status, 404);
  const nobody = await app.request(paths.clients());
  match(nobody.headers.get("Location") ?? "", /^\/ingresar/);
});

eachDatabase("the list filters as one types and pages by links that hold", async (_t, database) => {
  await using app = await testApp(database);
  const desk = await asReceptionist(app);
  const ctx = await app.ctx();
  for (let index = 10; index < 65; index++) await aClient(ctx, { name: `Gómez ${index}`, phone: "" });
  await anOrder(app, { client: { name: "José Núñez" } });
  const part = await desk.get(paths.clients("?q=nunez+jos"), { "HX-Request": "true" });
  const fragment = await part.text();
  match(part.headers.get("Vary") ?? "", /HX-Request/);
  match(fragment, /^<div id="clients">/);
  match(fragment, /José Núñez/);
  match(fragment, /S01-000001/);
  doesNotMatch(fragment, /Gómez/);
  const first = await desk.page(paths.clients("?orden=nombre"));
  match(first, /aria-sort="ascending"/);
  deepEqual([first.includes("Gómez 10"), first.includes("Gómez 60")], [true, false]);
  const next = /href="(\/clientes\?[^"]*desde=[^"]*)" rel="next"|rel="next"[^>]*href="([^"]*)"/.exec(first);
  const older = (next?.[1] ?? next?.[2] ?? "").replaceAll("&amp;", "&");
  const second = await desk.page(older);
  deepEqual([second.includes("Gómez 10"), second.includes("Gómez 60")], [false, true]);
  for (const query of ["?desde=x", "?antes=-1", "?orden=<b>", "?q=%00", `?q=${"a".repeat(9_000)}`]) {
    await desk.page(paths.clients(query));
  }
  match(await desk.page(paths.clients("?q=zzz")), /Ningún cliente coincide con «zzz»/);
});

eachDatabase("a client's page shows the orders page by page", async (_t, database) => {
  await using app = await testApp(database);
  const desk = await asReceptionist(app);
  const client = await aClient(await app.ctx());
  for (let index = 0; index < 22; index++) await anOrder(app, { client });
  const page = await desk.page(paths.client(client.id));
  deepEqual([page.includes("S01-000022"), page.includes("S01-000003"), page.includes("S01-000002")], [
    true,
    true,
    false,
  ]);
  const older = new RegExp(`${paths.client(client.id)}\\?desde=\\d+`).exec(page)?.[0] ?? "";
  const rest = await desk.page(older);
  deepEqual([rest.includes("S01-000003"), rest.includes("S01-000002")], [false, true]);
});

function fieldValue(html: string, name: string): string {
  const input = new RegExp(`<input[^>]*name="${name}"[^>]*>`).exec(html)?.[0] ?? "";
  return /value="([^"]*)"/.exec(input)?.[1] ?? "";
}

async function clients(app: TestApp): Promise<number> {
  return (await app.services.database.db.selectFrom("client").select("id").execute()).length;
}
