import assert from "node:assert/strict";
import { overridesJson } from "../../src/auth/overrides.ts";
import { editOrder } from "../../src/orders/commands.ts";
import { orderDetail } from "../../src/orders/queries.ts";
import { testApp, userActor } from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";
import { aCaller, refused } from "./caller.ts";

const HOUR = 3_600_000;

eachDatabase("an order is told as it was at a moment or right after an event", async (_t, database) => {
  await using app = await testApp(database);
  const { number, id } = await anOrder(app, { status: "diagnosing", charges: [50_000] });
  const path = `/api/ordenes/${number}/historial`;
  const before = app.now;
  app.now += HOUR;
  const desk = await app.ctx(userActor(app, "admin"));
  const { order } = await orderDetail(desk, number);
  const { condition, priority, promised_at, version } = order;
  const changed = { condition, priority, promised_at, version, fault: "No carga ni enciende" };
  await editOrder(desk, number, { ...changed, preauthorised: 100_00 });
  app.now += HOUR;
  const caller = await aCaller(app, [
    "orders:read",
    "payments:read",
    "quotes:read",
    "parts:read",
    "time:read",
  ]);
  const events: { id: string; kind: string }[] = await (await caller.get(`/api/ordenes/${number}/eventos`))
    .json();
  const edited = events.find(({ kind }) => kind === "edited")?.id ?? "";
  const at = (ms: number) => `${path}?at=${encodeURIComponent(new Date(ms).toISOString())}`;
  const then = await (await caller.get(at(before))).json();
  const after = await (await caller.get(`${path}?event=${edited}`)).json();
  assert.deepEqual([then.fault, then.preauthorised, then.event], [order.fault, null, null]);
  assert.deepEqual([after.fault, after.preauthorised.amount_minor], ["No carga ni enciende", 100_00]);
  assert.deepEqual([after.event.id, after.event.kind, after.next_event], [edited, "edited", null]);
  assert.equal(then.next_event, edited);
  assert.deepEqual([then.status, then.charged.amount_minor, then.quotes, then.parts, then.time], [
    "diagnosing",
    50_000,
    [],
    [],
    [],
  ]);
  assert.deepEqual(then.unknown, []);
  const sparse = await (await caller.get(`${at(before)}&fields=fault`)).json();
  assert.deepEqual(sparse, { fault: order.fault });

  assert.equal((await (await caller.get(path)).json()).fault, "No carga ni enciende", "now");
  assert.deepEqual(await refused(caller.get(`${at(before)}&event=${edited}`)), [422, "at", "at_or_event"]);
  assert.deepEqual(await refused(caller.get(at(app.now + 1))), [422, "at", "date_future"]);
  assert.equal((await caller.get(at(before - 365 * 24 * HOUR))).status, 404, "before there was one");
  const other = await anOrder(app);
  const foreign = await database.db.selectFrom("order_event").select("id").where("order_id", "=", other.id)
    .executeTakeFirstOrThrow();
  assert.equal((await caller.get(`${path}?event=${foreign.id}`)).status, 404, "another order's event");

  const poor = await (await (await aCaller(app, ["orders:read"])).get(at(before))).json();
  const hidden = ["charges", "payments", "charged", "paid", "balance", "quotes", "parts", "time"];
  assert.deepEqual(hidden.filter((name) => Object.hasOwn(poor, name)), [], "left out, never null");
  await database.db.updateTable("user").set({
    overrides_json: overridesJson({ "orders.all": "deny", "orders.take": "deny" }),
  }).where("id", "=", app.users.technician.id).execute();
  const own = await aCaller(app, ["orders:read"]);
  await database.db.updateTable("api_token").set({ created_by: app.users.technician.id }).execute();
  await database.db.updateTable("order").set({ technician_id: null }).where("id", "=", id).execute();
  assert.equal((await own.get(at(before))).status, 404, "nobody's own");
});
