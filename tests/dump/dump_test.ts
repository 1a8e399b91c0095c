import assert from "node:assert/strict";
import { join } from "node:path";
import { dumpToFile } from "../../src/dump/commands.ts";
import { BadDump, loadDump } from "../../src/dump/load.ts";
import { anyTables, dumpTables, rowsOf } from "../../src/dump/tables_queries.ts";
import { moveStatus } from "../../src/orders/moves.ts";
import { paths } from "../../src/paths.ts";
import { openZip, zipInto } from "../../src/dump/zip.ts";
import {
  asAdmin,
  asReceptionist,
  type Browser,
  emptyApp,
  PASSWORD,
  type TestApp,
  testApp,
  userActor,
} from "../support/app.ts";
import { freshDatabase, type TestDatabase } from "../support/database.ts";
import { fillOrder } from "../support/full_order.ts";
import { squareLogo, wearLogo } from "../support/logos.ts";
import { anOrder } from "../support/order_builders.ts";
import { cloudServer, PHONE_ID, WA_SECRET, WA_TOKEN } from "../support/whatsapp/cloud_api.ts";
import { aWhatsappAccount } from "../whatsapp/whatsapp_stage.ts";
import { aPart } from "../support/part_builders.ts";

/** A shop in which something of most kinds has happened. */
async function aShop(app: TestApp): Promise<void> {
  const order = await anOrder(app, {
    status: "repairing",
    technicianId: app.users.technician.id,
    pin: "4821",
    accessories: ["Cargador"],
    charges: [100_00],
    payments: [40_00],
  });
  await anOrder(app, { status: "ready", claimOf: order.id, fault: 'Ñandú \u2028 "comillas"' });
  await fillOrder(await app.ctx(userActor(app, "receptionist")), order.id);
  await aPart(app, { stock: 3 });
  await wearLogo(app, await squareLogo());
}

/** The account, what it serves, an event that was read, what a stranger wrote, and a notice that waits to leave. */
async function fillWhatsapp(app: TestApp): Promise<void> {
  const { db } = await app.ctx();
  await aWhatsappAccount(app);
  const client = { name: "Iris Paz", phone: "+541140010002", email: "iris@example.com" };
  const order = await anOrder(app, { status: "quality_check", client });
  await db.updateTable("client").set({ channel: "whatsapp" }).where("id", "=", order.clientId).execute();
  const ready = { to: "ready", outcome: "repaired" } as const;
  await moveStatus(await app.ctx(userActor(app, "admin")), order.number, ready);
  const row = () => ({ id: crypto.randomUUID() });
  const [received_at, processed_at] = [app.now, app.now];
  await db.insertInto("whatsapp_event").values({ ...row(), digest: "d", body: "", received_at, processed_at })
    .execute();
  const wrote = { provider_id: "wamid.1", phone: "5491199998888", text: "¿Abren hoy?", at: app.now };
  await db.insertInto("whatsapp_inbound").values({ ...row(), ...wrote, order_id: null }).execute();
}

async function everyRow(app: TestApp): Promise<Map<string, unknown[]>> {
  const ctx = await app.ctx();
  const tables = [
    ...await dumpTables(ctx),
    {
      name: "order_balance",
      columns: ["order_id", "balance_minor"],
      sequence: false,
    },
    { name: "event_position", columns: ["seq", "event_id", "type"], sequence: true },
    {
      name: "audit_link",
      columns: ["seq", "event_id", "hash"],
      sequence: true,
    },
  ];
  const all = new Map<string, unknown[]>();
  for (const table of tables) {
    const rows = await rowsOf(anyTables(ctx.db), table).execute();
    all.set(table.name, rows.map((row) => JSON.stringify(Object.entries(row).sort())).sort());
  }
  return all;
}

async function everyFile(app: TestApp): Promise<string[]> {
  return (await Array.fromAsync(app.services.files.list())).sort();
}

