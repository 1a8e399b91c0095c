import assert from "node:assert/strict";
import { join } from "node:path";
import { sql } from "kysely";
import { checkAudit } from "../../src/audit/verify_queries.ts";
import { newAgeKey, WrongKey } from "../../src/backups/age.ts";
import { BadBackup, LostFiles, TamperedAudit } from "../../src/backups/backup.ts";
import { auditAnchors } from "../../src/backups/anchors.ts";
import { takeBackup, takeDailyBackup } from "../../src/backups/commands.ts";
import { diskPlace } from "../../src/backups/disk_place.ts";
import { drillNewest } from "../../src/backups/drill.ts";
import { makeBackupKey } from "../../src/backups/key_commands.ts";
import { restoreBackup } from "../../src/backups/restore.ts";
import { swapIn } from "../../src/backups/swap.ts";
import { type BackupTools, backupTools } from "../../src/backups/tools.ts";
import { type Config, parseConfig } from "../../src/config.ts";
import { orAbsent } from "../../src/files/durable.ts";
import { openServices } from "../../src/start.ts";
import type { Services } from "../../src/services.ts";
import { eraseClient } from "../../src/clients/erasure_commands.ts";
import { queueNotice } from "../../src/mail/outbox.ts";
import { SECRET_KEY, type TestApp, testApp, userActor } from "../support/app.ts";
import { aClient } from "../support/builders.ts";
import { emptied } from "../support/fresh_postgres.ts";
import { eachDatabase, freshDatabase, type TestDatabase } from "../support/database.ts";
import { squareLogo, wearLogo } from "../support/logos.ts";
import { anOrder } from "../support/order_builders.ts";
import { breakingStore, fakeStore, STORE_KEY } from "../support/s3.ts";

async function tempDir(): Promise<{ path: string } & AsyncDisposable> {
  const path = await Deno.makeTempDir({ prefix: "reparo-backup-" });
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}

const DAY = 86_400_000;
const PG_DUMP = "/usr/bin/pg_dump";

function toolsOf(app: TestApp, database: TestDatabase, env: Record<string, string> = {}): BackupTools {
  const config = parseConfig({
    DATA_DIR: app.services.config.DATA_DIR,
    DATABASE_URL: database.url,
    ...database.flavour === "postgres" && { BACKUP_PG_DUMP: PG_DUMP },
    ...env,
  });
  return backupTools(config, "1.2.3");
}

async function opened(config: Config): Promise<{ services: Services } & AsyncDisposable> {
  const services = await openServices(config, new AbortController().signal);
  return { services, [Symbol.asyncDispose]: () => services.database.close() };
}

/** A shop in a database file that has a key for its backups, and an empty machine to restore them to. */
async function shopWithKey() {
  await using opening = new AsyncDisposableStack();
  const database = opening.use(await freshDatabase());
  const app = opening.use(await testApp(database));
  const dir = opening.use(await tempDir());
  const tools = toolsOf(app, database);
  const { identity } = await makeBackupKey(await app.ctx());
  const config = parseConfig({ DATA_DIR: join(dir.path, "new") });
  const wish = (name: string) => ({ place: diskPlace(tools.dir), name, identity, config, replace: false });
  const all = opening.move();
  return { database, app, dir, tools, config, wish, [Symbol.asyncDispose]: () => all.disposeAsync() };
}

/** Flips one byte in the middle of a file. */
async function damage(path: string): Promise<() => Promise<void>> {
  const bytes = await Deno.readFile(path);
  const other = new Uint8Array(bytes);
  other[other.length >> 1] = (other[other.length >> 1] ?? 0) ^ 1;
  await Deno.writeFile(path, other);
  return () => Deno.writeFile(path, bytes);
}

/** What this process has open below a folder, removed or not, as far as the system tells. */
function openBelow(folder: string): string[] {
  if (Deno.build.os !== "linux") return [];
  return [...Deno.readDirSync("/proc/self/fd")].flatMap(({ name }) => {
    try {
      const path = Deno.readLinkSync(`/proc/self/fd/${name}`);
      return path.startsWith(`${folder}/`) ? [path] : [];
    } catch (error) {
      // Closed since the list was read.
      if (error instanceof Deno.errors.NotFound) return [];
      throw error;
    }
  });
}

