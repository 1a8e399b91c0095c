import assert from "node:assert/strict";
import { type Permission, PERMISSIONS, roleMay } from "../../src/auth/permissions.ts";
import { ALL_PERMISSIONS, overridesJson } from "../../src/auth/overrides.ts";
import { paths } from "../../src/paths.ts";
import { createToken } from "../../src/tokens/commands.ts";
import { overrideField } from "../../src/users/input.ts";
import { saveOverrides } from "../../src/users/permission_commands.ts";
import { GROUP_OF } from "../../views/users/permission_groups.ts";
import { aCaller } from "../api/caller.ts";
import { asAdmin, asReceptionist, type TestApp, testApp, userActor } from "../support/app.ts";
import { eachDatabase, freshDatabase, type TestDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";

type Choices = Partial<Record<Permission, "allow" | "deny">>;
type Who = keyof TestApp["users"];

/** The page's form as it is sent, with these choices. */
function choicesForm(choices: Choices, version: number): Record<string, string> {
  const said = ALL_PERMISSIONS.map((one) => [`overrides.${overrideField(one)}`, choices[one] ?? "role"]);
  return { version: String(version), ...Object.fromEntries(said) };
}

async function versionOf({ db }: TestDatabase, id: string): Promise<number> {
  return (await db.selectFrom("user").select("version").where("id", "=", id).executeTakeFirstOrThrow())
    .version;
}

async function choose(app: TestApp, database: TestDatabase, who: Who, choices: Choices): Promise<Response> {
  const { id } = app.users[who];
  const form = choicesForm(choices, await versionOf(database, id));
  return await (await asAdmin(app)).post(`/admin/usuarios/${id}/permisos`, form);
}

Deno.test("an administrator may whatever any role may, and no two permissions share a field", () => {
  for (const permission of ALL_PERMISSIONS) assert.ok(roleMay("admin", permission), permission);
  assert.equal(new Set(ALL_PERMISSIONS.map(overrideField)).size, ALL_PERMISSIONS.length);
  assert.deepEqual(Object.keys(GROUP_OF).sort(), Object.keys(PERMISSIONS).sort());
});

/** What shows something, and what it shows. */
const SHOWN: readonly (readonly [Permission, string])[] = [
  ["backups.read", "/admin/respaldos"],
  ["cash.read", "/caja"],
  ["cash.read", "/admin/cajas"],
  ["printers.read", "/admin/impresoras"],
  ["purchases.read", "/repuestos/compras"],
  ["purchases.read", "/repuestos/reponer"],
  ["reports.read", "/admin/informes"],
  ["settings.read", "/admin/ajustes"],
  ["slips.read", "/talonarios"],
  ["tasks.read", "/admin/tareas"],
  ["templates.read", "/admin/plantillas"],
  ["users.read", "/admin/usuarios"],
  ["webhooks.read", "/admin/webhooks"],
];

Deno.test("who may not see something does not find it, whatever they may do with it", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const admin = await asAdmin(app);
  const limit = (overrides: Choices) =>
    database.db.updateTable("user").set({ overrides_json: overridesJson(overrides) })
      .where("id", "=", app.users.admin.id).execute();
  for (const [permission, path] of SHOWN) {
    assert.equal((await admin.get(path)).status, 200, path);
    await limit({ [permission]: "deny" });
    assert.equal((await admin.get(path)).status, 404, `${path} without ${permission}`);
    await limit({});
  }

  const { number } = await anOrder(app, { status: "repairing" });
  const work = async (act: string) => (await admin.post(paths.orderTime(number), { act })).status;
  assert.equal(await work("start"), 303);
  app.now += 25 * 60_000;
  assert.equal(await work("stop"), 303);
  const caller = await aCaller(app);
  const shown = async () => [
    /id="order-time"/.test(await admin.page(paths.order(number))),
    /Trabajo de Ana/.test(await admin.page(paths.order(number))),
    /Trabajo de Ana/.test(await admin.page(paths.orderPast(number))),
    /time_recorded/.test(await (await caller.get(paths.apiOrderEvents(number))).text()),
  ];
  assert.deepEqual(await shown(), [true, true, true, true]);
  await limit({ "time.read": "deny" });
  assert.deepEqual(await shown(), [false, false, false, false]);
  assert.equal(await work("start"), 403);
});

