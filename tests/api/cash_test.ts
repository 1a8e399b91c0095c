import assert from "node:assert/strict";
import { sessionList } from "../../src/cash/queries.ts";
import { anOpenTill } from "../cash/till_stage.ts";
import { testApp, userActor } from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";
import { assertUsesIndex } from "../support/plan.ts";
import { aCaller, nextOf, refused } from "./caller.ts";

const ars = (amount_minor: number) => ({ amount_minor, currency: "ARS" });

eachDatabase(
  "a program opens a till, counts it blind and closes it with what is missing",
  async (_t, database) => {
    await using app = await testApp(database);
    const caller = await aCaller(app);
    const sessions = "/api/turnos-de-caja";
    const post = (path: string, body?: object, key?: string) =>
      caller.send("POST", path, body, key ? { "Idempotency-Key": key } : {});

    const [till] = await (await caller.get("/api/cajas")).json();
    assert.deepEqual([till.id, till.open_by], [app.branchId, null]);
    const opening = { till_id: till.id, float: ars(500_000) };
    const nobodys = { till_id: app.users.admin.id, float: ars(0) };
    assert.deepEqual(await refused(post(sessions, nobodys)), [422, "till_id", "till_unknown"]);
    const dollars = { ...opening, float: { amount_minor: 1, currency: "USD" } };
    assert.deepEqual(await refused(post(sessions, dollars)), [422, "float.currency", "currency_other"]);
    const opened = await post(sessions, opening, "abre");
    const session = await opened.json();
    assert.deepEqual([opened.status, session.float, session.user.id, session.counts], [
      201,
      ars(500_000),
      app.users.admin.id,
      [],
    ]);
    assert.deepEqual(await (await post(sessions, opening, "abre")).json(), session);
    assert.deepEqual(await refused(post(sessions, opening)), [409, "till_open_already"]);
    const path = opened.headers.get("Location") ?? "";

    const { number } = await anOrder(app, { charges: [10_000_000] });
    const payment = { order_number: number, method: "cash", amount: ars(3_000_000) };
    const taken = await (await post("/api/pagos", payment)).json();
    assert.equal(taken.till, till.name);
    const atNone = await aCaller(app, ["payments:write"]);
    assert.deepEqual(await refused(atNone.send("POST", "/api/pagos", payment)), [422, "method", "till_none"]);
    const out = { direction: "out", amount: ars(150_000), reason: "Librería" };
    const zero = post(`${path}/movimientos`, { ...out, amount: ars(0) });
    assert.deepEqual(await refused(zero), [422, "amount.amount_minor", "too_small"]);
    app.now += 1_000;
    const moved = await (await post(`${path}/movimientos`, out)).json();
    assert.deepEqual([moved.kind, moved.amount], ["movement", ars(-150_000)]);
    const page = await caller.get(`${path}/movimientos?limit=1`);
    assert.deepEqual([...await page.json(), ...await (await caller.get(nextOf(page) ?? "")).json()], [moved, {
      id: taken.id,
      kind: "payment",
      method: "cash",
      amount: ars(3_000_000),
      note: "",
      order_number: number,
      client: taken.client.name,
      at: taken.at,
    }]);

    assert.deepEqual(await refused(post(`${path}/arqueos`, { counted: {} })), [
      422,
      "counted.cash",
      "required",
    ]);
    const differs = { counted: { cash: ars(1) }, bills: [{ face: ars(1_000_000), pieces: 3 }] };
    assert.deepEqual(await refused(post(`${path}/arqueos`, differs)), [422, "counted.cash", "bills_differ"]);
    const short = {
      counted: {},
      bills: [{ face: ars(1_000_000), pieces: 3 }, { face: ars(100_000), pieces: 3 }],
    };
    const counted = await (await post(`${path}/arqueos`, short, "uno")).json();
    const [count] = counted.counts;
    assert.deepEqual([counted.closed_at, count.lines], [null, [
      { method: "cash", expected: ars(3_350_000), counted: ars(3_300_000), difference: ars(-50_000) },
    ]]);
    assert.equal((await (await post(`${path}/arqueos`, short, "uno")).json()).counts.length, 1);
    const count_id = count.id;
    assert.deepEqual(await refused(post(`${path}/cierre`, { count_id })), [
      422,
      "note",
      "difference_unexplained",
    ]);
    assert.deepEqual(await refused(post(`${path}/cierre`, { count_id: session.id, note: "x" })), [
      409,
      "count_overtaken",
    ]);
    const closed = await (await post(`${path}/cierre`, { count_id, note: "Vuelto mal dado" })).json();
    assert.deepEqual([closed.difference, closed.note, closed.closed_by], [
      ars(-50_000),
      "Vuelto mal dado",
      null,
    ]);
    assert.deepEqual(await refused(post(`${path}/movimientos`, out)), [409, "till_is_closed"]);
    const report = await caller.get(`${path}/informe?format=80mm`);
    assert.equal(new TextDecoder().decode((await report.bytes()).slice(0, 5)), "%PDF-");
    assert.deepEqual(await refused(post(`${path}/impresion`)), [409, "no_printer"]);

    const figures = await (await caller.get("/api/informe-de-caja")).json();
    const [{ taken: sum, moved: moves, difference, by_person }] = figures.currencies;
    assert.deepEqual([sum, moves, difference], [ars(3_000_000), ars(-150_000), ars(-50_000)]);
    assert.deepEqual(by_person.map(({ net }: { net: unknown }) => net), [ars(3_000_000)]);
  },
  { engines: ["libsql"] },
);

