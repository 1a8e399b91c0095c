import assert from "node:assert/strict";
import { ALL_PERMISSIONS, overridesJson } from "../../src/auth/overrides.ts";
import type { Overrides } from "../../src/auth/permissions.ts";
import { paths } from "../../src/paths.ts";
import { createToken } from "../../src/tokens/commands.ts";
import { API_SCOPES } from "../../src/tokens/scope.ts";
import type { Role } from "../../src/users/role.ts";
import { someIds } from "../api/contract_walk.ts";
import { anAppointment, bookingForm } from "../agenda/agenda_stage.ts";
import { close, count } from "../cash/till_stage.ts";
import { textOf } from "../documents/paper.ts";
import { signedIn, type TestApp, userActor } from "../support/app.ts";
import { fillOrder } from "../support/full_order.ts";
import { anOrder } from "../support/order_builders.ts";
import { aPart } from "../support/part_builders.ts";
import { MATRIX } from "./routes_matrix.ts";
import { aStage, filled, NOWHERE, type Stage } from "./routes_stage.ts";

/** As screens, lists, files and programs write them. */
const MARKERS = {
  phone: /7777[ -]?8888|marta@example\.com/,
  cost: /43[.,]?219[.,]87|4321987/,
  cash: /76[.,]?543[.,]21|7654321/,
};

/** Links to what shows a client's phone. */
const CLOSED_PAPER =
  /href="[^"]*\/(comprobante|recibo|expediente|aviso-de-retiro|presupuesto|constancia)\.pdf/;
type Marker = keyof typeof MARKERS;

/** A shop in which a cost, a client's phone and a till's total stand wherever they can. */
async function aMarkedShop(): Promise<Stage & { ids: Record<string, Record<string, string>> }> {
  const stage = await aStage();
  const { app } = stage;
  const { db } = app.services.database;
  const phone = "+5491177778888";
  await db.updateTable("contact").set({ value: phone, display: "11 7777-8888" }).where("kind", "in", [
    "phone",
    "whatsapp",
  ])
    .execute();
  const order = await anOrder(app, {
    status: "repairing",
    client: { phone: "11 7777-8888", whatsapp: "11 7777-8888" },
  });
  await fillOrder(await app.ctx(userActor(app, "admin")), order.id);
  const { id: part } = await aPart(app, { cost: "43219,87", stock: 3 });
  await db.updateTable("quote_line_cost").set({ unit_minor: 43_219_87 }).execute();
  const desk = await app.ctx(userActor(app, "receptionist"));
  const { id: session } = await desk.db.selectFrom("cash_session").select("id")
    .where("user_id", "=", app.users.receptionist.id).executeTakeFirstOrThrow();
  const counted = await count(desk, session, { cash: "76543,21" });
  await close(desk, session, { count: counted.count, note: "Marcada" });
  stage.real["repuestos :id"] = part;
  const ids = { ...await someIds(app, order.number), repuestos: { id: part } };
  await db.updateTable("appointment").set({ phone }).execute();
  return { ...stage, ids };
}

interface Ask {
  address: string;
  get(): Promise<Response>;
}

/** Every address that one may look at, of screens and for programs; of one order those of `number`. */
async function everyAddress(
  stage: Stage & { ids: Record<string, Record<string, string>> },
  { who, number }: { who: Role; number: string },
): Promise<Ask[]> {
  const { app, ids } = stage;
  const browser = await signedIn(app, who);
  const { token } = await createToken(await app.ctx(userActor(app, "admin")), {
    name: who,
    scopes: API_SCOPES,
  });
  await app.services.database.db.updateTable("api_token").set({ created_by: app.users[who].id })
    .where("name", "=", who).execute();
  const { paths } = await (await app.request("/api/openapi.json")).json();
  const asked = [
    ...MATRIX.trim().split("\n").flatMap((line) => /^GET +(\/\S*) [ATR]+$/.exec(line)?.[1] ?? [])
      .flatMap((path) => [path, ...path.includes("ordenes/:number") ? [path.replace(":number", number)] : []])
      .map((path) => filled(path, stage, { real: true })),
    ...["/ordenes?q=7777", "/buscar?q=7777", "/clientes?q=marta", "/buscar?q=maria", "/buscar?q=zoraida"],
    ...["/tablero?vista=tabla", "/agenda?vista=semana", "/agenda?dia=2026-11-24"],
  ].filter((address) => !address.endsWith("/en-vivo")).map((address) => ({
    address,
    get: () => browser.get(address),
  }));
  const operations = Object.entries<{ get?: unknown }>(paths).filter(([, { get }]) => get).map(([path]) => {
    const own: Record<string, string> = { number, ...ids[path.split("/")[2] ?? ""] };
    const address = path.replaceAll(/\{(\w+)\}/g, (_, name) => own[name] ?? NOWHERE);
    return { address, get: () => app.request(address, { headers: { Authorization: `Bearer ${token}` } }) };
  });
  return [...asked, ...operations];
}

async function told(answer: Response): Promise<string> {
  return answer.headers.get("Content-Type") === "application/pdf"
    ? await textOf(new Uint8Array(await answer.arrayBuffer()))
    : await answer.text();
}

/** What each address that the role finds shows of the markers. */
async function shown(
  stage: Stage & { ids: Record<string, Record<string, string>> },
  who: Role,
): Promise<Map<Marker, string[]>> {
  const { number } = await stage.app.services.database.db.selectFrom("order").select("number")
    .where("status", "=", "repairing").executeTakeFirstOrThrow();
  const found = new Map<Marker, string[]>([["phone", []], ["cost", []], ["cash", []]]);
  for (const { address, get } of await everyAddress(stage, { who, number })) {
    const body = await told(await get());
    for (const marker of ["phone", "cost", "cash"] as const) {
      if (MARKERS[marker].test(body)) found.get(marker)?.push(address);
    }
  }
  return found;
}

