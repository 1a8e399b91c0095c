import assert from "node:assert/strict";
import { appointmentPage } from "../../src/agenda/queries.ts";
import { testApp } from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";
import { aCaller, nextOf, refused } from "./caller.ts";

const MONDAY_10 = "2026-11-30T13:00:00Z";
const WISH = {
  kind: "drop_off",
  contact: { name: "Julia Paz", phone: "11 5555-0199" },
  starts_at: MONDAY_10,
  minutes: 30,
};

eachDatabase("a program keeps the agenda as the counter does", async (_t, database) => {
  await using app = await testApp(database);
  const caller = await aCaller(app);
  const post = (path: string, body?: object, key?: string) =>
    caller.send("POST", `/api/turnos${path}`, body, key ? { "Idempotency-Key": key } : {});

  const made = await post("/", WISH, "uno");
  const booked = await made.json();
  assert.deepEqual([made.status, booked.name, booked.phone, booked.state], [
    201,
    "Julia Paz",
    "+541155550199",
    "planned",
  ]);
  assert.deepEqual([booked.starts_at, booked.ends_at], [
    "2026-11-30T13:00:00.000Z",
    "2026-11-30T13:30:00.000Z",
  ]);
  assert.deepEqual(await (await post("/", WISH, "uno")).json(), booked);
  const path = made.headers.get("Location") ?? "";
  assert.equal(path, `/api/turnos/${booked.id}`);

  const technician_id = app.users.technician.id;
  const { number } = await anOrder(app, { status: "ready" });
  const client_id = (await (await caller.get(`/api/ordenes/${number}`)).json()).client.id;
  assert.deepEqual(await refused(post("/", { ...WISH, client_id })), [422, "client_id", "one_party"]);
  const { contact: _, ...nobodys } = WISH;
  assert.deepEqual(await refused(post("/", nobodys)), [422, "client_id", "client_missing"]);
  assert.deepEqual(await refused(post("/", { ...nobodys, order_number: "S01-999999" })), [
    422,
    "order_number",
    "order_unknown",
  ]);
  assert.deepEqual(await refused(post("/", { ...WISH, starts_at: "2020-01-01T10:00:00Z" })), [
    422,
    "starts_at",
    "date_past",
  ]);
  const sunday = { ...WISH, starts_at: "2026-11-29T13:00:00Z" };
  assert.deepEqual(await refused(post("/", sunday)), [422, "outside_ok", "appointment_outside"]);
  const theirs = await (await post("/", { ...nobodys, kind: "pick_up", order_number: number, technician_id }))
    .json();
  assert.deepEqual([theirs.order_number, theirs.client_id, theirs.technician.id], [
    number,
    client_id,
    technician_id,
  ]);

  const days = "from=2026-11-30&to=2026-12-01";
  const first = await caller.get(`/api/turnos?${days}&limit=1`);
  const next = nextOf(first);
  const second = await caller.get(next ?? "");
  assert.equal(nextOf(second), undefined);
  const ids = [...await first.json(), ...await second.json()].map(({ id }) => id);
  assert.deepEqual(ids, [booked.id, theirs.id].sort());
  const told = async (query: string) =>
    (await (await caller.get(`/api/turnos?${days}&${query}`)).json()).length;
  assert.deepEqual([await told(`technician_id=${technician_id}`), await told("state=arrived")], [1, 0]);
  assert.deepEqual(await refused(caller.get(`/api/turnos?branch_id=${booked.id}`)), [
    422,
    "branch_id",
    "branch_unknown",
  ]);
  const csv = await (await caller.get(`/api/turnos?${days}`, { Accept: "text/csv" })).text();
  assert.equal(csv.trim().split("\r\n").length, 3);
  const open = await (await caller.get("/api/turnos/dias?from=2026-11-28&to=2026-11-30")).json();
  assert.deepEqual(open.map((one: { opens_at: string | null }) => one.opens_at), [
    "2026-11-28T12:00:00.000Z",
    null,
    "2026-11-30T12:00:00.000Z",
  ]);

  const { headers } = await caller.get(path);
  const change = (body: object, tag: string | null) =>
    caller.send("PATCH", path, body, tag === null ? {} : { "If-Match": tag });
  assert.equal((await change({ minutes: 60 }, null)).status, 428);
  assert.deepEqual(await refused(change({ minutes: 60, technician_id }, headers.get("ETag"))), [
    422,
    "starts_at",
    "appointment_overlap",
  ]);
  const moved = await change({ minutes: 60 }, headers.get("ETag"));
  assert.equal((await moved.json()).ends_at, "2026-11-30T14:00:00.000Z");
  assert.equal((await change({ minutes: 15 }, headers.get("ETag"))).status, 412);

  const arrived = await (await post(`/${theirs.id}/llegada`)).json();
  assert.deepEqual([arrived.state, arrived.history.map(({ kind }: { kind: string }) => kind)], [
    "arrived",
    ["arrived", "booked"],
  ]);
  assert.deepEqual(await refused(post(`/${booked.id}/anulacion`, {})), [422, "reason", "required"]);
  const off = await (await post(`/${booked.id}/anulacion`, { reason: "Viaja" })).json();
  assert.deepEqual([off.state, off.cancel_reason], ["cancelled", "Viaja"]);
  assert.deepEqual(await refused(post(`/${booked.id}/llegada`)), [409, "appointment_over"]);

  const reader = await aCaller(app, ["agenda:read"]);
  assert.equal((await reader.get(path)).status, 200);
  assert.equal((await reader.send("POST", "/api/turnos", WISH)).status, 403);
  assert.equal((await (await aCaller(app, ["orders:read"])).get(path)).status, 403);
  const here = await app.ctx();
  const page = await appointmentPage(here, {
    branchId: app.branchId,
    from: 0,
    to: Number.MAX_SAFE_INTEGER,
    after: { at: Date.parse(MONDAY_10), id: [booked.id, theirs.id].sort()[0] },
  }, 5);
  assert.equal(page.rows.length, 1);
}, { engines: ["libsql"] });
