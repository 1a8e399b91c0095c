import assert from "node:assert/strict";
import { up } from "../../migrations/0048_contact_search.ts";
import { sql } from "kysely";
import { overridesJson } from "../../src/auth/overrides.ts";
import { clientList } from "../../src/clients/queries.ts";
import { type Migration, searchIndex } from "../../src/db/columns.ts";
import { EVERYTHING } from "../../src/orders/list_filter.ts";
import { ordersQuery } from "../../src/orders/list.ts";
import { clientsMatching, ordersMatching } from "../../src/search/queries.ts";
import { createToken } from "../../src/tokens/commands.ts";
import { API_SCOPES } from "../../src/tokens/scope.ts";
import { asReceptionist, type TestApp, testApp, userActor } from "../support/app.ts";
import { eachDatabase, freshDatabase, type TestDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";
import { assertUsesIndex } from "../support/plan.ts";

const CLIENT = {
  name: "José Núñez",
  whatsapp: "11 15 2233-4455",
  email: "pepe@taller.example",
  document: "28.456.123",
};
const BY_CONTACT = ["4455", "22334455", "pepe@taller.example", "pepe"];
/** As people type it; not every list reads it so. */
const TYPED = ["011 15 2233-4455", "+54 9 11 2233 4455"];
const BY_REST = ["nunez", "28456123", "moto g32", "356938035643809", "pantalla"];

async function aShop(app: TestApp) {
  const order = await anOrder(app, {
    client: CLIENT,
    brand: "Motorola",
    model: "Moto G32",
    serial: "356938035643809",
    fault: "Pantalla rota",
    payments: [100_00],
  });
  await anOrder(app, { client: { name: "Ana Prat", phone: "11 5000-0000" }, fault: "No carga" });
  return order;
}

/** Screens, suggestions, lists and programs, each by a text. */
async function doors(app: TestApp) {
  const desk = await asReceptionist(app);
  const { token } = await createToken(await app.ctx(userActor(app, "admin")), {
    name: "Web",
    scopes: API_SCOPES,
  });
  await app.services.database.db.updateTable("api_token").set({ created_by: app.users.receptionist.id })
    .execute();
  const headers = { Authorization: `Bearer ${token}` };
  const page = (path: string, more = {}) => async (text: string) =>
    await (await desk.get(path + encodeURIComponent(text), more)).text();
  const told = (path: string) => async (text: string) =>
    await (await app.request(path + encodeURIComponent(text), { headers })).text();
  return {
    orders: [
      page("/buscar?tipo=ordenes&q="),
      page("/buscar?q=", { "HX-Request": "true" }),
      page("/ordenes?q="),
      told("/api/ordenes?q="),
      told("/api/pagos?q="),
      page("/exportar/ordenes.csv?q="),
    ],
    clients: [
      page("/buscar?tipo=clientes&q="),
      page("/clientes?q="),
      told("/api/clientes?q="),
    ],
  };
}

const FOUND = /José Núñez|S01-000001/;
const ofClient = (text: string) =>
  ["nunez", "28456123"].includes(text) || BY_CONTACT.includes(text) || TYPED.includes(text);

eachDatabase("by a phone or an e-mail only who may read them finds anybody", async (_t, database) => {
  await using app = await testApp(database);
  await aShop(app);
  const { orders, clients } = await doors(app);
  const finds = async (texts: readonly string[], expected: boolean) => {
    for (const [kind, asked] of Object.entries({ orders, clients })) {
      for (const [at, ask] of asked.entries()) {
        for (const text of texts.filter((one) => kind === "orders" || ofClient(one))) {
          const shown = FOUND.test((await ask(text)).replaceAll(text, ""));
          assert.equal(shown, expected, `${kind} ${at} by ${text}`);
        }
      }
    }
  };
  await finds(BY_CONTACT, true);
  await finds(BY_REST, true);
  const denied = { "contacts.read": "deny", "lists.export": "allow", "payments.read": "allow" } as const;
  await database.db.updateTable("user").set({ overrides_json: overridesJson(denied) })
    .where("id", "=", app.users.receptionist.id).execute();
  await finds([...BY_CONTACT, ...TYPED], false);
  await finds(BY_REST, true);
  await finds(["S01-000001"], true);

  const actor = userActor(app, "receptionist");
  for (const overrides of [{}, denied]) {
    const ctx = await app.ctx({ ...actor, overrides } as typeof actor);
    const lists = [
      ordersQuery(ctx, { ...EVERYTHING, q: "4455" }, 50),
      clientList(ctx, { q: "4455", sort: "newest" }),
      ordersMatching(ctx, { text: "011 2233-4455", kinds: ["orders"], limit: 20 }),
      clientsMatching(ctx, { text: "011 2233-4455", kinds: ["clients"], limit: 20 }),
    ];
    for (const list of lists) await assertUsesIndex(database, list.compile());
  }
});

Deno.test("the words beside a search name phones to those alone who find by them", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const order = await aShop(app);
  const { id: device } = await database.db.selectFrom("device").select("id")
    .where("serial", "=", "356938035643809").executeTakeFirstOrThrow();
  const { id } = app.users.receptionist;
  const places = [
    "/",
    "/buscar",
    "/buscar?q=zzzz",
    "/ordenes?q=zzzz",
    "/clientes?q=zzzz",
    `/equipos/${device}/titular`,
    `/ordenes/${order.number}`,
  ];
  const told = async (locale: "es" | "en") => {
    await database.db.updateTable("user").set({ locale }).where("id", "=", id).execute();
    const desk = await asReceptionist(app);
    const pages = [
      ...await Promise.all(places.map((path) => desk.page(path))),
      await (await desk.get("/buscar?q=zzzz", { "HX-Request": "true" })).text(),
    ];
    return pages.map((page) =>
      [...page.matchAll(/placeholder="[^"]*"|class="(?:empty|search-option)[^]*?(?:<\/p>|<\/div>)/g)].join(
        "\n",
      )
    );
  };
  for (const page of await told("es")) assert.match(page, /teléfono/);
  for (const page of await told("en")) assert.match(page, /phone/);
  await database.db.updateTable("user").set({
    overrides_json: overridesJson({ "contacts.read": "deny", "devices.edit": "allow" }),
  }).where("id", "=", id).execute();
  for (const page of await told("es")) assert.doesNotMatch(page, /teléfono|correo|^$/);
  for (const page of await told("en")) assert.doesNotMatch(page, /phone|mail|^$/);
});

