import assert from "node:assert/strict";
import { createToken } from "../../src/tokens/commands.ts";
import type { ApiScope } from "../../src/tokens/scope.ts";
import { asReceptionist, PASSWORD, testApp, userActor } from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";
import { fieldsOf } from "./answers.ts";
import { aCaller, type Caller } from "./caller.ts";

const MAIL = { SMTP_URL: "smtp://127.0.0.1:9" };

eachDatabase(
  "a program invites, changes, unlocks and signs out the people of the shop",
  async (_t, database) => {
    await using app = await testApp(database, MAIL);
    const caller = await aCaller(app, ["users:write"]);
    const wish = {
      name: "Lucía Paredes",
      email: "Lucia@Example.com",
      role: "technician",
      branch_id: app.branchId,
    };
    const key = { "Idempotency-Key": "lucia" };
    const made = await caller.send("POST", "/api/usuarios", wish, key);
    const lucia = await made.json();
    assert.deepEqual([made.status, lucia.email, lucia.password_chosen], [201, "lucia@example.com", false]);
    assert.ok(lucia.invitation.expires_at > lucia.invitation.sent_at);
    assert.deepEqual(await (await caller.send("POST", "/api/usuarios", wish, key)).json(), lucia);
    const mails = await database.db.selectFrom("message").select("kind").execute();
    assert.deepEqual(mails, [{ kind: "user_invitation" }], "one invitation, however often it was asked for");
    assert.deepEqual(await fieldsOf(caller.send("POST", "/api/usuarios", wish)), [422, ["email"]]);
    const odd = { ...wish, email: "nadie", role: "owner", password: "abc" };
    assert.deepEqual(await fieldsOf(caller.send("POST", "/api/usuarios", odd)), [
      422,
      ["password", "email", "role"],
    ]);

    const path = `/api/usuarios/${lucia.id}`;
    const tag = made.headers.get("ETag") ?? "";
    const patch = (body: unknown, match = tag) => caller.send("PATCH", path, body, { "If-Match": match });
    assert.equal((await caller.send("PATCH", path, {})).status, 428);
    const moved = await patch({ role: "receptionist" });
    assert.deepEqual([moved.status, (await moved.json()).role], [200, "receptionist"]);
    assert.equal((await patch({ role: "technician" })).status, 412);
    assert.deepEqual(await fieldsOf(patch({ branch_id: crypto.randomUUID() }, "*")), [422, ["branch_id"]]);
    assert.equal((await caller.send("DELETE", `${path}/invitacion`)).status, 204);
    assert.equal((await caller.send("POST", `${path}/invitacion`)).status, 200);

    await asReceptionist(app);
    const rocio = `/api/usuarios/${app.users.receptionist.id}`;
    const [session] = await (await caller.get(`${rocio}/sesiones`)).json();
    assert.deepEqual(Object.keys(session), ["id", "ip", "user_agent", "created_at", "last_seen_at"]);
    assert.equal((await caller.send("DELETE", `${rocio}/sesiones/${session.id}`)).status, 204);
    assert.equal((await caller.send("DELETE", `${rocio}/sesiones`)).status, 404);
    assert.equal((await caller.send("POST", `${rocio}/desbloqueo`)).status, 404);
    await database.db.insertInto("login_failure").values({
      key: `account:${app.users.receptionist.email}`,
      failures: 9,
      last_failed_at: app.now,
      blocked_until: app.now + 60_000,
    }).execute();
    assert.equal((await (await caller.get(rocio)).json()).locked.failures, 9);
    assert.equal((await (await caller.send("POST", `${rocio}/desbloqueo`)).json()).locked, null);

    const first = await caller.get("/api/usuarios?limit=1&active=true");
    const next = /<([^>]*)>; rel="next"/.exec(first.headers.get("Link") ?? "")?.[1] ?? "";
    const seen = [...await first.json(), ...await (await caller.get(next)).json()];
    assert.equal(new Set(seen.map(({ id }) => id)).size, 2);
    assert.equal((await (await caller.get("/api/usuarios?role=receptionist")).json()).length, 2);
    const everything = await (await caller.get("/api/usuarios")).text() +
      await (await caller.get(path)).text();
    for (const secret of ["hash", PASSWORD, "argon2", "secret"]) {
      assert.ok(
        !everything.includes(secret),
        secret,
      );
    }
    const told = await database.db.selectFrom("audit_event").select(["kind", "actor_kind"])
      .where("subject_id", "=", lucia.id).orderBy("id").execute();
    assert.ok(told.length >= 5 && told.every(({ actor_kind }) => actor_kind === "token"));
  },
);

