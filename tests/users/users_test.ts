import assert from "node:assert/strict";
import { eachDatabase, type TestDatabase } from "../support/database.ts";
import {
  asAdmin,
  asReceptionist,
  asTechnician,
  PASSWORD,
  type TestApp,
  testApp,
  visitor,
} from "../support/app.ts";

type Who = "admin" | "technician" | "receptionist";

async function formOf(database: TestDatabase, id: string): Promise<Record<string, string>> {
  const row = await database.db.selectFrom("user").selectAll().where("id", "=", id).executeTakeFirstOrThrow();
  const { name, email, role, branch_id, locale } = row;
  return { name, email, role, branch_id, locale, active: String(row.active), version: String(row.version) };
}

async function audit(database: TestDatabase, kind: string) {
  const rows = await database.db.selectFrom("audit_event").selectAll().where("kind", "=", kind).orderBy("id")
    .execute();
  return rows.map((row) => ({ ...row, data: JSON.parse(row.data_json) }));
}

async function edit(app: TestApp, database: TestDatabase, who: Who, changes: Record<string, string>) {
  const admin = await asAdmin(app);
  const { id } = app.users[who];
  return await admin.post(`/admin/usuarios/${id}`, { ...await formOf(database, id), ...changes });
}

eachDatabase("a new user gets a password that is shown once and has to be changed", async (_t, database) => {
  await using app = await testApp(database);
  const admin = await asAdmin(app);
  assert.match(await admin.page("/admin/usuarios/nuevo"), /name="role"/);
  const fields = {
    form_key: crypto.randomUUID(),
    name: "Nora Nueva",
    email: "NORA@example.com ",
    role: "technician",
    branch_id: app.branchId,
  };
  const made = await admin.post("/admin/usuarios/nuevo", fields);
  assert.equal(made.status, 200);
  const password = /id="initial-password">([A-Z2-9]{16})</.exec(await made.text())?.[1];
  assert.ok(password);
  assert.match(await admin.page("/admin/usuarios"), /Nora Nueva/);
  const nora = visitor(app);
  await nora.get("/ingresar");
  assert.equal((await nora.post("/ingresar", { email: "nora@example.com", password })).status, 303);
  assert.equal((await nora.get("/clientes")).headers.get("Location"), "/contrasena");
  const created = await audit(database, "user_created");
  assert.equal(created.at(-1)?.actor_name, "Ana Administradora");
  assert.ok(!JSON.stringify(created).includes(password));
});

eachDatabase(
  "a form of a new user that is sent five times makes one, and each shows the same",
  async (_t, database) => {
    await using app = await testApp(database);
    const admin = await asAdmin(app);
    const [, form_key = ""] =
      /name="form_key" value="([^"]+)"/.exec(await admin.page("/admin/usuarios/nuevo")) ?? [];
    const facts = {
      name: "Nora Nueva",
      email: "nora@example.com",
      role: "technician",
      branch_id: app.branchId,
    };
    const send = async () => await (await admin.post("/admin/usuarios/nuevo", { form_key, ...facts })).text();
    const shown = (page: string) => /id="initial-password">([A-Z2-9]{16})</.exec(page)?.[1];
    const pages = [...await Promise.all([send(), send(), send(), send()]), await send()];
    const [password] = pages.map(shown);
    assert.ok(password);
    assert.deepEqual(new Set(pages.map(shown)), new Set([password]));
    assert.equal(
      (await audit(database, "user_created")).filter(({ data }) => data.role === "technician").length,
      2,
    );
    assert.equal((await admin.post(`/admin/usuarios/${form_key}/contrasena`)).status, 200);
    const late = await admin.post("/admin/usuarios/nuevo", { form_key, ...facts });
    assert.equal(late.status, 409, "another password is in force");
    assert.ok(!(await late.text()).includes(password));
  },
);