eachDatabase(
  "single permissions of one user hold from their next request on and are audited",
  async (_t, database) => {
    await using app = await testApp(database);
    const receptionist = await asReceptionist(app);
    const { id } = app.users.receptionist;
    assert.equal((await receptionist.get("/admin/registros")).status, 404);
    assert.equal((await receptionist.get("/caja")).status, 200);
    const saved = await choose(app, database, "receptionist", { "logs.read": "allow", "cash.use": "deny" });
    assert.equal(saved.headers.get("Location"), `/admin/usuarios/${id}`);

    assert.equal((await receptionist.get("/admin/registros")).status, 200, "allowed");
    assert.equal((await receptionist.get("/caja")).status, 404, "denied");
    assert.doesNotMatch(await receptionist.page("/"), /href="\/caja"/);

    const admin = await asAdmin(app);
    assert.match(
      await admin.page(`/admin/usuarios/${id}`),
      /Leer los registros del servidor[\s\S]*Abrir y cerrar su caja/,
    );
    assert.match(
      await admin.page(`/admin/usuarios/${id}/permisos`),
      /name="overrides.cash_use"[^]*?value="deny" selected/,
    );
    const event = await database.db.selectFrom("audit_event").select(["data_json", "subject_id"])
      .where("kind", "=", "user_permissions_changed").executeTakeFirstOrThrow();
    assert.deepEqual([event.subject_id, JSON.parse(event.data_json)], [id, {
      before: { "cash.use": "role", "logs.read": "role" },
      after: { "logs.read": "allow", "cash.use": "deny" },
    }]);
    assert.match(
      await admin.page("/admin/auditoria"),
      /Leer los registros del servidor: <del>Como el rol<\/del> → <ins>Permitir/,
    );

    const stale = await admin.post(`/admin/usuarios/${id}/permisos`, choicesForm({ "cash.use": "allow" }, 1));
    assert.equal(stale.status, 409);
    assert.match(await stale.text(), /name="overrides.cash_use"[^]*?value="allow" selected/);
    const odd = { ...choicesForm({}, await versionOf(database, id)), "overrides.cash_use": "everything" };
    assert.equal((await admin.post(`/admin/usuarios/${id}/permisos`, odd)).status, 422);
  },
);

