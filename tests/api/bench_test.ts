import assert from "node:assert/strict";
import { saveTemplate } from "../../src/checklists/template_commands.ts";
import { aPhoto } from "../e2e/support/photo.ts";
import { testApp, userActor } from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";
import { aCaller, refused } from "./caller.ts";

eachDatabase("a program fills in the checklist of a device, point by point", async (_t, database) => {
  await using app = await testApp(database);
  const caller = await aCaller(app);
  const { number } = await anOrder(app, { status: "repairing", technicianId: app.users.technician.id });
  const path = `/api/ordenes/${number}/revisiones`;
  const start = (phase: string) => caller.send("POST", path, { phase });
  assert.deepEqual(await refused(start("exit")), [409, "checks_unlisted"]);
  const key = { category: "phone", phase: "exit" } as const;
  const items = ["Enciende", "Cámara", "Micrófono"];
  await saveTemplate(await app.ctx(userActor(app, "admin")), key, { items, version: 0 });
  const lists = await (await caller.get("/api/revisiones")).json();
  assert.deepEqual(lists.filter(({ points }: { points: string[] }) => points.length > 0), [{
    ...key,
    points: items,
  }]);
  assert.deepEqual(await refused(start("intake")), [409, "checks_not_now"]);
  const begun = await start("exit");
  const run = await begun.json();
  assert.deepEqual([begun.status, run.items.map(({ text }: { text: string }) => text)], [201, items]);
  assert.equal((await (await start("exit")).json()).id, run.id, "who goes on does not begin anew");

  const here = begun.headers.get("Location") ?? "";
  const answer = (body: object, tag: string | null) =>
    caller.send("PATCH", here, body, tag === null ? {} : { "If-Match": tag });
  const [first, second] = run.items.map(({ id }: { id: string }) => id);
  const tag = begun.headers.get("ETag") ?? "";
  assert.equal((await answer({ rest_ok: true }, null)).status, 428);
  const bare = { items: [{ id: first, result: "fail", note: "" }, { id: second, result: "untestable" }] };
  assert.deepEqual(await refused(answer(bare, tag)), [422, "items.1.note", "untestable_note"]);
  const strange = { items: [{ id: app.branchId, result: "ok" }] };
  assert.deepEqual(await refused(answer(strange, tag)), [422, "items.0.id", "invalid"]);
  const told = await answer({ items: [{ id: second, result: "fail", note: "No enfoca" }] }, tag);
  const half = await told.json();
  assert.deepEqual(half.items.map(({ result }: { result: string }) => result), [null, "fail", null]);
  assert.equal((await answer({ rest_ok: true }, tag)).status, 412);
  const whole = await (await answer({ rest_ok: true }, told.headers.get("ETag"))).json();
  assert.deepEqual(whole.items.map(({ result, note }: { result: string; note: string }) => [result, note]), [
    ["ok", ""],
    ["fail", "No enfoca"],
    ["ok", ""],
  ]);

  const jpeg = await aPhoto();
  const photos = (item: string) =>
    caller.send("POST", `${here}/puntos/${item}/fotos?name=camara.jpg`, new Uint8Array(jpeg), {
      "Content-Type": "image/jpeg",
    });
  const photo = await (await photos(second)).json();
  assert.deepEqual([photo.name, photo.visibility, photo.checklist_item_id], [
    "camara.jpg",
    "internal",
    second,
  ]);
  assert.equal((await photos(app.branchId)).status, 404);
  const [known] = await (await caller.get(path)).json();
  assert.equal(known.id, run.id);
  const ready = { to: "ready", outcome: "partially_repaired" };
  assert.deepEqual(await refused(caller.send("POST", `/api/ordenes/${number}/estado`, ready)), [
    200,
    undefined,
  ]);
  assert.deepEqual(await refused(answer({ rest_ok: true }, "*")), [409, "checks_closed"]);
  const reader = await aCaller(app, ["orders:read"]);
  assert.equal((await reader.send("POST", path, { phase: "exit" })).status, 403);
}, { engines: ["libsql"] });