eachDatabase(
  "a backup that is taken while the shop works comes back whole on an empty machine",
  async (_t, database) => {
    await using app = await testApp(database);
    await using dir = await tempDir();
    const { db } = database;
    const tools = toolsOf(app, database);
    await anOrder(app, { status: "ready", pin: "4821", fault: "Ñandú roto" });
    await wearLogo(app, await squareLogo());
    await assert.rejects(takeBackup(await app.ctx(), tools), { message: "backup_no_key" });
    assert.equal(await drillNewest(await app.ctx(), tools), null);
    const { identity } = await makeBackupKey(await app.ctx());
    await app.services.sessions.start(app.users.admin.id, { ip: "", userAgent: "" });

    const working = Promise.all(Array.from({ length: 20 }, () => anOrder(app)));
    const taken = await takeBackup(await app.ctx(), tools);
    await working;
    assert.ok(taken.files >= 1 && taken.new_files === taken.files && taken.rows > 40, JSON.stringify(taken));
    app.now += 60_000;
    const second = await takeBackup(await app.ctx(), tools);
    assert.deepEqual([second.files, second.new_files], [taken.files, 0], "attachments are copied once");
    assert.deepEqual(
      await Array.fromAsync(diskPlace(tools.dir).list(taken.name)),
      [],
      "of a day the last one stays",
    );
    const before = await db.selectFrom("order").select(["number", "fault"]).orderBy("number").execute();
    await anOrder(app);

    const drilled = await drillNewest(await app.ctx(), tools);
    assert.deepEqual([drilled?.ok, drilled?.error, drilled?.name], [true, "", second.name]);
    assert.deepEqual(openBelow(tools.workDir), [], "the disk has all of the room back");

    await using other = database.flavour === "postgres" ? await freshDatabase("postgres") : null;
    if (other) await emptied(other.url);
    const config = parseConfig({
      DATA_DIR: join(dir.path, "new"),
      ...other && { DATABASE_URL: other.url, BACKUP_PG_DUMP: PG_DUMP },
    });
    const wish = { place: diskPlace(tools.dir), name: second.name, identity, config, replace: false };
    await assert.rejects(restoreBackup({ ...wish, identity: (await newAgeKey()).identity }), WrongKey);
    const restored = await restoreBackup(wish);
    assert.deepEqual(openBelow(config.DATA_DIR), [], "what was put in its place is in nobody's hands");
    assert.deepEqual([restored.aside, restored.files, restored.migrated], ["", second.files, 0]);
    {
      await using shop = await opened(config);
      const there = shop.services.database.db;
      assert.equal(shop.services.secretKey, SECRET_KEY);
      assert.deepEqual(
        await there.selectFrom("order").select(["number", "fault"]).orderBy("number").execute(),
        before,
      );
      assert.equal(
        (await there.selectFrom("session").select("id").execute()).length,
        0,
        "nobody is signed in",
      );
      for await (const hash of app.services.files.list()) assert.ok(await shop.services.files.read(hash));
      const audit = await checkAudit(there);
      assert.deepEqual(audit.faults, []);
      const row = await there.selectFrom("backup").select(["state", "files", "finished_at"])
        .where("name", "=", second.name).executeTakeFirstOrThrow();
      assert.deepEqual([row.state, row.files], ["ok", second.files], "it is under way no longer");
      assert.ok(row.finished_at !== null);
      const last = await there.selectFrom("audit_event").select("kind").where("kind", "=", "backup_restored")
        .execute();
      assert.equal(last.length, 1);
    }
    await assert.rejects(restoreBackup(wish), { message: "restore_occupied" });
    if (other) return;
    const again = await restoreBackup({ ...wish, replace: true });
    assert.ok((await Deno.stat(join(again.aside, "reparo.db"))).isFile, "what was there is put aside");
  },
);

