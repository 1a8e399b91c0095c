import assert from "node:assert/strict";
import { agendaRows } from "../../src/agenda/queries.ts";
import { overridesJson } from "../../src/auth/overrides.ts";
import type { Actor } from "../../src/context.ts";
import { assign } from "../../src/orders/commands.ts";
import { moveStatus } from "../../src/orders/moves.ts";
import { startTimer } from "../../src/timers/commands.ts";
import { boardQuery } from "../../src/orders/board.ts";
import { EVERYTHING } from "../../src/orders/list_filter.ts";
import { ordersQuery } from "../../src/orders/list.ts";
import { ON_ORDERS } from "../../src/orders/own_orders.ts";
import { ordersMatching } from "../../src/search/queries.ts";
import { createToken } from "../../src/tokens/commands.ts";
import { API_SCOPES } from "../../src/tokens/scope.ts";
import { addUser } from "../../src/users/commands.ts";
import { asTechnician, type Browser, type TestApp, testApp, userActor } from "../support/app.ts";
import { eachDatabase, type TestDatabase } from "../support/database.ts";
import { fillOrder } from "../support/full_order.ts";
import { anOrder, type BuiltOrder } from "../support/order_builders.ts";
import { assertUsesIndex } from "../support/plan.ts";
import { MATRIX } from "../rules/routes_matrix.ts";

/** What stands in the orders of others, and nowhere else. */
const FOREIGN = "Zarzamora ajena";
const NOWHERE = "0190a0b0-0000-7000-8000-000000000000";
const LIMITED = { "orders.all": "deny", "lists.export": "allow", "payments.read": "allow" } as const;

async function limit({ db }: TestDatabase, app: TestApp, overrides: Parameters<typeof overridesJson>[0]) {
  await db.updateTable("user").set({ overrides_json: overridesJson(overrides) })
    .where("id", "=", app.users.technician.id).execute();
}

async function aColleague(app: TestApp): Promise<string> {
  const ctx = await app.ctx();
  const { id } = await addUser(ctx.db, ctx, {
    email: "otra@example.com",
    name: "Otra Técnica",
    role: "technician",
    passwordHash: "x",
    locale: "es",
    branchId: app.branchId,
    mustChangePassword: false,
  });
  return id;
}

/** One order of the technician's own, one that nobody has, and one of somebody else's to whom everything has happened. */
async function aShop(app: TestApp) {
  const own = await anOrder(app, {
    status: "repairing",
    technicianId: app.users.technician.id,
    fault: "Propia",
  });
  const free = await anOrder(app, { fault: "Libre" });
  const colleague = await aColleague(app);
  const foreign = await anOrder(app, {
    status: "repairing",
    technicianId: colleague,
    fault: FOREIGN,
    client: { id: own.clientId },
  });
  await fillOrder(await app.ctx(userActor(app, "admin")), foreign.id);
  await app.services.database.db.updateTable("order").set({ device_id: own.deviceId }).where(
    "id",
    "=",
    foreign.id,
  )
    .execute();
  return { own, free, foreign, colleague };
}

/** No address answers anything of the order: its own are not found, all others leave it out. */
async function assertHidden(
  { foreign }: { foreign: BuiltOrder },
  { addresses, get }: { addresses: readonly string[]; get: (address: string) => Promise<Response> },
) {
  const shown: string[] = [];
  for (const address of addresses) {
    const answer = await get(address);
    const body = await answer.text();
    const led = answer.headers.get("Location") ?? "";
    if (answer.status >= 500) shown.push(`${address} ${answer.status} ${body.slice(0, 300)}`);
    const direct = address.includes(foreign.number) && !address.includes("?");
    if (direct && ![403, 404].includes(answer.status) && !led.includes(`/ordenes/${foreign.number}`)) {
      shown.push(`${address} ${answer.status}`);
    }
    // Problems and searches say the number that they were asked about.
    const links = [
      `/${foreign.number}"`,
      `>${foreign.number}<`,
      `,${foreign.number},`,
      `number":"${foreign.number}"`,
    ];
    for (const marker of [FOREIGN, ...direct ? [] : links]) {
      if (body.includes(marker)) shown.push(`${address} shows ${marker}`);
    }
  }
  assert.deepEqual(shown, []);
}

async function idOf({ db }: TestDatabase, table: "attachment" | "quote" | "payment", order: BuiltOrder) {
  return (await db.selectFrom(table).select("id").where("order_id", "=", order.id).limit(1)
    .executeTakeFirstOrThrow())
    .id;
}

