import { deepEqual, doesNotMatch, equal, rejects } from "node:assert/strict";
import { createClient, editClient } from "../../src/clients/commands.ts";
import { clientEdit, clientInput, newClient } from "../../src/clients/input.ts";
import {
  clientList,
  clientOrderList,
  getClient,
  listClients,
  possibleDuplicates,
} from "../../src/clients/queries.ts";
import { AppError } from "../../src/lib/app_error.ts";
import { check } from "../../src/lib/form.ts";
import { testApp, userActor } from "../support/app.ts";
import { aClient } from "../support/builders.ts";
import { eachDatabase } from "../support/database.ts";
import { assertUsesIndex, explain } from "../support/plan.ts";

Deno.test("contacts come out normalised, without blanks and repeats", () => {
  const parsed = clientInput("AR").parse({
    name: "  José   Núñez ",
    contacts: [
      { kind: "whatsapp", value: "011 15 2233-4455" },
      { kind: "email", value: "Jose.NUNEZ@Example.COM" },
      { kind: "phone", value: "" },
      {},
      { kind: "email", value: "jose.nunez@example.com" },
      { kind: "phone", value: "+34 600 123 456" },
    ],
  });
  equal(parsed.name, "José Núñez");
  deepEqual(parsed.contacts, [
    { kind: "whatsapp", value: "+5491122334455", display: "+54 9 11 2233 4455" },
    { kind: "email", value: "jose.nunez@example.com", display: "jose.nunez@example.com" },
    { kind: "phone", value: "+34600123456", display: "+34 600 12 34 56" },
  ]);
});

Deno.test("each wrong contact is told beside its own field", () => {
  const form = check(clientInput("AR"), {
    name: "",
    contacts: [{ kind: "phone", value: "12" }, { kind: "email", value: "jose@" }],
  });
  const codes = Object.entries(form.ok ? {} : form.errors).map(([field, { code }]) => [field, code]);
  deepEqual(codes, [["name", "required"], ["contacts.0.value", "phone"], ["contacts.1.value", "email"]]);
});

eachDatabase(
  "a client that looks like another is told about, and added when it is another",
  async (_t, database) => {
    await using app = await testApp(database);
    const ctx = await app.ctx(userActor(app, "receptionist"));
    const known = await aClient(ctx, { name: "Marta Gómez", phone: "11 4444-5555", document: "20.111.222" });
    const form = newClient("AR").parse({
      name: "Pedro Gómez",
      document: "20111222",
      contacts: [{ kind: "whatsapp", value: "(011) 4444 5555" }],
      form_key: crypto.randomUUID(),
    });
    const warned = await createClient(ctx, form);
    deepEqual(warned, {
      duplicates: [{
        id: known.id,
        name: "Marta Gómez",
        document: "20.111.222",
        matches: ["document", "phone"],
      }],
    });
    equal((await listClients(ctx, { q: "", sort: "newest" })).rows.length, 1);
    const added = await createClient(ctx, { ...form, is_another: true });
    equal("id" in added, true);
    equal((await listClients(ctx, { q: "", sort: "newest" })).rows.length, 2);
  },
);

eachDatabase("a form sent twice, one after the other or at once, makes one client", async (_t, database) => {
  await using app = await testApp(database);
  const ctx = await app.ctx(userActor(app, "admin"));
  const form = newClient("AR").parse({
    name: "Doble Clic",
    contacts: [{ kind: "email", value: "doble@example.com" }],
    form_key: crypto.randomUUID(),
  });
  const made = await Promise.all([createClient(ctx, form), createClient(ctx, form), createClient(ctx, form)]);
  const again = await createClient(ctx, form);
  equal(new Set([...made, again].map((one) => "id" in one ? one.id : "warned")).size, 1);
  equal((await listClients(ctx, { q: "", sort: "newest" })).rows.length, 1);
});

eachDatabase(
  "of two who edit the same client the second is told, and nothing is lost",
  async (_t, database) => {
    await using app = await testApp(database);
    const ctx = await app.ctx(userActor(app, "receptionist"));
    const { id } = await aClient(ctx, { name: "Marta Gómez", email: "marta@example.com" });
    const edit = (fields: Record<string, unknown>) => clientEdit("AR").parse({ version: "1", ...fields });
    const email = { kind: "email", value: "marta@example.com" };
    await editClient(ctx, id, edit({ name: "Marta Gómez de Sosa", contacts: [email] }));
    await rejects(
      editClient(ctx, id, edit({ name: "Marta G.", contacts: [] })),
      (error) =>
        error instanceof AppError && error.code === "conflict" && error.detail.reason === "client_changed",
    );
    const saved = await getClient(ctx, id);
    equal(saved.name, "Marta Gómez de Sosa");
    equal(saved.version, 2);
    deepEqual(saved.contacts.map(({ value }) => value), ["marta@example.com"]);
    const audit = await ctx.db.selectFrom("audit_event").select(["kind", "subject_id", "actor_name"])
      .where("kind", "=", "client_edited").execute();
    deepEqual(audit.map((row) => ({ ...row })), [
      { kind: "client_edited", subject_id: id, actor_name: "Rocío Recepción" },
    ]);
    await rejects(editClient(ctx, crypto.randomUUID(), edit({ name: "Nadie" })), /not_found/);
  },
);