Deno.test("what was damaged, forged or cut is found by the drill and refused by a restore", async () => {
  await using shop = await shopWithKey();
  const { database, app, dir, tools, config } = shop;
  await wearLogo(app, await squareLogo());
  // What its administrators still have to do keeps nobody from trying a backup.
  await database.db.updateTable("user").set({ must_change_password: 1 }).execute();
  const key = { branch_id: "", key: "admins_two_factors" };
  await database.db.insertInto("setting")
    .values({ ...key, value_json: "true", updated_at: app.now, updated_by: null }).execute();
  const { name, files } = await takeBackup(await app.ctx(), tools);
  const wish = shop.wish(name);
  for (const part of ["database.age", "secrets.age", "manifest.sealed"]) {
    const mend = await damage(join(tools.dir, name, part));
    const drilled = await drillNewest(await app.ctx(), tools);
    assert.ok(drilled?.ok === false && /damaged|altered/.test(drilled.error), `${part}: ${drilled?.error}`);
    await assert.rejects(restoreBackup(wish), BadBackup, part);
    await mend();
  }
  const [file] = await Array.fromAsync(diskPlace(tools.dir).list("files/"));
  const hash = /([0-9a-f]{64})\.age$/.exec(file?.key ?? "")?.[1] ?? "";
  await damage(join(tools.dir, file?.key ?? ""));
  await assert.rejects(restoreBackup(wish), new LostFiles([hash]));
  assert.deepEqual([...Deno.readDirSync(join(dir.path, "new"))], [], "nothing half restored is left");
  const night = parseInt(hash.slice(0, 2), 16) % 8;
  const today = Math.floor(app.now / 86_400_000);
  const ctx = { ...await app.ctx(), now: (today - today % 8 + night) * 86_400_000 };
  assert.match(
    (await drillNewest(ctx, tools))?.error ?? "",
    /attachment .* damaged/,
    "each is read in one of eight nights",
  );
  assert.match(
    (await drillNewest({ ...ctx, now: ctx.now + DAY }, tools))?.error ?? "",
    /attachment .* missing/,
    "it stays wrong on the nights after",
  );
  assert.match(new LostFiles(Array(7).fill(hash)).message, /damaged: (?:[0-9a-f]{64}, ){4}[0-9a-f]{64} \+2$/);
  const rest = await restoreBackup({ ...wish, withoutLost: true });
  assert.deepEqual([rest.files, rest.lost_files], [files - 1, [hash]]);
  {
    await using there = await opened(config);
    assert.equal(await there.services.files.read(hash), null);
    const { data_json } = await there.services.database.db.selectFrom("audit_event").select("data_json")
      .where("kind", "=", "backup_restored").executeTakeFirstOrThrow();
    assert.equal(JSON.parse(data_json).lost_files, 1);
  }

  app.now += DAY;
  const next = await takeBackup(await app.ctx(), tools);
  assert.deepEqual([next.files, next.new_files, next.damaged], [files, 1, []], "the shop has it whole");
  assert.ok((await drillNewest(await app.ctx(), tools))?.ok);
  const older = await restoreBackup({ ...wish, replace: true });
  assert.deepEqual(
    [older.name, older.files, older.lost_files],
    [name, files, []],
    "for those before it as well",
  );
});

Deno.test("an attachment that the shop's own disk has damaged keeps nobody from restoring the rest", async () => {
  await using shop = await shopWithKey();
  const { app, tools } = shop;
  await wearLogo(app, await squareLogo());
  const [hash = "", ...others] = await Array.fromAsync(app.services.files.list());
  const mend = await damage(app.services.files.pathOf(hash));
  const { name, files, damaged } = await takeBackup(await app.ctx(), tools);
  assert.deepEqual([files, damaged], [others.length, [hash]]);
  const kept = await Array.fromAsync(diskPlace(tools.dir).list("files/"), ({ key }) => key);
  assert.ok(kept.length === files && !kept.some((key) => key.includes(hash)));
  assert.ok((await drillNewest(await app.ctx(), tools))?.ok);
  const wish = shop.wish(name);
  assert.deepEqual((await restoreBackup(wish)).lost_files, []);
  app.now += DAY;
  await assert.rejects(
    takeDailyBackup(await app.ctx(), tools),
    new RegExp(`^PermanentFailure: attachments of the shop are damaged: ${hash}$`),
    "somebody is told every night",
  );

  await mend();
  app.now += DAY;
  assert.equal((await takeBackup(await app.ctx(), tools)).files, files + 1);
  await damage(app.services.files.pathOf(hash));
  app.now += DAY;
  const last = await takeBackup(await app.ctx(), tools);
  assert.deepEqual([last.files, last.damaged], [files + 1, []], "what was backed up whole stays so");
});

Deno.test("a shop whose audit log was tampered with comes back for who asks for it all the same", async () => {
  await using shop = await shopWithKey();
  const { database, app, tools, config } = shop;
  await sql`drop trigger audit_event_append_only`.execute(database.db);
  const [edited] = await database.db.updateTable("audit_event").set({ actor_name: "Nobody" }).execute();
  const altered = Number(edited?.numUpdatedRows);
  const { name } = await takeBackup(await app.ctx(), tools);
  assert.match((await drillNewest(await app.ctx(), tools))?.error ?? "", /audit log was tampered with/);
  const wish = shop.wish(name);
  await assert.rejects(restoreBackup(wish), TamperedAudit);
  const { audit_faults } = await restoreBackup({ ...wish, despiteAudit: true });
  assert.ok(altered > 0 && audit_faults === altered, `${audit_faults} of ${altered}`);
  await using there = await opened(config);
  const { data_json } = await there.services.database.db.selectFrom("audit_event").select("data_json")
    .where("kind", "=", "backup_restored").executeTakeFirstOrThrow();
  assert.equal(JSON.parse(data_json).audit_faults, altered);
});

