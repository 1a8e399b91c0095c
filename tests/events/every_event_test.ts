import assert from "node:assert/strict";
import { closeAlert, openAlert } from "../../src/alerts/commands.ts";
import { openAlerts } from "../../src/alerts/queries.ts";
import { eraseClient } from "../../src/clients/erasure_commands.ts";
import { EVENT_TYPES } from "../../src/events/event.ts";
import { allotParts } from "../../src/parts/allotment.ts";
import { addedPart } from "../../src/parts/order_part_input.ts";
import { addPart } from "../../src/parts/order_part_commands.ts";
import { expirePrintJobs } from "../../src/printing/job_commands.ts";
import { noteViewed } from "../../src/quotes/client_commands.ts";
import { mindQuotes } from "../../src/quotes/reminders.ts";
import { aCaller, type Caller } from "../api/caller.ts";
import { aDaemon, serving } from "../printing/daemon_stage.ts";
import { type TestApp, userActor } from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";
import { aPart, arrive } from "../support/part_builders.ts";
import { approveByPhone, aSentQuote } from "../support/quote_builders.ts";
import { anEndpoint, hookApp } from "../webhooks/webhook_stage.ts";
import { type FedEvent, misfit } from "./event_stage.ts";

const ars = (amount_minor: number) => ({ amount_minor, currency: "ARS" });

async function ask(caller: Caller, method: string, path: string, body?: unknown) {
  const answer = await caller.send(method, path, body, method === "PATCH" ? { "If-Match": "*" } : {});
  assert.ok(answer.ok, `${method} ${path}: ${await answer.clone().text()}`);
  return await answer.json();
}

/** Announced, received, diagnosed, offered, billed, paid, delivered, and brought back under its warranty. */
async function lifeOfAnOrder(app: TestApp, caller: Caller): Promise<string> {
  const post = (path: string, body: unknown) => ask(caller, "POST", path, body);
  const client = { name: "Marta Núñez", contacts: [{ kind: "phone", value: "11 4000 1234" }] };
  const device = { category: "phone", brand: "Samsung", model: "A54", serial: "R58N12ABCDE" };
  const signed = { fault: "No carga", signature_name: "Marta" };
  const { number, ...made } = await post("/api/ordenes", { status: "draft", client, device, ...signed });
  const order = `/api/ordenes/${number}`;
  await post(`${order}/recepcion`, { signature_name: "Marta" });
  await post(`${order}/asignacion`, { technician_id: app.users.technician.id });
  await post(`${order}/estado`, { to: "diagnosing" });
  await post(`${order}/diagnostico`, { text: "Módulo", finding: "repairable" });
  await aSentQuote(app, number);
  const { id } = await app.services.database.db.selectFrom("order").select("id").where("number", "=", number)
    .executeTakeFirstOrThrow();
  await noteViewed(await app.ctx(), { orderId: id });
  await aSentQuote(app, number);
  await approveByPhone(app, number);
  await ask(caller, "PATCH", order, { priority: "high" });
  await post(`${order}/estado`, { to: "repairing" });
  await post(`${order}/estado`, { to: "ready", outcome: "repaired" });
  await post("/api/pagos", { order_number: number, method: "transfer", amount: ars(1_000_00) });
  const refund = { order_number: number, method: "transfer", reason: "De más", amount: ars(100_00) };
  await post("/api/pagos/devoluciones", refund);
  await post(`${order}/entrega`, { taken_by: "Marta", unsigned_reason: "Apuro", debt_reason: "Conocida" });
  const claim = { client_id: made.client.id, device_id: made.device.id, warranty_of: number, ...signed };
  await post("/api/ordenes", claim);
  return made.client.id;
}

async function otherOffers(app: TestApp, caller: Caller): Promise<void> {
  const refused = await anOrder(app, { status: "diagnosing", diagnosis: "Módulo" });
  await aSentQuote(app, refused.number);
  const reason = { reason: "Caro" };
  await ask(caller, "POST", `/api/ordenes/${refused.number}/estado`, {
    to: "ready",
    outcome: "quote_rejected",
    ...reason,
  });
  const late = await anOrder(app, { status: "diagnosing", diagnosis: "Módulo" });
  await aSentQuote(app, late.number);
  app.now += 40 * 86_400_000;
  await mindQuotes(await app.ctx());
  await ask(caller, "POST", `/api/ordenes/${(await anOrder(app)).number}/estado`, {
    to: "cancelled",
    ...reason,
  });
}

