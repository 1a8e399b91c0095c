import assert from "node:assert/strict";
import { overridesJson } from "../../src/auth/overrides.ts";
import type { Overrides } from "../../src/auth/permissions.ts";
import type { Role } from "../../src/users/role.ts";
import { asAdmin, asReceptionist, asTechnician, type Browser, testApp } from "../support/app.ts";
import { eachDatabase, freshDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";

async function status(browser: Browser, path: string): Promise<number> {
  const { status } = await browser.get(path);
  return status;
}

eachDatabase("an administrator sees the screens as a role does, until they end it", async (_t, database) => {
  await using app = await testApp(database);
  const order = await anOrder(app, { status: "received" });
  const admin = await asAdmin(app);
  assert.match(await admin.page("/"), /action="\/cuenta\/vista"[^]*value="technician"/);
  assert.equal((await (await asReceptionist(app)).post("/cuenta/vista", { role: "technician" })).status, 403);
  assert.equal((await admin.post("/cuenta/vista", { role: "owner" })).status, 422);

  assert.equal((await admin.post("/cuenta/vista", { role: "technician" })).status, 303);
  const bench = await admin.page("/");
  assert.match(bench, /Está viendo el sistema como Técnico/);
  assert.doesNotMatch(bench, /href="\/(caja|admin|estadisticas)"/);
  for (const path of ["/admin/usuarios", "/caja", "/estadisticas", "/ingresos/nuevo"]) {
    assert.equal(await status(admin, path), 404, path);
  }
  assert.equal((await admin.post("/admin/usuarios/nuevo", {})).status, 403);
  assert.equal((await admin.post(`/ordenes/${order.number}/asignacion`, { take: "1" })).status, 303);
  const taken = await database.db.selectFrom("order_event").select("actor_name").where(
    "order_id",
    "=",
    order.id,
  )
    .where("kind", "=", "assigned").executeTakeFirstOrThrow();
  assert.equal(taken.actor_name, "Ana Administradora", "in their own name");

  assert.equal((await admin.post("/cuenta/vista", { role: "receptionist" })).status, 303);
  assert.equal(await status(admin, "/caja"), 200);
  assert.equal(await status(admin, "/admin/usuarios"), 404);
  const elsewhere = await asAdmin(app);
  assert.equal(await status(elsewhere, "/admin/usuarios"), 200, "another session of theirs");

  assert.equal((await admin.post("/cuenta/vista", { role: "" })).status, 303);
  assert.equal(await status(admin, "/admin/usuarios"), 200);
  assert.doesNotMatch(await admin.page("/"), /Está viendo el sistema/);
  await admin.post("/cuenta/vista", { role: "technician" });
  await admin.post("/salir");
  const events = await database.db.selectFrom("audit_event").select(["kind", "actor_name", "data_json"])
    .where("kind", "like", "seeing_as_%").orderBy("id").execute();
  assert.deepEqual(events.map(({ kind, data_json }) => `${kind} ${JSON.parse(data_json).role}`), [
    "seeing_as_began technician",
    "seeing_as_ended technician",
    "seeing_as_began receptionist",
    "seeing_as_ended receptionist",
    "seeing_as_began technician",
    "seeing_as_ended technician",
  ]);
  assert.ok(events.every(({ actor_name }) => actor_name === "Ana Administradora"));
}, { engines: ["libsql"] });

eachDatabase(
  "looking as somebody who may less lets nobody drop the second step they must have",
  async (_t, database) => {
    await using app = await testApp(database);
    const admin = await asAdmin(app);
    await database.db.insertInto("totp").values({
      user_id: app.users.admin.id,
      sealed_secret: "x",
      created_at: app.now,
      confirmed_at: app.now,
      last_step: 0,
    }).execute();
    await admin.post("/cuenta/vista", { role: "receptionist" });
    await database.db.insertInto("setting").values({
      branch_id: "",
      key: "admins_two_factors",
      value_json: "true",
      updated_at: app.now,
      updated_by: null,
    }).execute();
    app.services.live.changed("shop");
    assert.equal((await admin.post("/cuenta/dos-pasos/baja")).status, 409);
  },
  { engines: ["libsql"] },
);

Deno.test("seeing the system as a role gives nothing that one has not", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const become = (role: Role, overrides: Overrides) =>
    database.db.updateTable("user").set({ role, overrides_json: overridesJson(overrides) })
      .where("id", "=", app.users.technician.id).execute();
  const tomas = await asTechnician(app);
  await become("admin", {});
  assert.equal((await tomas.post("/cuenta/vista", { role: "receptionist" })).status, 303);
  assert.equal(await status(tomas, "/clientes/nuevo"), 200);
  assert.equal(await status(tomas, "/caja"), 200);
  await become("admin", { "contacts.read": "deny" });
  assert.equal(await status(tomas, "/clientes/nuevo"), 404, "what was taken from them stays so");
  assert.equal(await status(tomas, "/caja"), 200);
  await become("technician", {});
  assert.equal(await status(tomas, "/caja"), 404, "who is no administrator any more sees as what they are");
  assert.equal((await tomas.post("/cuenta/vista", { role: "" })).status, 403);
});