Deno.test("a backup whose manifest is damaged keeps none of the next from being taken, sent out and rotated", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  await using outside = fakeStore();
  const tools = toolsOf(app, database, {
    BACKUP_S3_URL: outside.url,
    BACKUP_S3_KEY_ID: STORE_KEY.keyId,
    BACKUP_S3_SECRET: STORE_KEY.secret,
  });
  await makeBackupKey(await app.ctx());
  await wearLogo(app, await squareLogo());
  outside.fault = () => "403";
  const bad = await takeBackup(await app.ctx(), tools);
  outside.fault = () => null;
  const mend = await damage(join(tools.dir, bad.name, "manifest.sealed"));
  // The logo goes from the shop; the damaged backup may need it still.
  for (const hash of await Array.fromAsync(app.services.files.list())) await app.services.files.remove(hash);

  app.now += DAY;
  const next = await takeBackup(await app.ctx(), tools);
  assert.deepEqual([next.files, next.store_error, next.unreadable], [0, "", [bad.name]]);
  const lie = await Array.fromAsync(diskPlace(tools.dir).list("files/"));
  assert.equal(lie.length, bad.files, "nobody knows whose they are");
  assert.ok(outside.objects.has(`shop/${next.name}/manifest.sealed`));
  assert.ok((await drillNewest(await app.ctx(), tools))?.ok);
  assert.deepEqual(
    (await auditAnchors(tools, SECRET_KEY)).map(({ from }) => from),
    [next.name],
    "the audit log is held against those that can be read",
  );
  await assert.rejects(
    takeDailyBackup(await app.ctx(), tools),
    new RegExp(`^PermanentFailure: the manifest of ${bad.name} is damaged: remove it$`),
    "somebody is told every night",
  );

  await mend();
  app.now += DAY;
  assert.deepEqual((await takeBackup(await app.ctx(), tools)).unreadable, []);
});

Deno.test("an older backup forgets again who asked to be forgotten since, and sends no mail twice", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  await using dir = await tempDir();
  const tools = toolsOf(app, database);
  const { identity } = await makeBackupKey(await app.ctx());
  const ctx = await app.ctx(userActor(app, "admin"));
  const { id } = await aClient(ctx, { name: "Inés Quiroga", email: "ines@example.com" });
  const { clientId } = await anOrder(app, { status: "diagnosing" });
  const to = { name: "Ana", address: "ana@example.com" };
  await queueNotice(database.db, { ...ctx, sendsMail: true }, {
    kind: "alert_opened",
    to,
    locale: "es",
    subject: "Se va una vez",
    html: "<p>x</p>",
    text: "x",
  });
  const old = await takeBackup(await app.ctx(), tools);
  app.now += 86_400_000;
  const later = await app.ctx(userActor(app, "admin"));
  await eraseClient(later, id, { reason: "Lo pidió", sure: true, version: 1 });
  const [newer] = await Promise.all([takeBackup(later, tools), drillNewest(later, tools)]);
  assert.notEqual(newer.name, old.name);

  const config = parseConfig({ DATA_DIR: join(dir.path, "new") });
  const restored = await restoreBackup({
    place: diskPlace(tools.dir),
    name: old.name,
    identity,
    config,
    replace: false,
  });
  assert.deepEqual([restored.erased_again, restored.not_erased, restored.held_mails], [1, [], 1]);
  await using shop = await opened(config);
  const { db } = shop.services.database;
  const clients = await db.selectFrom("client").select(["id", "name", "erased_at"]).orderBy("id").execute();
  assert.deepEqual(clients.map((one) => [one.id, one.erased_at !== null]), [[id, true], [clientId, false]]);
  assert.ok(!JSON.stringify(clients).includes("Quiroga"));
  const mail = await db.selectFrom("message").select(["state"]).where("subject", "=", "Se va una vez")
    .executeTakeFirstOrThrow();
  assert.equal(mail.state, "failed", "somebody decides about it");
});