eachDatabase(
  "a technician without everybody's orders finds only their own, and what they may take",
  async (_t, database) => {
    await using app = await testApp(database);
    const shop = await aShop(app);
    const { own, free, foreign, colleague } = shop;
    const browser = await asTechnician(app);
    assert.equal(
      (await browser.get(`/ordenes/${foreign.number}`)).status,
      200,
      "as long as nobody limits them",
    );
    await limit(database, app, LIMITED);

    const photo = await idOf(database, "attachment", foreign);
    const ofOrders = MATRIX.trim().split("\n").flatMap((line) => {
      const [, path = ""] = /^GET +(\/(?:ordenes|tablero)\/:number\S*) /.exec(line) ?? [];
      return path === ""
        ? []
        : [path.replace(":number", foreign.number).replaceAll(/:\w+(\{.*?\})?/g, NOWHERE)];
    });
    assert.ok(ofOrders.length > 25, `${ofOrders.length} addresses of an order`);
    const intake = await database.db.selectFrom("order").select("intake_id").where("id", "=", foreign.id)
      .executeTakeFirstOrThrow();
    const { id: client } = await database.db.selectFrom("client").select("id").where("id", "=", own.clientId)
      .executeTakeFirstOrThrow();
    const addresses = [
      ...ofOrders,
      ...["", "/tablero", "/tablero?vista=tabla", "/tablero?muro=1", `/tablero?tecnico=${colleague}`].map((
        a,
      ) => a || "/"),
      ...[
        "",
        "?grupo=open",
        "?q=zarzamora",
        "?estado=repairing",
        `?tecnico=${colleague}&grupo=open`,
        "?orden=oldest",
      ]
        .map((query) => `/ordenes${query}`),
      ...["zarzamora", foreign.number].map((text) => `/buscar?q=${text}`),
      `/buscar?q=${foreign.number}&scan=1`,
      ...[
        "/tecnicos",
        `/tecnicos/${app.users.technician.id}`,
        `/clientes/${client}`,
        `/equipos/${own.deviceId}`,
      ],
      ...["/agenda", "/prestamos", "/por-avisar", "/impresion", `/ingresos/${intake.intake_id}`],
      ...["ordenes", "pagos", "deudores", "por-avisar", "prestamos", "agenda"].map((file) =>
        `/exportar/${file}.csv`
      ),
      `/ordenes/lote?accion=assign&orden=${foreign.number}`,
    ];
    await assertHidden(shop, { addresses, get: (address) => browser.get(address) });
    assert.equal((await browser.get(`/fotos/${photo}`)).status, 404);
    assert.equal((await browser.get(`/tecnicos/${colleague}`)).status, 404);
    assert.equal((await browser.get(`/ingresos/${intake.intake_id}`)).status, 404);
    for (const closed of ["/estadisticas", "/caja", "/admin/auditoria"]) {
      assert.equal((await browser.get(closed)).status, 404, closed);
    }

    const list = await browser.page("/ordenes");
    assert.ok(list.includes(own.number) && list.includes(free.number));
    await assertWritesNothing(browser, database, foreign);
    assert.equal(
      (await browser.post(`/ordenes/${free.number}/asignacion`, { take: "1" })).status,
      303,
      "to be taken",
    );
    assert.equal((await browser.get(`/ordenes/${free.number}`)).status, 200);

    const ctx = await app.ctx(limitedActor(app));
    await startTimer(ctx, own.number);
    await startTimer(ctx, free.number);
    await moveStatus(ctx, own.number, { to: "awaiting_parts" });
    await moveStatus(ctx, own.number, { to: "repairing" });
    assert.match(await browser.page(`/ordenes/${own.number}`), /Propia/);
    await assign(await app.ctx(userActor(app, "admin")), free.number, colleague);
    assert.equal((await browser.get(`/ordenes/${free.number}`)).status, 404, "handed to somebody else");
    assert.deepEqual(
      await database.db.selectFrom("work_timer").selectAll().where("order_id", "=", free.id).execute(),
      [],
      "and its timer stopped",
    );
    const lists = [
      ordersQuery(ctx, EVERYTHING, 50),
      ordersQuery(ctx, { ...EVERYTHING, group: "open" }, 50),
      ordersQuery(ctx, { ...EVERYTHING, overdue: true }, 50),
      boardQuery(ctx, { branch: app.branchId, technician: null }),
      ordersMatching(ctx, { text: "propia", kinds: ["orders"], limit: 20 }),
      agendaRows(ctx, { branchId: app.branchId, from: app.now, to: app.now + 86_400_000 }),
    ];
    for (const list of lists) await assertUsesIndex(database, list.compile());
    await limit(database, app, { ...LIMITED, "orders.take": "deny" });
    const taken = await database.db.updateTable("order").set({ technician_id: null }).where(
      "id",
      "=",
      free.id,
    )
      .returning("id").execute();
    assert.equal(taken.length, 1);
    assert.equal((await browser.get(`/ordenes/${free.number}`)).status, 404, "who may not take it");
  },
);