eachDatabase("only who may edit clients adds or changes one", async (_t, database) => {
  await using app = await testApp(database);
  const ctx = await app.ctx(userActor(app, "technician"));
  const { id } = await aClient(await app.ctx());
  const form = newClient("AR").parse({ name: "X", form_key: crypto.randomUUID() });
  await rejects(createClient(ctx, form), /forbidden/);
  await rejects(editClient(ctx, id, clientEdit("AR").parse({ name: "X", version: "1" })), /forbidden/);
});

eachDatabase("families share a phone: each of them may be the one", async (_t, database) => {
  await using app = await testApp(database);
  const ctx = await app.ctx();
  const marta = await aClient(ctx, { name: "Marta", phone: "11 4444-5555" });
  const pedro = await aClient(ctx, { name: "Pedro", phone: "11 4444-5555", email: "p@example.com" });
  const same = { phones: ["+541144445555"], emails: ["p@example.com"], document: "" };
  const found = await possibleDuplicates(ctx.db, same);
  deepEqual(found.map(({ id, matches }) => [id, matches.toSorted()]), [
    [pedro.id, ["email", "phone"]],
    [marta.id, ["phone"]],
  ]);
  deepEqual(await possibleDuplicates(ctx.db, { phones: [], emails: [], document: " - " }), []);
});

eachDatabase(
  "a client is found by any of its words, by its phone and by its document",
  async (_t, database) => {
    await using app = await testApp(database);
    const ctx = await app.ctx();
    await aClient(ctx, { name: "Ana Prat", phone: "11 5000-0000" });
    await aClient(ctx, {
      name: "José Núñez",
      whatsapp: "11 15 2233-4455",
      phone: "",
      email: "pepe@taller.example",
      document: "20-30123456-7",
    });
    const found = async (q: string) =>
      (await listClients(ctx, { q, sort: "newest" })).rows.map(({ name }) => name);
    for (
      const q of [
        ...["jose nunez", "NÚÑEZ jos", "pepe@taller", "20301", "20-30123"],
        ...["4455", "22334455", "2233-4455", "1122334455", "11 15 2233-4455", "011 15 2233 4455"],
        ...["+54 9 11 2233-4455", "+5491122334455", "011 2233-4455"],
      ]
    ) deepEqual(await found(q), ["José Núñez"], q);
    for (const q of ["josefa", '"', "%", "*", "' or 1=1 --", "jos* OR x", "_____", "ñ".repeat(10_000)]) {
      deepEqual(await found(q), [], q.slice(0, 20));
    }
  },
);

eachDatabase(
  "the list goes through all its pages and back, newest first and by name",
  async (_t, database) => {
    await using app = await testApp(database);
    const ctx = await app.ctx();
    for (let index = 0; index < 120; index++) {
      await aClient(ctx, { name: `Cliente ${String((index * 37) % 120).padStart(3, "0")}`, phone: "" });
    }
    for (const sort of ["newest", "name"] as const) {
      const first = await listClients(ctx, { q: "", sort });
      const second = await listClients(ctx, { q: "", sort, after: first.next ?? 0 });
      const third = await listClients(ctx, { q: "", sort, after: second.next ?? 0 });
      const names = [first, second, third].flatMap(({ rows }) => rows.map(({ name }) => name));
      equal(new Set(names).size, 120);
      if (sort === "name") deepEqual(names, names.toSorted());
      else equal(names[0], "Cliente 083");
      deepEqual([first.previous, third.next], [null, null]);
      const back = await listClients(ctx, { q: "", sort, before: third.previous ?? 0 });
      deepEqual(back, second);
      deepEqual((await listClients(ctx, { q: "", sort, before: second.previous ?? 0 })).rows, first.rows);
    }
    const found = await listClients(ctx, { q: "cliente", sort: "name" });
    const older = await listClients(ctx, { q: "cliente", sort: "name", after: found.next ?? 0 });
    equal(new Set([...found.rows, ...older.rows].map(({ id }) => id)).size, 100);
  },
);

eachDatabase("every query of the client pages walks an index", async (_t, database) => {
  await using app = await testApp(database);
  const ctx = await app.ctx();
  for (const sort of ["newest", "name"] as const) {
    for (const end of [{ after: 40 }, { before: 40 }]) {
      await assertUsesIndex(database, clientList(ctx, { q: "", sort, ...end }).limit(51).compile());
    }
    const first = clientList(ctx, { q: "", sort }).limit(51).compile();
    doesNotMatch(await explain(database, first), /TEMP B-TREE FOR ORDER|^Limit.*\s+-> +Sort/);
  }
  await assertUsesIndex(database, clientList(ctx, { q: "jose nunez", sort: "newest" }).limit(51).compile());
  await assertUsesIndex(database, clientOrderList(ctx, "any", 40).limit(21).compile());
});