eachDatabase(
  "who is an administrator is for the scope that says so, and one always is",
  async (_t, database) => {
    await using app = await testApp(database, MAIL);
    const some = await aCaller(app, ["users:write"]);
    const admin = `/api/usuarios/${app.users.admin.id}`;
    const technician = `/api/usuarios/${app.users.technician.id}`;
    const change = (caller: Caller, path: string, body: unknown) =>
      caller.send("PATCH", path, body, { "If-Match": "*" });
    const wish = { name: "Otra", email: "otra@example.com", role: "admin", branch_id: app.branchId };
    for (
      const refused of [
        some.send("POST", "/api/usuarios", wish),
        change(some, technician, { role: "admin" }),
        change(some, admin, { email: "mia@example.com" }),
      ]
    ) {
      const answer = await refused;
      const { code, detail } = await answer.json();
      assert.deepEqual([answer.status, code], [403, "scope_missing"]);
      assert.match(detail, /users:admins/);
    }
    const all = await aCaller(app, ["users:write", "users:admins"]);
    assert.deepEqual(await fieldsOf(change(all, admin, { role: "technician" })), [422, ["role"]]);
    assert.deepEqual(await fieldsOf(change(all, admin, { active: false })), [422, ["active"]]);
    assert.equal((await change(all, technician, { role: "admin" })).status, 200);
    const reader = await aCaller(app, ["users:read"]);
    assert.equal((await change(reader, technician, { active: false })).status, 403);
    assert.equal((await (await aCaller(app, ["settings:write"])).get("/api/usuarios")).status, 403);
  },
  { engines: ["libsql"] },
);

eachDatabase("a token never gets more than who made it may, now", async (_t, database) => {
  await using app = await testApp(database, MAIL);
  const scopes: ApiScope[] = [
    "users:write",
    "settings:write",
    "orders:write",
    "payments:authorise",
    "webhooks:read",
  ];
  const caller = await aCaller(app, scopes);
  const ask = async (path: string) => (await caller.get(path)).status;
  const become = (facts: { role?: "admin" | "technician"; active?: number }) =>
    database.db.updateTable("user").set(facts).where("id", "=", app.users.admin.id).execute();
  assert.deepEqual([await ask("/api/usuarios"), await ask("/api/ordenes")], [200, 200]);
  await become({ role: "technician" });
  assert.deepEqual(
    [
      await ask("/api/usuarios"),
      await ask("/api/sucursales"),
      await ask("/api/webhooks"),
      await ask("/api/ordenes"),
    ],
    [403, 403, 403, 200],
  );
  await become({ role: "admin", active: 0 });
  assert.equal(await ask("/api/ordenes"), 401);
  await become({ active: 1 });
  assert.equal(await ask("/api/ordenes"), 200);
  await assert.rejects(
    createToken(await app.ctx(userActor(app, "technician")), { name: "Más", scopes }),
    /forbidden/,
  );
}, { engines: ["libsql"] });

eachDatabase("branches are added, changed, closed and given their hours", async (_t, database) => {
  await using app = await testApp(database);
  const caller = await aCaller(app, ["settings:write"]);
  const wish = { code: "n01", name: "Norte", time_zone: "America/Lima", currency: "PEN" };
  const key = { "Idempotency-Key": "norte" };
  const made = await caller.send("POST", "/api/sucursales", wish, key);
  const branch = await made.json();
  assert.deepEqual([made.status, branch.code, branch.active], [201, "N01", true]);
  assert.deepEqual(await (await caller.send("POST", "/api/sucursales", wish, key)).json(), branch);
  assert.deepEqual(await fieldsOf(caller.send("POST", "/api/sucursales", wish)), [422, ["code"]]);
  const bad = { ...wish, code: "", time_zone: "Marte/Olimpo", currency: "XXXX" };
  assert.deepEqual(await fieldsOf(caller.send("POST", "/api/sucursales", bad)), [
    422,
    ["code", "time_zone", "currency"],
  ]);
  const path = made.headers.get("Location") ?? "";
  const match = { "If-Match": made.headers.get("ETag") ?? "" };
  const renamed = await caller.send("PATCH", path, { name: "Norte nuevo" }, match);
  assert.equal((await renamed.json()).name, "Norte nuevo");
  assert.equal((await caller.send("PATCH", path, { name: "Otro" }, match)).status, 412);
  const hours = { days: [1, 2], from: "10:00", to: "09:00" };
  assert.deepEqual(await fieldsOf(caller.send("PUT", `${path}/horario`, hours)), [422, ["to"]]);
  const put = await caller.send("PUT", `${path}/horario`, { ...hours, to: "18:00" });
  assert.equal((await put.json()).to, "18:00");
  const day = { date: "2026-12-25", name: "Navidad", yearly: true };
  assert.deepEqual(await (await caller.send("POST", `${path}/feriados`, day)).json(), [day]);
  assert.deepEqual(await fieldsOf(caller.send("POST", `${path}/feriados`, { ...day, name: "Otra" })), [422, [
    "date",
  ]]);
  assert.equal((await caller.send("DELETE", `${path}/feriados/2026-12-25`)).status, 204);
  assert.equal((await caller.send("DELETE", `${path}/feriados/2026-12-25`)).status, 404);
  const close = async (id: string) =>
    await fieldsOf(caller.send("PATCH", `/api/sucursales/${id}`, { active: false }, { "If-Match": "*" }));
  assert.deepEqual(await close(branch.id), [200, []]);
  assert.deepEqual(await close(app.branchId), [422, ["active"]]);
  assert.deepEqual((await (await caller.get("/api/sucursales?fields=code,active")).json())[0], {
    code: "N01",
    active: false,
  });
  assert.equal((await (await aCaller(app, ["users:write"])).get(path)).status, 403);
});