eachDatabase(
  "an address is one user's, a branch must be open and every field is checked",
  async (_t, database) => {
    await using app = await testApp(database);
    const admin = await asAdmin(app);
    const taken = await admin.post("/admin/usuarios/nuevo", {
      form_key: crypto.randomUUID(),
      name: "Otra Rocío",
      email: "rocio@example.com",
      role: "technician",
      branch_id: app.branchId,
    });
    assert.equal(taken.status, 422);
    const page = await taken.text();
    assert.match(page, /Ya hay un usuario con este correo/);
    assert.match(page, /value="Otra Rocío"/);
    const bad = await admin.post("/admin/usuarios/nuevo", {
      form_key: crypto.randomUUID(),
      name: " ",
      email: "nada",
      role: "boss",
      branch_id: "elsewhere",
    });
    assert.equal(bad.status, 422);
    assert.equal((await bad.text()).match(/class="field-error"/g)?.length, 3);
    const nowhere = await admin.post("/admin/usuarios/nuevo", {
      form_key: crypto.randomUUID(),
      name: "Nadie",
      email: "nadie@example.com",
      role: "technician",
      branch_id: "elsewhere",
    });
    assert.equal(nowhere.status, 422);
    assert.equal((await database.db.selectFrom("user").select("id").execute()).length, 3);
  },
);

eachDatabase("another role is told to the audit log", async (_t, database) => {
  await using app = await testApp(database);
  assert.equal((await edit(app, database, "technician", { role: "receptionist" })).status, 303);
  const [event] = await audit(database, "user_role_changed");
  assert.deepEqual(event?.data, { before: { role: "technician" }, after: { role: "receptionist" } });
  assert.equal(event?.subject_id, app.users.technician.id);
});

eachDatabase("deactivating somebody throws them out, activating lets them in again", async (_t, database) => {
  await using app = await testApp(database);
  const receptionist = await asReceptionist(app);
  assert.equal((await edit(app, database, "receptionist", { active: "" })).status, 303);
  assert.equal((await receptionist.get("/clientes")).status, 303);
  const door = visitor(app);
  await door.get("/ingresar");
  const knock = () => door.post("/ingresar", { email: "rocio@example.com", password: PASSWORD });
  assert.equal((await knock()).status, 401);
  assert.equal((await edit(app, database, "receptionist", { active: "1" })).status, 303);
  assert.equal((await knock()).status, 303);
  assert.equal((await audit(database, "user_deactivated")).length, 1);
  assert.equal((await audit(database, "user_activated")).length, 1);
});

eachDatabase("the last administrator can be neither demoted nor deactivated", async (_t, database) => {
  await using app = await testApp(database);
  for (const change of [{ role: "technician" }, { active: "" }] as Record<string, string>[]) {
    const refused = await edit(app, database, "admin", change);
    assert.equal(refused.status, 422);
    assert.match(await refused.text(), /único administrador activo/);
  }
  assert.equal((await edit(app, database, "technician", { role: "admin" })).status, 303);
  assert.equal((await edit(app, database, "admin", { role: "technician" })).status, 303);
});

eachDatabase("two administrators cannot demote each other in the same moment", async (_t, database) => {
  await using app = await testApp(database);
  await edit(app, database, "technician", { role: "admin" });
  const forms = await Promise.all(
    (["admin", "technician"] as const).map((who) => formOf(database, app.users[who].id)),
  );
  const [ana, tomas] = await Promise.all([asAdmin(app), asTechnician(app)]);
  const answers = await Promise.all([
    ana.post(`/admin/usuarios/${app.users.technician.id}`, { ...forms[1], role: "receptionist" }),
    tomas.post(`/admin/usuarios/${app.users.admin.id}`, { ...forms[0], role: "receptionist" }),
  ]);
  const admins = await database.db.selectFrom("user").select("id").where("role", "=", "admin")
    .where("active", "=", 1).execute();
  assert.equal(admins.length, 1, answers.map(({ status }) => status).join());
});

eachDatabase("who saves second sees both versions and loses nothing", async (_t, database) => {
  await using app = await testApp(database);
  const stale = await formOf(database, app.users.technician.id);
  assert.equal((await edit(app, database, "technician", { name: "Tomás T. Técnico" })).status, 303);
  const admin = await asAdmin(app);
  const path = `/admin/usuarios/${app.users.technician.id}`;
  const second = await admin.post(path, { ...stale, name: "Tomás el Técnico" });
  assert.equal(second.status, 409);
  const page = await second.text();
  assert.match(page, /Tomás T\. Técnico/);
  assert.match(page, /value="Tomás el Técnico"/);
  const version = /name="version" value="(\d+)"/.exec(page)?.[1] ?? "";
  assert.equal((await admin.post(path, { ...stale, name: "Tomás el Técnico", version })).status, 303);
  assert.equal((await formOf(database, app.users.technician.id)).name, "Tomás el Técnico");
});