eachDatabase("a program measures working time, and corrects it", async (_t, database) => {
  await using app = await testApp(database);
  const caller = await aCaller(app);
  const { number } = await anOrder(app, { status: "repairing" });
  const other = await anOrder(app, { status: "repairing" });
  const path = `/api/ordenes/${number}/tiempo`;
  const post = (path: string, body?: object, key?: string) =>
    caller.send("POST", path, body, key ? { "Idempotency-Key": key } : {});
  assert.deepEqual(await refused(post(`${path}/fin`)), [409, "timer_not_running"]);
  const [running] = await (await post(`${path}/inicio`)).json();
  assert.deepEqual([running.user.id, running.worked_ms], [app.users.admin.id, 0]);
  app.now += 90_000;
  await post(`/api/ordenes/${other.number}/tiempo/inicio`);
  const [stopped] = await (await caller.get(path)).json();
  assert.deepEqual([stopped.worked_ms, stopped.running_since], [90_000, null]);

  const wish = { user_id: app.users.technician.id, direction: "add", minutes: 25, reason: "Sin reloj" };
  const added = await post(`${path}/correcciones`, wish, "uno");
  assert.equal(added.status, 201);
  assert.deepEqual(await (await post(`${path}/correcciones`, wish, "uno")).json(), await added.json());
  const off = { ...wish, direction: "subtract", minutes: 26 };
  assert.deepEqual(await refused(post(`${path}/correcciones`, off)), [422, "minutes", "more_than_worked"]);
  const long = { ...wish, minutes: 1441 };
  assert.deepEqual(await refused(post(`${path}/correcciones`, long)), [422, "minutes", "minutes"]);
  const time = await (await caller.get(`/api/tecnicos/${app.users.technician.id}/tiempo`)).json();
  assert.deepEqual([time.today_ms, time.running, time.orders[0].order_number], [25 * 60_000, null, number]);
  const reader = await aCaller(app, ["time:read"]);
  assert.equal((await reader.get(path)).status, 200);
  assert.equal((await reader.send("POST", `${path}/inicio`)).status, 403);
  assert.equal((await (await aCaller(app, ["orders:read"])).get(path)).status, 403);
}, { engines: ["libsql"] });

eachDatabase("a program adds what the shop lends, and retires it once it is back", async (_t, database) => {
  await using app = await testApp(database);
  const caller = await aCaller(app);
  const add = (body: object, key: string) =>
    caller.send("POST", "/api/prestamos", body, { "Idempotency-Key": key });
  assert.deepEqual(await refused(add({ serial: "1" }, "sin")), [422, "name", "required"]);
  const wish = { name: "Moto E13", serial: "ZY22" };
  const made = await add(wish, "uno");
  const loaner = await made.json();
  assert.deepEqual([made.status, loaner.state, loaner.loans], [201, "free", []]);
  assert.deepEqual(await (await add(wish, "uno")).json(), loaner);
  const { number } = await anOrder(app, { status: "received" });
  const lent = { loaner_id: loaner.id, condition: "Sin rayas", agreement: "signed", due_on: "2026-12-15" };
  const loan = await (await caller.send("POST", `/api/ordenes/${number}/prestamos`, lent)).json();
  const path = made.headers.get("Location") ?? "";
  const change = (body: object, tag: string) => caller.send("PATCH", path, body, { "If-Match": tag });
  assert.deepEqual(await refused(change({ active: false }, "*")), [422, "active", "loaner_out"]);
  await caller.send("POST", `/api/ordenes/${number}/prestamos/${loan.id}/devolucion`, { condition: "Igual" });
  assert.equal((await change({ active: false }, made.headers.get("ETag") ?? "")).status, 412);
  const { headers } = await caller.get(path);
  const retired = await (await change({ active: false }, headers.get("ETag") ?? "")).json();
  assert.deepEqual([retired.state, retired.condition, retired.loans[0].id], ["retired", "Igual", loan.id]);
  const reader = await aCaller(app, ["orders:read"]);
  assert.equal((await reader.send("POST", "/api/prestamos", wish)).status, 403);
}, { engines: ["libsql"] });