eachDatabase(
  "others' tills are told to whom manages them alone, and those who owe to whom sees money",
  async (_t, database) => {
    await using app = await testApp(database);
    const id = await anOpenTill(await app.ctx(userActor(app, "receptionist")), { tillId: app.branchId });
    const path = `/api/turnos-de-caja/${id}`;
    const own = await aCaller(app, ["cash:write", "lists:export"]);
    assert.equal((await own.get(path)).status, 404);
    assert.deepEqual(await (await own.get("/api/turnos-de-caja")).json(), []);
    assert.equal((await own.get(`/api/turnos-de-caja?user_id=${app.users.receptionist.id}`)).status, 403);
    assert.equal((await own.send("POST", "/api/cajas", { name: "Caja 2" })).status, 403);
    assert.equal((await (await aCaller(app, ["payments:read"])).get(path)).status, 403);
    assert.equal((await own.get("/api/informe-de-caja")).status, 403);

    const manager = await aCaller(app, ["cash:write", "cash:manage", "payments:read", "lists:export"]);
    const [open] = await (await manager.get("/api/turnos-de-caja?open=true")).json();
    assert.equal(open.id, id);
    const csv = await (await manager.get("/api/turnos-de-caja", { Accept: "text/csv" })).text();
    assert.match(csv.split("\r\n")[0] ?? "", /user\.name.*float\.amount_minor/);
    const all = { counted: { cash: ars(500_000) } };
    assert.deepEqual(await refused(manager.send("POST", `${path}/arqueos`, all)), [
      422,
      "reason",
      "required",
    ]);
    const closed = await manager.send("POST", `${path}/arqueos`, { ...all, reason: "Se fue" });
    assert.equal((await closed.json()).close_reason, "Se fue");

    const made = await manager.send("POST", "/api/cajas", { name: "Caja 2" });
    assert.equal(made.status, 201);
    const again = manager.send("POST", "/api/cajas", { name: "Caja 2" });
    assert.deepEqual(await refused(again), [422, "name", "till_name_taken"]);
    const till = made.headers.get("Location") ?? "";
    const tag = made.headers.get("ETag") ?? "";
    const off = await manager.send("PATCH", till, { active: false }, { "If-Match": tag });
    assert.equal((await off.json()).active, false);
    assert.equal((await manager.send("PATCH", till, { name: "C" }, { "If-Match": tag })).status, 412);

    await anOrder(app, { status: "delivered", charges: [7_000_00] });
    const [debtor] = await (await manager.get("/api/deudores")).json();
    assert.deepEqual([debtor.owed, debtor.orders, "phone" in debtor.client], [ars(7_000_00), 1, false]);
    assert.deepEqual(await (await manager.get("/api/deudores?currency=USD")).json(), []);
    await assertUsesIndex(
      database,
      sessionList(await app.ctx(userActor(app, "admin")), { sucursal: "", persona: "", desde: 9, open: true })
        .limit(9).compile(),
    );
  },
  { engines: ["libsql"] },
);