function limitedActor(app: TestApp): Actor {
  const actor = userActor(app, "technician");
  assert.ok(actor.kind === "user");
  return { ...actor, overrides: { ...LIMITED, "settings.read": "allow", "settings.manage": "allow" } };
}

async function assertWritesNothing(
  browser: Browser,
  { db }: TestDatabase,
  foreign: BuiltOrder,
): Promise<void> {
  const stands = () =>
    db.selectFrom("order").select(["status", "version", "technician_id"]).where("id", "=", foreign.id)
      .executeTakeFirstOrThrow();
  const before = await stands();
  const move = { from: before.status, to: "on_hold", reason: "x", review_at: "2026-12-01" };
  for (const to of [`/ordenes/${foreign.number}/estado`, `/tablero/${foreign.number}/estado`]) {
    assert.equal((await browser.post(to, move)).status, 404, to);
  }
  const note = { body: "hola", form_key: NOWHERE };
  assert.equal((await browser.post(`/ordenes/${foreign.number}/notas`, note)).status, 404);
  await browser.post("/ordenes/lote", {
    accion: "move",
    ...move,
    form_key: NOWHERE,
    "orders.0.number": foreign.number,
    "orders.0.version": String(before.version),
  });
  assert.deepEqual(await stands(), before);
}

eachDatabase("the programs and the live pages of such a technician see no more", async (_t, database) => {
  await using app = await testApp(database);
  const shop = await aShop(app);
  const { own, foreign } = shop;
  await limit(database, app, { ...LIMITED, "settings.read": "allow", "settings.manage": "allow" });
  const { token } = await createToken(await app.ctx(limitedActor(app)), { name: "Web", scopes: API_SCOPES });
  const get = (address: string) => app.request(address, { headers: { Authorization: `Bearer ${token}` } });
  const { paths } = await (await app.request("/api/openapi.json")).json();
  const quote = await idOf(database, "quote", foreign);
  const payment = await idOf(database, "payment", foreign);
  const ids: Record<string, string> = {
    clientes: own.clientId,
    equipos: own.deviceId,
    presupuestos: quote,
    pagos: payment,
  };
  const addresses = Object.entries<{ get?: unknown }>(paths).filter(([, { get }]) => get).map(([path]) =>
    path.replaceAll("{number}", foreign.number)
      .replaceAll(/\{\w+\}/g, () => ids[path.split("/")[2] ?? ""] ?? NOWHERE)
  );
  assert.ok(addresses.filter((one) => one.includes(foreign.number)).length > 15);
  await assertHidden(shop, {
    addresses: [...addresses, "/api/ordenes?q=zarzamora", "/api/pagos?expand=order"],
    get,
  });
  assert.equal((await get(`/api/ordenes/${own.number}`)).status, 200);
  assert.equal((await get(`/api/presupuestos/${quote}`)).status, 404);

  const browser = await asTechnician(app);
  const stream = await browser.get("/tablero/en-vivo?v=old");
  const reader = stream.body?.getReader();
  const first = new TextDecoder().decode((await reader?.read())?.value);
  await reader?.cancel();
  assert.ok(first.includes(own.number) && !first.includes(foreign.number), first.slice(0, 200));
  assert.equal((await browser.get(`/ordenes/${foreign.number}/en-vivo`)).status, 404);
}, { engines: ["libsql"] });

eachDatabase("every table that hangs on an order is either narrowed or says why not", async (_t, { db }) => {
  const tables = await db.introspection.getTables();
  const hanging = tables.filter(({ columns }) => columns.some(({ name }) => name === "order_id"))
    .map(({ name }) => name);
  const ofTheShop = ["loan", "order_part", "part_unit", "stock_move", "work_timer"];
  assert.deepEqual(hanging.sort(), [...ON_ORDERS, "appointment", ...ofTheShop].sort());
}, { engines: ["libsql"] });