eachDatabase(
  "a branch or language that one chose oneself is not put back by an older form",
  async (_t, database) => {
    await using app = await testApp(database);
    const stale = await formOf(database, app.users.technician.id);
    const technician = await asTechnician(app);
    assert.equal((await technician.post("/preferencias", { theme: "dark" })).status, 303);
    const admin = await asAdmin(app);
    const path = `/admin/usuarios/${app.users.technician.id}`;
    assert.equal((await admin.post(path, stale)).status, 303, "the theme is in no form of others");
    assert.equal((await technician.post("/preferencias", { locale: "en" })).status, 303);
    const overtaken = await admin.post(path, { ...stale, name: "Tomás T." });
    assert.equal(overtaken.status, 409);
    assert.match(await overtaken.text(), /class="conflict"[\s\S]*English[\s\S]*Español/);
    assert.equal((await formOf(database, app.users.technician.id)).locale, "en");
  },
);

eachDatabase("a password given anew ends every session and opens the door once", async (_t, database) => {
  await using app = await testApp(database);
  const technician = await asTechnician(app);
  const admin = await asAdmin(app);
  const path = `/admin/usuarios/${app.users.technician.id}`;
  const answer = await admin.post(`${path}/contrasena`);
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get("Cache-Control"), "no-store");
  const password = /id="initial-password">([A-Z2-9]{16})</.exec(await answer.text())?.[1] ?? "";
  assert.equal((await technician.get("/clientes")).status, 303);
  const door = visitor(app);
  await door.get("/ingresar");
  assert.equal(
    (await door.post("/ingresar", { email: "tomas@example.com", password: PASSWORD })).status,
    401,
  );
  assert.equal((await door.post("/ingresar", { email: "tomas@example.com", password })).status, 303);
  assert.ok(!(await admin.page(path)).includes(password));
});

eachDatabase("sessions are listed and ended one by one or all at once", async (_t, database) => {
  await using app = await testApp(database);
  const { id } = app.users.technician;
  const agents = [
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36 Edg/143.0",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Version/19.0 Mobile/15E148 Safari/604.1",
  ];
  for (const userAgent of agents) await app.services.sessions.start(id, { ip: "203.0.113.7", userAgent });
  const technician = await asTechnician(app);
  const admin = await asAdmin(app);
  const page = await admin.page(`/admin/usuarios/${id}`);
  assert.match(page, /Edge en Windows/);
  assert.match(page, /Safari en iOS/);
  assert.match(page, /203\.0\.113\.7/);
  const own = await database.db.selectFrom("session").select("id").where("user_agent", "=", "test")
    .where("user_id", "=", id).executeTakeFirstOrThrow();
  assert.equal((await admin.post(`/admin/usuarios/${id}/sesiones/${own.id}`)).status, 303);
  assert.equal((await technician.get("/clientes")).status, 303);
  assert.equal((await admin.post(`/admin/usuarios/${id}/sesiones/${own.id}`)).status, 404);
  assert.equal((await admin.post(`/admin/usuarios/${id}/sesiones`)).status, 303);
  const left = await database.db.selectFrom("session").select("id").where("user_id", "=", id).execute();
  assert.equal(left.length, 0);
  assert.deepEqual((await audit(database, "sessions_ended")).map(({ data }) => data.sessions), [1, 2]);
});

eachDatabase("when somebody was last seen is known to five minutes", async (_t, database) => {
  await using app = await testApp(database);
  const technician = await asTechnician(app);
  const seen = () =>
    database.db.selectFrom("session").select("last_seen_at").where("user_id", "=", app.users.technician.id)
      .executeTakeFirstOrThrow();
  const before = (await seen()).last_seen_at;
  app.now += 4 * 60_000;
  await technician.get("/clientes");
  assert.equal((await seen()).last_seen_at, before);
  app.now += 2 * 60_000;
  await technician.get("/clientes");
  assert.equal((await seen()).last_seen_at, app.now);
});

eachDatabase("only administrators find the users", async (_t, database) => {
  await using app = await testApp(database);
  const receptionist = await asReceptionist(app);
  assert.equal((await receptionist.get("/admin/usuarios")).status, 404);
  const path = `/admin/usuarios/${app.users.receptionist.id}`;
  const promotion = { ...await formOf(database, app.users.receptionist.id), role: "admin" };
  assert.equal((await receptionist.post(path, promotion)).status, 403);
  assert.equal((await formOf(database, app.users.receptionist.id)).role, "receptionist");
});