async function limit(app: TestApp, who: Role, overrides: Overrides): Promise<void> {
  await app.services.database.db.updateTable("user").set({ overrides_json: overridesJson(overrides) })
    .where("id", "=", app.users[who].id).execute();
}

Deno.test("costs, clients' phones and the totals of tills are in nothing that one without their permission is told", async () => {
  await using stage = await aMarkedShop();
  const { app } = stage;
  const owner = await signedIn(app, "admin");
  const { real } = stage;
  assert.match(await owner.page(`/repuestos/${real["repuestos :id"]}`), MARKERS.cost);
  assert.match(await owner.page(`/clientes/${real["clientes :id"]}`), MARKERS.phone);
  assert.match(await owner.page(`/caja/sesiones/${real["caja :id"]}`), MARKERS.cash);
  const hidden: Overrides = { "contacts.read": "deny", "costs.read": "deny", "cash.read": "deny" };
  const everything = Object.fromEntries(ALL_PERMISSIONS.map((one) => [one, "allow" as const]));
  for (
    const [who, overrides] of [["technician", { ...everything, ...hidden }], [
      "receptionist",
      hidden,
    ]] as const
  ) {
    await limit(app, who, overrides);
    const found = await shown(stage, who);
    assert.deepEqual(Object.fromEntries(found), { phone: [], cost: [], cash: [] }, who);
  }
  const desk = await signedIn(app, "receptionist");
  const orders = await app.services.database.db.selectFrom("order").select(["number", "intake_id"]).execute();
  const pages = orders.flatMap(({ number, intake_id }) => [paths.order(number), paths.intake(intake_id)]);
  const linking = async () => {
    const found = await Promise.all(pages.map(async (path) => CLOSED_PAPER.test(await desk.page(path))));
    return pages.filter((_, at) => found[at]);
  };
  await limit(app, "receptionist", {});
  assert.deepEqual(await linking(), pages);
  await limit(app, "receptionist", { "contacts.read": "deny" });
  assert.deepEqual(await linking(), []);
});

/** Clients, and what they own, are everybody's who may read them. */
const OF_CLIENTS = /^\/(api\/|exportar\/)?(clientes|equipos|buscar)/;
/** Its form says by an example how an order is numbered. */
const EXAMPLE = "/admin/sucursales/nueva";

Deno.test("what is of the orders of others is in nothing that who has only their own is told", async () => {
  await using stage = await aMarkedShop();
  const { app } = stage;
  const { db } = app.services.database;
  const desk = await app.ctx(userActor(app, "receptionist"));
  const { id: technician } = app.users.technician;
  const own = await anOrder(app, {
    status: "repairing",
    technicianId: technician,
    client: { name: "Propio" },
  });
  const foreign = await db.selectFrom("order").select(["id", "number", "client_id"])
    .where("status", "=", "repairing").where("id", "!=", own.id).executeTakeFirstOrThrow();
  await db.updateTable("client").set({ name: "Zoraida Ajena" }).where("id", "=", foreign.client_id).execute();
  await db.updateTable("order").set({ technician_id: app.users.admin.id }).where("id", "=", foreign.id)
    .execute();
  const starts = (hour: string) => ({ starts: `2026-11-24T${hour}`, technician_id: app.users.admin.id });
  const hidden = [
    await anAppointment(desk, { client_id: "", order: foreign.number, kind: "pick_up", ...starts("11:00") }),
    await anAppointment(desk, { client_id: foreign.client_id, name: "", phone: "", ...starts("12:00") }),
    await anAppointment(desk, { name: "Zoraida Suelta", ...starts("13:00") }),
  ];
  const mine = await anAppointment(desk, { name: "Mi Turno", ...starts("15:00"), technician_id: technician });
  const ofMine = await anAppointment(desk, { client_id: "", order: own.number, ...starts("16:00") });
  const rest = ALL_PERMISSIONS.filter((one) =>
    !["orders.all", "orders.take", "intakes.create"].includes(one)
  );
  await limit(app, "technician", {
    ...Object.fromEntries(rest.map((one) => [one, "allow"])),
    "orders.all": "deny",
    "orders.take": "deny",
  });
  const numbers = (await db.selectFrom("order").select("number").where("id", "!=", own.id).execute())
    .map(({ number }) => number);
  const leaks: string[] = [];
  for (const number of [own.number, foreign.number]) {
    for (const { address, get } of await everyAddress(stage, { who: "technician", number })) {
      const body = await told(await get());
      const of = numbers.filter((one) => body.includes(one) && !address.includes(one));
      if (of.length > 0 && address !== EXAMPLE) leaks.push(`${address} shows ${of}`);
      if (!OF_CLIENTS.test(address) && body.includes("Zoraida")) leaks.push(`${address} shows whose it is`);
    }
  }
  assert.deepEqual(leaks, []);

  const browser = await signedIn(app, "technician");
  const day = await browser.page("/agenda?dia=2026-11-24");
  assert.match(day, /11:00 a 11:30[^]*Ocupado[^]*12:00 a 12:30[^]*Ocupado/);
  for (const one of [mine, ofMine]) assert.ok(day.includes(one), day.slice(0, 200));
  for (const one of hidden) assert.equal((await browser.get(`/agenda/${one}`)).status, 404);
  const taken = await browser.post("/agenda/nuevo", bookingForm(starts("11:15")));
  assert.equal(taken.status, 422);
  assert.match(await taken.text(), /ya tiene un turno de 11:00 a 11:30\. Elija/);
  await limit(app, "technician", { "orders.all": "deny" });
  assert.doesNotMatch(await browser.page("/agenda?dia=2026-11-24"), /Ocupado/);
});