/** An order waits for a part, which comes; then there are too few of it, which is told once. */
async function partsComeAndGo(app: TestApp, caller: Caller): Promise<void> {
  const { number } = await anOrder(app, { status: "awaiting_parts" });
  const part = await aPart(app, { minimum: "2" });
  const bench = await app.ctx(userActor(app, "admin"));
  const wish = { part_id: part.id, quantity: "1", how: "reserve", form_key: crypto.randomUUID() };
  await addPart(bench, number, addedPart("es").parse(wish));
  await arrive(app, part.id, { quantity: "4" });
  const { branch_id: branchId } = await bench.db.selectFrom("stock_balance").select("branch_id")
    .where("part_id", "=", part.id).executeTakeFirstOrThrow();
  await allotParts(await app.ctx(), { partId: part.id, branchId });
  const scrap = { quantity_thousandths: 1_000, reason: "faulty" };
  for (let piece = 0; piece < 3; piece++) {
    await ask(caller, "POST", `/api/repuestos/${part.id}/bajas`, scrap);
  }
}

async function peopleAndThings(app: TestApp, caller: Caller, clientId: string): Promise<void> {
  const { id, version } = await ask(caller, "POST", "/api/clientes", { name: "José" });
  await ask(caller, "PATCH", `/api/clientes/${id}`, { address: "Corrientes 1" });
  const [device] = await ask(caller, "GET", `/api/clientes/${clientId}/equipos`);
  await ask(caller, "PATCH", `/api/equipos/${device.id}`, { model: "A54 5G" });
  await ask(caller, "POST", `/api/equipos/${device.id}/titular`, { client_id: id });
  const gone = await ask(caller, "POST", "/api/clientes", { name: "Ana", is_another: true });
  const asked = { reason: "Lo pidió", sure: true, version };
  await eraseClient(await app.ctx(userActor(app, "admin")), gone.id, asked);
}

eachDatabase("every kind of event is told by its act, as its contract says", async (_t, database) => {
  await using app = await hookApp(database);
  await using server = await serving(app);
  await aDaemon(app, server);
  const caller = await aCaller(app);
  const clientId = await lifeOfAnOrder(app, caller);
  await otherOffers(app, caller);
  await partsComeAndGo(app, caller);
  await peopleAndThings(app, caller, clientId);
  const data = { code: "CAJA-7", lines: [] };
  const label = { printer: "mostrador", template: "text", data, expires_in_s: 10 };
  await ask(caller, "POST", "/api/trabajos-impresion", label);
  app.now += 10_000;
  await expirePrintJobs(await app.ctx());
  const ctx = await app.ctx();
  const alert = { kind: "figures_differ", branchId: app.branchId, facts: { days: 1 } } as const;
  const subject = { kind: "branch", id: app.branchId, name: "Norte" } as const;
  await ctx.db.transaction().execute((trx) => openAlert(trx, ctx, { ...alert, subject }));
  for (const open of await openAlerts(ctx.db)) {
    await ctx.db.transaction().execute((trx) => closeAlert(trx, ctx, open));
  }
  const { id: webhook } = await anEndpoint(app, { url: "https://contable.example/" });
  await ask(caller, "POST", `/api/webhooks/${webhook}/prueba`);

  const events: FedEvent[] = await ask(caller, "GET", "/api/eventos?limit=200");
  assert.deepEqual(events.map(misfit).filter(Boolean), []);
  const told = new Set(events.map(({ type }) => type));
  assert.deepEqual(EVENT_TYPES.filter((type) => !told.has(type)), []);
  const low = events.filter(({ type }) => type === "part.low");
  assert.deepEqual(low.map(({ data }) => [data.available_thousandths, data.minimum_thousandths]), [[
    1_000,
    2_000,
  ]]);
}, { engines: ["libsql"] });