Deno.test("a restore that is killed between two renames is carried through by the next start", async () => {
  await using dir = await tempDir();
  const [data, staging, aside] = [dir.path, join(dir.path, "restoring"), join(dir.path, "before")];
  const items = ["reparo.db", "reparo.db-wal", "files", "secret.key"];
  for (let cut = 0; cut <= 7; cut++) {
    for (const folder of [staging, aside]) await Deno.remove(folder, { recursive: true }).catch(() => {});
    await Deno.mkdir(staging);
    for (const item of items) {
      await Deno.writeTextFile(join(data, item), "old");
      if (item !== "reparo.db-wal") await Deno.writeTextFile(join(staging, item), "new");
    }
    const moves = items.map((item) => ({
      target: join(data, item),
      staged: item === "reparo.db-wal" ? null : join(staging, item),
      aside: join(aside, item),
    }));
    const { rename } = Deno;
    let left = cut;
    Deno.rename = (from, to) => left-- > 0 ? rename(from, to) : Promise.reject(new Error("killed"));
    const killed = await swapIn(data, { staging, moves }).then(() => false, () => true);
    Deno.rename = rename;
    const journal = await Deno.stat(join(data, "restore.json")).then(() => true, () => false);
    const { finishSwap } = await import("../../src/backups/swap.ts");
    await finishSwap(data);
    const now = await Promise.all(
      ["reparo.db", "files", "secret.key"].map((one) => Deno.readTextFile(join(data, one))),
    );
    assert.equal(await orAbsent(Deno.stat(staging)), null, "what was made ready is nowhere else");
    const state = !killed || journal ? "new" : "old";
    assert.deepEqual(now, [state, state, state], `cut after ${cut} renames`);
    assert.equal(await Deno.stat(join(data, "reparo.db-wal")).then(() => "old", () => "new"), state);
    if (state === "new") assert.equal(await Deno.readTextFile(join(aside, "reparo.db")), "old");
  }
});

Deno.test("the store outside gets everything once, whatever it does in between", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  await using dir = await tempDir();
  await using outside = fakeStore();
  const env = {
    BACKUP_S3_URL: outside.url,
    BACKUP_S3_KEY_ID: STORE_KEY.keyId,
    BACKUP_S3_SECRET: STORE_KEY.secret,
  };
  const usual = toolsOf(app, database, env);
  assert.ok(usual.store);
  // What answers may take its time on a busy machine; what hangs is given up soon.
  const quick = { timeout: 10_000, attempts: 3, pause: 1, part: 4096 };
  const hasty = { ...quick, timeout: 300 };
  const tools: BackupTools = { ...usual, storeLimits: quick };
  const { identity } = await makeBackupKey(await app.ctx());
  await wearLogo(app, await squareLogo());

  outside.fault = (method) => method === "PUT" ? "500" : null;
  const first = await takeBackup(await app.ctx(), tools);
  assert.match(first.store_error, /503 SlowDown/);
  assert.ok((await drillNewest(await app.ctx(), tools))?.ok, "the one on the disk is whole all the same");
  for (const fault of ["hang", "403"] as const) {
    app.now += 60_000;
    outside.fault = (method) => method === "PUT" ? fault : null;
    const { store_error } = await takeBackup(await app.ctx(), { ...tools, storeLimits: hasty });
    assert.match(store_error, fault === "hang" ? /did not answer/ : /did not answer|403/, fault);
  }
  app.now += 60_000;
  using breaking = breakingStore();
  const away = { ...tools, storeLimits: hasty, store: { ...STORE_KEY, url: breaking.url } };
  assert.match((await takeBackup(await app.ctx(), away)).store_error, /did not answer/);
  app.now += 60_000;
  let requests = 0;
  // Every third request fails once.
  outside.fault = () => requests++ % 3 === 1 ? "500" : null;
  const last = await takeBackup(await app.ctx(), tools);
  assert.equal(last.store_error, "");
  outside.fault = () => null;
  const keys = [...outside.objects.keys()];
  assert.ok(
    keys.every((key) => key.startsWith("shop/")) && keys.includes(`shop/${last.name}/manifest.sealed`),
  );
  assert.ok((await drillNewest(await app.ctx(), tools))?.ok);
  outside.fault = (method) => method === "GET" ? "other_bytes" : null;
  assert.equal((await drillNewest(await app.ctx(), tools))?.ok, false, "what lies outside is read too");
  outside.fault = () => null;

  const { storePlace } = await import("../../src/backups/store_place.ts");
  const place = await storePlace(usual.store ?? { url: "", keyId: "", secret: "", region: "" }, quick);
  const config = parseConfig({ DATA_DIR: join(dir.path, "new") });
  const restored = await restoreBackup({ place, name: last.name, identity, config, replace: false });
  assert.equal(restored.files, last.files);
  assert.ok((await Deno.stat(join(dir.path, "new", "reparo.db"))).isFile);
});
