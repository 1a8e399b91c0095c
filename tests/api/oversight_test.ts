import assert from "node:assert/strict";
import { asAdmin, testApp } from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";
import { aCaller } from "./caller.ts";
import { everyRow, fieldsOf } from "./answers.ts";

eachDatabase("the audit log is read page by page, filtered, and whole as CSV", async (_t, database) => {
  await using app = await testApp(database);
  const caller = await aCaller(app, ["audit:read", "lists:export", "settings:write"]);
  const wish = { code: "N01", name: "Norte", time_zone: "America/Lima", currency: "PEN" };
  const added = await caller.send("POST", "/api/sucursales", wish, { "X-Request-Id": "norte-2026-11" });
  assert.equal(added.status, 201);
  const [event] = await (await caller.get("/api/auditoria?kind=branch_added")).json();
  assert.deepEqual(
    [event.kind, event.actor.kind, event.subject.name, event.request_id, event.data.code],
    ["branch_added", "token", "Norte", "norte-2026-11", "N01"],
  );
  const rows = await everyRow(caller, "/api/auditoria?limit=2");
  const places = rows.map(({ chain_place }) => chain_place);
  assert.ok(places.length > 4);
  assert.deepEqual(
    places,
    places.toSorted((a, b) => Number(b) - Number(a)),
    "newest first, none twice or left out",
  );
  assert.equal(new Set(places).size, places.length);
  const of = async (query: string) => (await everyRow(caller, `/api/auditoria?${query}`)).length;
  assert.equal(await of(`actor_id=${event.actor.id}`), 1);
  assert.equal(await of("from=2026-11-23&to=2026-11-23"), rows.length);
  assert.equal(await of("to=2026-11-22"), 0);
  for (
    const wrong of ["kind=A%20b", "actor_id=yo", "from=ayer", "from=2026-11-24&to=2026-11-23", "cursor=x"]
  ) {
    assert.equal((await caller.get(`/api/auditoria?${wrong}`)).status, 422, wrong);
  }
  const csv = await (await caller.get("/api/auditoria?kind=branch_added", { Accept: "text/csv" })).text();
  const [heading, line] = csv.split("\r\n");
  assert.match(heading ?? "", /^id,at,kind,actor\.kind,.*request_id,chain_place,/);
  assert.match(line ?? "", new RegExp(`norte-2026-11,${event.chain_place},branch`));
  const screen = await (await asAdmin(app)).page("/exportar/auditoria.csv?tipo=branch_added");
  assert.match(screen, /Pedido al servidor[;,]Lugar en la cadena/);
  assert.match(screen, new RegExp(`norte-2026-11[;,]${event.chain_place}\r\n`));
  assert.equal((await (await aCaller(app, ["users:read"])).get("/api/auditoria")).status, 403);
});

eachDatabase("tasks are told, switched, given other times and done now", async (_t, database) => {
  await using app = await testApp(database);
  const caller = await aCaller(app, ["tasks:write"]);
  const path = "/api/tareas/sweep_runs";
  assert.ok((await (await caller.get("/api/tareas")).json()).length > 20);
  const read = await caller.get(path);
  const task = await read.json();
  assert.deepEqual([task.pattern, task.enabled, task.places.length, task.version], ["2 5 * * *", true, 1, 0]);
  assert.equal(task.places[0].next_at.length, 5);
  const match = { "If-Match": read.headers.get("ETag") ?? "" };
  assert.deepEqual(await fieldsOf(caller.send("PATCH", path, { pattern: "61 * * * *" }, match)), [422, [
    "pattern",
  ]]);
  const off = await caller.send("PATCH", path, { enabled: false }, match);
  assert.deepEqual((await off.json()).places[0].next_at, []);
  assert.equal((await caller.send("PATCH", path, { enabled: true }, match)).status, 412);

  const key = { "Idempotency-Key": "ahora" };
  for (let sent = 0; sent < 2; sent++) {
    const answer = await caller.send("POST", `${path}/ejecuciones`, undefined, key);
    assert.deepEqual([answer.status, await answer.json()], [202, { outcome: "queued" }]);
  }
  const again = await caller.send("POST", `${path}/ejecuciones`);
  assert.deepEqual(await again.json(), { outcome: "busy" });
  const runs = await everyRow(caller, `${path}/ejecuciones?limit=1`);
  assert.deepEqual(runs.map(({ state }) => state), ["skipped", "waiting"]);
  const [, run] = runs;
  assert.deepEqual([run?.begun_by, run?.branch_id], ["Web", null]);
  assert.deepEqual(await (await caller.get(`${path}/ejecuciones?failed=true`)).json(), []);
  assert.equal((await caller.get("/api/tareas/mine_gold")).status, 404);
  const reader = await aCaller(app, ["tasks:read"]);
  assert.equal((await reader.send("POST", `${path}/ejecuciones`)).status, 403);

  const dead = crypto.randomUUID();
  await database.db.insertInto("job").values({
    ...await database.db.selectFrom("job").selectAll().where("kind", "=", "sweep_runs")
      .executeTakeFirstOrThrow(),
    id: dead,
    kind: "allot_parts",
    payload_json: JSON.stringify({ partId: "p", branchId: app.branchId }),
    unique_key: "allot",
    state: "dead",
    finished_at: app.now,
    errors_json: JSON.stringify([{ attempt: 12, at: app.now, error: "no part" }]),
  }).execute();
  const [job] = await (await caller.get("/api/trabajos-fallidos")).json();
  assert.deepEqual([job.id, job.kind, job.errors[0].message], [dead, "allot_parts", "no part"]);
  assert.equal((await caller.send("POST", `/api/trabajos-fallidos/${dead}/reintento`)).status, 202);
  assert.equal((await caller.send("DELETE", `/api/trabajos-fallidos/${dead}`)).status, 404);
}, { engines: ["libsql"] });

