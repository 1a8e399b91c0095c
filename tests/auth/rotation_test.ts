import assert from "node:assert/strict";
import { csrfToken } from "../../src/http/security.ts";
import { sha256 } from "../../src/lib/token.ts";
import { saveOverrides } from "../../src/users/permission_commands.ts";
import type { Role } from "../../src/users/role.ts";
import {
  asAdmin,
  asReceptionist,
  asTechnician,
  type Browser,
  PASSWORD,
  SECRET_KEY,
  type TestApp,
  testApp,
  userActor,
  visitor,
} from "../support/app.ts";
import { eachDatabase, freshDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";

const DAY = 86_400_000;

/** What an administrator does on the page of a user. */
async function giveRole(app: TestApp, who: Role, changes: Record<string, string>): Promise<void> {
  const user = await app.services.database.db.selectFrom("user").selectAll()
    .where("id", "=", app.users[who].id).executeTakeFirstOrThrow();
  const { name, email, role, branch_id, locale } = user;
  const form = { name, email, role, branch_id, locale, active: "1", version: String(user.version) };
  const saved = await (await asAdmin(app)).post(`/admin/usuarios/${user.id}`, { ...form, ...changes });
  assert.equal(saved.status, 303);
}

/** Another browser with a copy of the cookie. */
function thief(app: TestApp, victim: Browser): Browser {
  const browser = visitor(app);
  browser.cookies.set("sid", victim.cookies.get("sid") ?? "");
  return browser;
}

const isOut = async (browser: Browser) =>
  (await browser.get("/clientes")).headers.get("Location") === "/ingresar?next=%2Fclientes";

eachDatabase(
  "a change of role gives the session another id at its next request, and a stolen one is refused",
  async (_t, database) => {
    await using app = await testApp(database);
    const technician = await asTechnician(app);
    const old = technician.cookies.get("sid");
    const stolen = thief(app, technician);
    assert.equal((await stolen.get("/clientes")).status, 200);
    await giveRole(app, "technician", { role: "receptionist" });
    const next = await technician.get("/clientes");
    assert.equal(next.status, 200, "nobody is signed out");
    assert.match(next.headers.getSetCookie().join(), /sid=[\w-]{32};.*HttpOnly;.*SameSite=Lax/);
    assert.notEqual(technician.cookies.get("sid"), old);
    assert.ok(await isOut(stolen));
    assert.equal((await technician.get("/clientes")).status, 200);
    assert.deepEqual((await technician.get("/clientes")).headers.getSetCookie(), [], "one change, one id");
    const kept = await database.db.selectFrom("session").select("id")
      .where("user_id", "=", app.users.technician.id).execute();
    assert.deepEqual(kept, [{ id: sha256(technician.cookies.get("sid") ?? "") }]);
  },
);

eachDatabase(
  "who comes first with a copied cookie throws the other out, who notices",
  async (_t, database) => {
    await using app = await testApp(database);
    const technician = await asTechnician(app);
    const stolen = thief(app, technician);
    await giveRole(app, "technician", { role: "receptionist" });
    const [one, other] = await Promise.all([technician.get("/clientes"), stolen.get("/clientes")]);
    assert.deepEqual([one.status, other.status].sort(), [200, 303]);
  },
);

eachDatabase("the permissions of the new role hold at once, on refusals too", async (_t, database) => {
  await using app = await testApp(database);
  const receptionist = await asReceptionist(app);
  assert.equal((await receptionist.get("/estadisticas")).status, 200);
  await giveRole(app, "receptionist", { role: "technician" });
  const refused = await receptionist.get("/estadisticas");
  assert.equal(refused.status, 404);
  assert.equal(refused.headers.getSetCookie().length, 1, "the refusal brings the new cookie along");
  assert.equal((await receptionist.get("/tablero")).status, 200);
  await giveRole(app, "receptionist", { role: "admin" });
  assert.equal((await receptionist.get("/admin/usuarios")).status, 200);
});

eachDatabase(
  "a form that was open is taken, a page made later carries the new token",
  async (_t, database) => {
    await using app = await testApp(database);
    const technician = await asTechnician(app);
    const tokenOn = (page: string) => /name="csrf-token" content="([^"]+)"/.exec(page)?.[1] ?? "";
    const open = tokenOn(await technician.page("/clientes"));
    await giveRole(app, "technician", { role: "receptionist" });
    const sent = await technician.post("/preferencias", { theme: "dark", _csrf: open });
    assert.equal(sent.status, 303, "it is the first request after the change");
    assert.equal((await technician.post("/preferencias", { theme: "light", _csrf: open })).status, 303);
    const fresh = tokenOn(await technician.page("/clientes"));
    assert.notEqual(fresh, open);
    assert.equal(fresh, csrfToken(SECRET_KEY, sha256(technician.cookies.get("sid") ?? "")));
    assert.equal((await technician.post("/preferencias", { theme: "dark", _csrf: fresh })).status, 303);
    await giveRole(app, "technician", { role: "admin" });
    await technician.get("/clientes");
    const tooOld = await technician.post("/preferencias", { theme: "light", _csrf: open });
    assert.equal(tooOld.status, 403, "two changes ago");
    const stolen = thief(app, technician);
    stolen.cookies.set("sid", "x".repeat(32));
    assert.equal((await stolen.post("/preferencias", { theme: "light", _csrf: fresh })).status, 303);
    const { theme } = await database.db.selectFrom("user").select("theme")
      .where("id", "=", app.users.technician.id).executeTakeFirstOrThrow();
    assert.equal(theme, "dark", "a token without its session does nothing");
  },
);