async function dumped(app: TestApp, dir: string): Promise<string> {
  const path = join(dir, "shop.zip");
  await dumpToFile(await app.ctx(), path);
  return path;
}

/** Its secrets stay sealed, nothing leaves a second time, and what had not left is sent when somebody says so. */
async function assertChatsCameAlong(
  app: TestApp,
  { admin, path }: { admin: Browser; path: string },
): Promise<void> {
  await using zip = await openZip(path);
  const account = await new Response(zip.read("tables/whatsapp_account.ndjson")).text();
  assert.match(account, new RegExp(PHONE_ID));
  for (const secret of [WA_TOKEN, WA_SECRET]) assert.ok(!account.includes(secret), "sealed");
  assert.match(await admin.page("/admin/whatsapp"), /equipo_listo[^]*¿Abren hoy\?/);
  const { db } = await app.ctx();
  const jobs = () => db.selectFrom("job").select("kind").where("kind", "=", "send_message").execute();
  assert.deepEqual(await jobs(), []);
  const chat = await db.selectFrom("message").select("id").where("channel", "=", "whatsapp")
    .where("state", "=", "queued").executeTakeFirstOrThrow();
  assert.match(await admin.page(paths.message(chat.id)), /Enviar ahora/);
  for (const _ of ["once", "twice"]) {
    assert.equal((await admin.post(paths.messageSending(chat.id))).status, 303);
    assert.deepEqual(await jobs(), [{ kind: "send_message" }], "by one job");
  }
  assert.doesNotMatch(await admin.page(paths.message(chat.id)), /Enviar ahora/);
}

const here = Deno.env.get("TEST_POSTGRES_URL");
for (const engine of ["libsql", "postgres"] as const) {
  Deno.test({
    name: `a dump of a shop makes an equal shop (libsql → ${engine})`,
    ignore: engine === "postgres" && !here,
    async fn() {
      await using database = await freshDatabase();
      await using meta = cloudServer();
      const whatsapp = { WHATSAPP: "on", WHATSAPP_API_URL: meta.url };
      await using app = await testApp(database, whatsapp);
      await aShop(app);
      await fillWhatsapp(app);
      await using dir = await tempDir();
      const path = await dumped(app, dir.path);
      await using other: TestDatabase = await freshDatabase(engine);
      await using empty = await emptyApp(other, whatsapp);
      const loaded = await loadDump(await empty.ctx(), path, { anotherKey: false });
      assert.equal(loaded.same_key, true);
      assert.ok(loaded.files >= 3 && loaded.rows > 50, JSON.stringify(loaded));
      const [before, after] = [await everyRow(app), await everyRow(empty)];
      for (const [table, rows] of before) assert.deepEqual(after.get(table), rows, table);
      assert.deepEqual([...after.keys()].sort(), [...before.keys()].sort());
      assert.ok([...before.values()].filter((rows) => rows.length > 0).length > 25);
      const files = await everyFile(app);
      assert.deepEqual(await everyFile(empty), files);
      for (const hash of files) assert.ok(await empty.services.files.read(hash), hash);

      empty.branchId = app.branchId;
      empty.users = app.users;
      const admin = await asAdmin(empty);
      assert.match(await admin.page("/ordenes"), /comillas/);
      await assertChatsCameAlong(empty, { admin, path });
      assert.deepEqual(meta.sent, []);
      assert.match(await admin.page("/ordenes?q=cargador"), /S01-000001/);
      const next = await anOrder(empty);
      assert.equal(next.number, "S01-000004", "numbers go on");
    },
  });
}