eachDatabase(
  "nobody gives what they have not, and one administrator keeps everything",
  async (_t, database) => {
    await using app = await testApp(database);
    const { admin, receptionist, technician } = app.users;
    const alone = await choose(app, database, "admin", { "settings.manage": "deny" });
    assert.equal(alone.status, 422);
    assert.match(await alone.text(), /único administrador activo con todos los permisos/);

    await choose(app, database, "receptionist", { "users.read": "allow", "users.manage": "allow" });
    const rocio = await asReceptionist(app);
    const send = async (id: string, choices: Choices) => {
      const form = choicesForm(choices, await versionOf(database, id));
      return (await rocio.post(`/admin/usuarios/${id}/permisos`, form)).status;
    };
    const kept: Choices = { "users.read": "allow", "users.manage": "allow" };
    assert.equal(await send(receptionist.id, { ...kept, "costs.read": "allow" }), 403, "more for oneself");
    assert.equal(await send(admin.id, {}), 403, "an administrator");
    assert.equal(await send(technician.id, { "cash.use": "allow" }), 403, "who may diagnose, as she may not");
    for (const act of ["contrasena", "dos-pasos/baja"]) {
      assert.equal((await rocio.post(`/admin/usuarios/${technician.id}/${act}`)).status, 403, act);
    }
    const guessed = { failures: 9, last_failed_at: app.now, blocked_until: app.now + 60_000 };
    await database.db.insertInto("login_failure").values({ key: `account:${admin.email}`, ...guessed })
      .execute();
    assert.equal(
      (await rocio.post(`/admin/usuarios/${admin.id}/desbloqueo`)).status,
      403,
      "to be guessed on",
    );
    await database.db.deleteFrom("login_failure").execute();
    const become = { ...await factsOf(database, receptionist.id), role: "technician" };
    assert.equal(
      (await rocio.post(`/admin/usuarios/${receptionist.id}`, become)).status,
      403,
      "another role",
    );
    assert.equal(await send(receptionist.id, { ...kept, "cash.use": "deny" }), 303, "less is hers to choose");
    const form_key = crypto.randomUUID();
    const fields = { form_key, name: "Nora", email: "nora@example.com", branch_id: app.branchId };
    assert.equal((await rocio.post("/admin/usuarios/nuevo", { ...fields, role: "technician" })).status, 403);

    const second = await database.db.updateTable("user").set({ role: "admin" }).where(
      "id",
      "=",
      technician.id,
    )
      .returning("id").execute();
    assert.equal(second.length, 1);
    const each = [admin.id, technician.id].map(async (id) =>
      saveOverrides(await app.ctx(), id, {
        version: await versionOf(database, id),
        overrides: { "costs.read": "deny" },
      })
    );
    const ended = await Promise.allSettled(each);
    assert.deepEqual(ended.map(({ status }) => status).sort(), ["fulfilled", "rejected"]);
  },
);

async function factsOf({ db }: TestDatabase, id: string): Promise<Record<string, string>> {
  const row = await db.selectFrom("user").selectAll().where("id", "=", id).executeTakeFirstOrThrow();
  const { name, email, branch_id, locale } = row;
  return { name, email, branch_id, locale, active: "1", version: String(row.version) };
}

eachDatabase("a program changes permissions, and is bounded by those of its maker", async (_t, database) => {
  await using app = await testApp(database);
  const caller = await aCaller(app, ["users:write", "parts:read", "costs:read", "orders:read"]);
  const path = `/api/usuarios/${app.users.technician.id}`;
  const change = async (overrides: Record<string, string | null>) =>
    await caller.send("PATCH", `${path}/permisos`, { overrides }, { "If-Match": "*" });
  const changed = await (await change({ "costs.read": "allow", "orders.take": "deny" })).json();
  assert.deepEqual(changed.overrides, { "costs.read": "allow", "orders.take": "deny" });
  assert.ok(changed.permissions.includes("costs.read") && !changed.permissions.includes("orders.take"));
  assert.deepEqual((await (await change({ "orders.take": null })).json()).overrides, {
    "costs.read": "allow",
  });
  assert.equal((await change({ "costs.eat": "allow" })).status, 422);
  const admins = `/api/usuarios/${app.users.admin.id}/permisos`;
  assert.equal((await caller.send("PATCH", admins, {}, { "If-Match": "*" })).status, 403);

  const second = userActor(app, "receptionist");
  assert.ok(second.kind === "user");
  await database.db.updateTable("user").set({ role: "admin" }).where("id", "=", second.id).execute();
  const ctx = await app.ctx({ ...second, role: "admin" });
  const scopes = ["orders:read", "orders:write", "clients:read"] as const;
  const { token } = await createToken(ctx, { name: "Web", scopes });
  const ask = async (to: string) =>
    (await app.request(to, { headers: { Authorization: `Bearer ${token}` } })).status;
  const all = ["/api/ordenes", "/api/clientes", "/api/prestamos"];
  assert.deepEqual(await Promise.all(all.map(ask)), [200, 200, 200]);
  await choose(app, database, "receptionist", { "clients.read": "deny", "loaners.read": "deny" });
  assert.deepEqual(await Promise.all(all.map(ask)), [200, 403, 403]);
}, { engines: ["libsql"] });