eachDatabase("what was written before is found as before, its phones apart", async (_t, database) => {
  await using app = await testApp(database);
  await aShop(app);
  const stands = () =>
    Promise.all(
      (["client", "order"] as const).map((table) =>
        database.db.selectFrom(table).select(["seq", "search_fold", "contact_fold"]).orderBy("seq").execute()
      ),
    );
  const before = await stands();
  await undo(database);
  await database.db.transaction().execute((trx) => up(migration({ ...database, db: trx })));
  assert.deepEqual(await stands(), before);
  const { clients } = await doors(app);
  for (const text of ["4455", "nunez"]) assert.match(await clients[1]?.(text) ?? "", FOUND, text);
});

/** The tables as they stood before phones were kept apart. */
async function undo(database: TestDatabase): Promise<void> {
  const { db, flavour } = migration(database);
  for (const table of ["client", "order"]) {
    const of = sql.table(table);
    const behind = table === "client" ? sql`search_fold || ' ' || contact_fold` : sql`
      replace(search_fold, ' motorola', ' ' || contact_fold || ' motorola')`;
    await sql`update ${of} set search_fold = ${behind} where search_fold like '%nunez%'`.execute(db);
    if (flavour === "postgres") {
      for (const column of ["search_fold", "contact_fold"]) {
        await db.schema.dropIndex(`${table}_${column}_trgm`).execute();
      }
    } else {
      for (const act of ["insert", "delete", "update"]) {
        await sql`drop trigger ${sql.id(`${table}_fts_${act}`)}`.execute(db);
      }
      await db.schema.dropTable(`${table}_fts`).execute();
    }
    await db.schema.alterTable(table).dropColumn("contact_fold").execute();
    await searchIndex({ db, flavour }, table);
  }
}

function migration({ db, flavour }: Pick<TestDatabase, "db" | "flavour">): Migration {
  return { db: db as unknown as Migration["db"], flavour };
}