Deno.test("a dump is only loaded where nothing is, and only by who has the key", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  await using dir = await tempDir();
  const path = await dumped(app, dir.path);
  await assert.rejects(app.ctx().then((ctx) => loadDump(ctx, path, { anotherKey: false })), {
    message: "shop_not_empty",
  });
  await assert.rejects(dumped(app, dir.path), Deno.errors.AlreadyExists);
  await using other = await freshDatabase();
  await using empty = await emptyApp(other);
  const ctx = { ...await empty.ctx(), secretKey: "another key that is long enough to be one" };
  await assert.rejects(loadDump(ctx, path, { anotherKey: false }), { message: "dump_other_key" });
  assert.equal((await loadDump(ctx, path, { anotherKey: true })).same_key, false);
});

Deno.test("what is no dump, strange or damaged is refused before a row is written", async () => {
  await using database = await freshDatabase();
  await using app = await emptyApp(database);
  await using dir = await tempDir();
  const ctx = await app.ctx();
  const refused = async (path: string, why: RegExp) => {
    await assert.rejects(
      loadDump(ctx, path, { anotherKey: false }),
      (error) => error instanceof BadDump && why.test(error.message),
    );
    assert.equal((await database.db.selectFrom("user").select("id").execute()).length, 0);
  };
  const text = join(dir.path, "text.zip");
  await Deno.writeTextFile(text, "no zip at all");
  await refused(text, /no zip/);
  await refused(await zipOf(dir.path, { "../../etc/passwd": "x" }), /no part of a dump|damaged/);
  await refused(await zipOf(dir.path, { "files/notes.txt": "x" }), /no part of a dump/);
  await refused(await zipOf(dir.path, { "tables/user.ndjson": "{}" }), /no manifest/);
  await refused(await zipOf(dir.path, { "manifest.json": "{" }), /JSON/);
  await refused(await zipOf(dir.path, { "manifest.json": '{"format":"other"}' }), /not one of this version/);
});

Deno.test("a row that was changed in the file does not pass", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  await using dir = await tempDir();
  const path = await dumped(app, dir.path);
  await using zip = await openZip(path);
  const entries: Record<string, string> = {};
  for (const name of zip.names) {
    if (name.startsWith("files/")) continue;
    const content = await new Response(zip.read(name)).text();
    entries[name] = name === "tables/user.ndjson" ? content.replace("Tomás", "Tomas") : content;
  }
  const forged = await zipOf(dir.path, entries);
  await using other = await freshDatabase();
  await using empty = await emptyApp(other);
  await assert.rejects(loadDump(await empty.ctx(), forged, { anotherKey: false }), /user is damaged/);
});

Deno.test("an administrator takes the dump with the own password, and the log tells of it", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const admin = await asAdmin(app);
  assert.match(await admin.page("/admin/copia"), /Copia completa/);
  const wrong = await admin.post("/admin/copia", { password: "otra cosa muy larga" });
  assert.equal(wrong.status, 422);
  assert.match(await wrong.text(), /contraseña/);
  const answer = await admin.post("/admin/copia", { password: PASSWORD });
  assert.equal(answer.headers.get("Content-Type"), "application/zip");
  const bytes = new Uint8Array(await answer.arrayBuffer());
  await using dir = await tempDir();
  const path = join(dir.path, "taken.zip");
  await Deno.writeFile(path, bytes);
  await using zip = await openZip(path);
  assert.ok(zip.names.includes("tables/user.ndjson") && !zip.names.includes("tables/session.ndjson"));
  assert.match(await admin.page("/admin/auditoria"), /Descargó una copia completa/);
  assert.equal((await (await asReceptionist(app)).get("/admin/copia")).status, 404);
});

async function zipOf(dir: string, entries: Record<string, string>): Promise<string> {
  const path = join(dir, `${crypto.randomUUID()}.zip`);
  const file = await Deno.open(path, { write: true, createNew: true });
  const zip = await zipInto(file.writable);
  for (const [name, content] of Object.entries(entries)) {
    await zip.add(name, new Blob([content]).stream(), { packed: true });
  }
  await zip.end();
  return path;
}

async function tempDir(): Promise<{ path: string } & AsyncDisposable> {
  const path = await Deno.makeTempDir({ prefix: "reparo-dump-" });
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}