eachDatabase("a new id makes no session younger", async (_t, database) => {
  await using app = await testApp(database);
  const technician = await asTechnician(app);
  const life = () =>
    database.db.selectFrom("session").select(["created_at", "absolute_expires_at"])
      .where("user_id", "=", app.users.technician.id).executeTakeFirstOrThrow();
  const before = await life();
  for (let half = 0; half < 13; half++) {
    app.now += DAY / 2 - 60_000;
    assert.equal((await technician.get("/clientes")).status, 200);
  }
  await giveRole(app, "technician", { role: "receptionist" });
  assert.equal((await technician.get("/clientes")).status, 200);
  assert.deepEqual(await life(), before);
  app.now += DAY / 2 + 3_600_000;
  assert.ok(await isOut(technician));
});

eachDatabase("deactivating, or another role and deactivating, ends the session", async (_t, database) => {
  await using app = await testApp(database);
  const technician = await asTechnician(app);
  await giveRole(app, "technician", { role: "receptionist", active: "" });
  assert.ok(await isOut(technician));
  const left = await database.db.selectFrom("session").select("id")
    .where("user_id", "=", app.users.technician.id).execute();
  assert.deepEqual(left, []);
});

eachDatabase("a page that is open sends nothing more under the former role", async (_t, database) => {
  await using app = await testApp(database);
  const { number } = await anOrder(app);
  const receptionist = await asReceptionist(app);
  const response = await receptionist.get(`/ordenes/${number}/en-vivo`, { Accept: "text/event-stream" });
  const stream = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  assert.ok(stream);
  assert.match((await stream.read()).value ?? "", /hx-partial/);
  await giveRole(app, "receptionist", { role: "technician" });
  const order = await database.db.selectFrom("order").select("id").executeTakeFirstOrThrow();
  app.services.live.changed(`order:${order.id}`);
  assert.equal((await stream.read()).done, true);
  const again = await receptionist.get(`/ordenes/${number}/en-vivo`, { Accept: "text/event-stream" });
  assert.match(again.headers.getSetCookie().join(), /sid=/);
  await again.body?.cancel();
}, { engines: ["libsql"] });

Deno.test("a permission that is taken ends what is open with it, and gives another id too", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const { number, id } = await anOrder(app);
  const receptionist = await asReceptionist(app);
  const stolen = thief(app, receptionist);
  const response = await receptionist.get(`/ordenes/${number}/en-vivo`, { Accept: "text/event-stream" });
  const stream = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  assert.ok(stream);
  assert.match((await stream.read()).value ?? "", /hx-partial/);
  const overrides = { "contacts.read": "deny" } as const;
  await saveOverrides(await app.ctx(userActor(app, "admin")), app.users.receptionist.id, {
    version: 1,
    overrides,
  });
  app.services.live.changed(`order:${id}`);
  assert.equal((await stream.read()).done, true);
  assert.equal((await receptionist.get("/clientes")).headers.getSetCookie().length, 1);
  assert.ok(await isOut(stolen));
});

eachDatabase("who gives up being administrator lands where they still may be", async (_t, database) => {
  await using app = await testApp(database);
  await giveRole(app, "technician", { role: "admin" });
  const admin = await asAdmin(app);
  const { name, email, branch_id, locale, version } = await database.db.selectFrom("user").selectAll()
    .where("id", "=", app.users.admin.id).executeTakeFirstOrThrow();
  const form = { name, email, branch_id, locale, role: "technician", active: "1", version: String(version) };
  const saved = await admin.post(`/admin/usuarios/${app.users.admin.id}`, form);
  assert.deepEqual([saved.status, saved.headers.get("Location")], [303, "/"]);
  assert.equal((await admin.get("/")).status, 200);
});

eachDatabase("signing in gives another id, and the one before is refused", async (_t, database) => {
  await using app = await testApp(database);
  const receptionist = await asReceptionist(app);
  const stolen = thief(app, receptionist);
  const before = receptionist.cookies.get("sid");
  const again = await receptionist.post("/ingresar", { email: "rocio@example.com", password: PASSWORD });
  assert.equal(again.status, 303);
  assert.notEqual(receptionist.cookies.get("sid"), before);
  assert.ok(await isOut(stolen));
  assert.equal((await receptionist.get("/clientes")).status, 200);
});