eachDatabase("reports are added, read, sent once and ended", async (_t, database) => {
  await using app = await testApp(database, { SMTP_URL: "smtp://127.0.0.1:9" });
  const caller = await aCaller(app, ["reports:write"]);
  const wish = { period: "daily", hour: 7, locale: "es", addresses: ["Contador@Example.com"] };
  const key = { "Idempotency-Key": "informe" };
  const made = await caller.send("POST", "/api/informes", wish, key);
  const report = await made.json();
  assert.deepEqual([made.status, report.recipients[0].address, report.branch_id], [
    201,
    "contador@example.com",
    null,
  ]);
  assert.deepEqual(await (await caller.send("POST", "/api/informes", wish, key)).json(), report);
  const refused = (body: unknown) => fieldsOf(caller.send("POST", "/api/informes", body));
  assert.deepEqual(await refused({ ...wish, addresses: [] }), [422, ["addresses"]]);
  assert.deepEqual(await refused({ ...wish, addresses: ["x"], hour: 24 }), [422, ["hour", "addresses.0"]]);
  assert.deepEqual(await refused({ ...wish, branch_id: crypto.randomUUID() }), [422, ["branch_id"]]);
  const path = `/api/informes/${report.id}`;
  const match = { "If-Match": made.headers.get("ETag") ?? "" };
  const changed = await caller.send(
    "PATCH",
    path,
    { users: [app.users.admin.id], branch_id: app.branchId },
    match,
  );
  assert.deepEqual((await changed.json()).recipients.length, 2);
  assert.equal((await caller.send("PATCH", path, { hour: 8 }, match)).status, 412);
  const figures = await (await caller.get(`${path}/cifras`)).json();
  assert.deepEqual([figures.days.to, figures.backlog.open], ["2026-11-22", 0]);
  const sent = async () => await (await caller.send("POST", `${path}/enviados`, undefined, key)).json();
  assert.equal((await sent()).code, "idempotency_key_reused");
  key["Idempotency-Key"] = "envío".normalize("NFD").replace(/[^a-z]/g, "");
  const issue = await sent();
  assert.deepEqual([issue.recipients, await sent()], [2, issue]);
  const mails = await database.db.selectFrom("message").select("to_address").where("kind", "=", "report")
    .execute();
  assert.equal(mails.length, 2, "however often it was asked for");
  assert.equal((await (await caller.get(`${path}/enviados`)).json()).length, 1);
  for (const pdf of [`${path}/pdf`, `${path}/enviados/${issue.id}`]) {
    const answer = await caller.get(pdf);
    const begins = new TextDecoder().decode((await answer.arrayBuffer()).slice(0, 5));
    assert.deepEqual([answer.headers.get("Content-Type"), begins], ["application/pdf", "%PDF-"]);
  }
  const reader = await aCaller(app, ["reports:read"]);
  assert.equal((await reader.send("DELETE", path)).status, 403);
  assert.equal((await caller.send("DELETE", path)).status, 204);
  assert.equal((await caller.get(path)).status, 404);
}, { engines: ["libsql"] });
