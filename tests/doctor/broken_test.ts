import assert from "node:assert/strict";
import { join } from "node:path";
import { LOCALES } from "../../src/lib/locale.ts";
import { makeBackupKey } from "../../src/backups/key_commands.ts";
import { parseConfig, type Variables } from "../../src/config.ts";
import { lockData } from "../../src/db/lock.ts";
import { migrate } from "../../src/db/migrate.ts";
import { openDatabase } from "../../src/db/open.ts";
import { lookAtAddress } from "../../src/doctor/address.ts";
import { examine } from "../../src/doctor/examine.ts";
import { type Finding, finding, type FindingCode, FINDINGS } from "../../src/doctor/finding.ts";
import { readBuild } from "../../src/cli/build.ts";
import { lookAtDeno } from "../../src/doctor/runtime.ts";
import { lookAtBackups, lookAtWork } from "../../src/doctor/work.ts";
import { told } from "../../views/doctor/text.ts";
import { testApp, userActor } from "../support/app.ts";
import { eachDatabase, freshDatabase } from "../support/database.ts";
import { fakeStore, STORE_KEY } from "../support/s3.ts";
import { freePort } from "../support/server_process.ts";
import { anEndpoint } from "../webhooks/webhook_stage.ts";

const DAY = 86_400_000;

async function aFolder() {
  const dir = await Deno.makeTempDir({ prefix: "reparo-doctor-" });
  return { dir, [Symbol.asyncDispose]: () => Deno.remove(dir, { recursive: true }) };
}

async function look(variables: Variables, now = Date.now()): Promise<Finding[]> {
  return await examine({ variables, version: "0.1.0", locale: "en", now });
}

function codes(findings: Finding[], state?: Finding["state"]): FindingCode[] {
  return findings.filter((one) => state === undefined || one.state === state).map(({ code }) => code);
}

function aBackup(id: string, at: number) {
  const counts = { bytes: 100, rows: 10, files: 0, new_files: 0 };
  const ended = { finished_at: at + 900, state: "ok" as const, error: "", by_name: "" };
  const outside = { stored_at: null, store_error: "", removed_at: null };
  return { id, name: id, started_at: at, drill_key_sealed: null, ...counts, ...ended, ...outside };
}

function aDrill(backup_id: string, at: number) {
  return {
    id: `d${backup_id}`,
    backup_id,
    at,
    ms: 900,
    state: "ok" as const,
    error: "",
    rows: 10,
    files: 0,
    audit_events: 1,
  };
}

Deno.test("whatever is wrong with the settings is told at once, and no value of any", async () => {
  const secret = "a-secret-that-nobody-may-see";
  const findings = await look({
    PORT: "many",
    SECRET_KEY: "short",
    BACKUP_S3_SECRT: secret,
    REPARO_X: secret,
    HOME: "/x",
  });
  assert.deepEqual(codes(findings), [
    "deno_ok",
    `build_${await readBuild()}`,
    "setting_wrong",
    "setting_wrong",
    "setting_unknown",
    "setting_unknown",
  ]);
  const text = findings.flatMap((one) => LOCALES.map((locale) => Object.values(told(locale, one)).join(" ")))
    .join("\n");
  assert.match(text, /BACKUP_S3_SECRT is no variable .* Did you mean BACKUP_S3_SECRET\?/);
  assert.match(text, /REPARO_X no es una variable .* Vea los nombres/);
  assert.ok(!text.includes(secret) && !text.includes("short"));
  assert.deepEqual(["2.8.0", "1.99.0", "2.9.7", "3.0.0"].map((one) => lookAtDeno(one).code), [
    "deno_old",
    "deno_old",
    "deno_other",
    "deno_other",
  ]);
});

Deno.test("a folder that is open to others, a lost key and a database that is none are told", async () => {
  await using folder = await aFolder();
  await using store = fakeStore();
  store.fault = (method) => method === "PUT" ? "403" : null;
  const dir = join(folder.dir, "data");
  await Deno.mkdir(dir, { mode: 0o755 });
  await Deno.chmod(dir, 0o755);
  await Deno.writeTextFile(join(dir, "reparo.db"), "this was a database once ".repeat(100), { mode: 0o600 });
  const key = join(folder.dir, "dkim.pem");
  await Deno.writeTextFile(key, "no key", { mode: 0o644 });
  const findings = await look({
    DATA_DIR: dir,
    PORT: String(freePort()),
    SMTP_URL: `smtp://127.0.0.1:${freePort()}`,
    DKIM_KEY_FILE: key,
    BACKUP_S3_URL: store.url,
    BACKUP_S3_KEY_ID: STORE_KEY.keyId,
    BACKUP_S3_SECRET: STORE_KEY.secret,
    BASE_URL: "http://taller.example",
    REPARO_ENV: "development",
  });
  assert.deepEqual(codes(findings, "fault"), [
    "key_lost",
    "secret_readable",
    "database_damaged",
    "dkim_unreadable",
    "mail_fault",
    "dkim_incomplete",
    "store_fault",
  ]);
  assert.deepEqual(codes(findings, "warn"), ["development", "folder_open", "server_off", "address_plain"]);
});

Deno.test("a server that hangs and a database that a newer version made are told", async () => {
  await using folder = await aFolder();
  const dir = join(folder.dir, "data");
  const url = `file:${join(dir, "reparo.db")}`;
  const database = await openDatabase(url);
  await migrate(database);
  await database.close();
  const held = await lockData({ dir, databaseUrl: url });
  const variables = { DATA_DIR: dir, PORT: String(freePort()), SECRET_KEY: "k".repeat(40) };
  const stuck = await look(variables);
  held.release();
  assert.deepEqual(codes(stuck, "fault"), ["server_stuck"], JSON.stringify(stuck));
  assert.ok(codes(stuck).includes("sound"));

  const later = await openDatabase(url);
  await later.db.insertInto("schema_migration" as "job").values(
    { name: "9999_future", applied_at: 1 } as never,
  )
    .execute();
  await later.close();
  assert.deepEqual(codes(await look(variables), "fault"), ["schema_newer"]);
});

eachDatabase("work that stands still, and a clock that went back, are told", async (_, database) => {
  const env = { DATABASE_URL: database.url, REPARO_ENV: "development" };
  await using app = await testApp(database, env);
  const { db } = database;
  const ctx = await app.ctx(userActor(app, "admin"));
  await makeBackupKey(ctx);
  const { id } = await anEndpoint(app, { url: "http://127.0.0.1:9/hook" });
  await db.updateTable("webhook_endpoint").set({ active: 0, stopped_at: app.now, stopped_cause: "gone" })
    .where("id", "=", id).execute();
  await db.insertInto("task_clock").values({
    task: "back_up",
    branch_id: "",
    occurrence_at: app.now - 3 * DAY,
    zone: "America/Argentina/Buenos_Aires",
    failures: 3,
    last_run_id: null,
  }).execute();
  const shift = { db, shop: ctx.shop, now: app.now, locale: "es" as const, running: true };
  const work = await lookAtWork(shift);
  assert.deepEqual(codes(work), ["webhook_stopped", "task_late", "task_failing"]);
  assert.match(work.map((one) => told("es", one).said).join(), /La tarea «.*espald.*» está atrasada/);

  const config = parseConfig({ BACKUP_PG_DUMP: "/usr/bin/pg_dump", DATABASE_URL: database.url });
  assert.deepEqual(codes(await lookAtBackups(shift, config)), ["backup_none"]);
  const HOUR = 3_600_000;
  await db.insertInto("backup").values(aBackup("b", app.now - 2 * HOUR)).execute();
  assert.deepEqual(codes(await lookAtBackups(shift, config)), ["drill_none"]);
  await db.insertInto("backup_drill").values(aDrill("b", app.now - HOUR)).execute();
  const [well] = await lookAtBackups(shift, config);
  assert.deepEqual([well?.code, well?.facts], ["backups_ok", { hours: 2, drill_hours: 1 }]);

  if (database.flavour === "sqlite") await database.close();
  await using folder = await aFolder();
  const variables = { ...env, DATA_DIR: folder.dir, PORT: String(freePort()) };
  const late = await look({ ...variables, SECRET_KEY: app.services.secretKey }, app.now + 2 * DAY);
  const missing: FindingCode[] = database.flavour === "postgres" ? ["pg_dump_missing"] : [];
  assert.deepEqual(codes(late, "fault"), ["backup_old", "drill_old", ...missing]);
  const early = await look({ ...variables, SECRET_KEY: app.services.secretKey }, app.now - DAY);
  assert.ok(codes(early).includes("clock_behind"), JSON.stringify(codes(early)));
});

Deno.test("a proxy that forges, forgets or is not counted is told, and one that does its work is well", async () => {
  const token = "a-token-of-the-watchers";
  const port = freePort();
  const url = `http://127.0.0.1:${port}`;
  const verdict = async (hops: number, forward: (given: string | null) => string | null, status?: number) => {
    const env = { METRICS_TOKEN: token, TRUSTED_PROXY_HOPS: String(hops), BASE_URL: url };
    await using database = await freshDatabase();
    await using app = await testApp(database, env);
    const proxy = Deno.serve({ hostname: "127.0.0.1", port, onListen: () => {} }, async (request) => {
      const headers = new Headers(request.headers);
      const told = forward(headers.get("X-Forwarded-For"));
      headers.delete("X-Forwarded-For");
      if (told !== null) headers.set("X-Forwarded-For", told);
      if (status === 421) headers.set("Host", "inside.example");
      return status === 502
        ? new Response("bad", { status })
        : await app.request(new URL(request.url).pathname, { headers });
    });
    try {
      const config = parseConfig(env);
      const found = await lookAtAddress(config, { running: true, version: "0.0.0-test" });
      return codes(found).at(-1);
    } finally {
      await proxy.shutdown();
    }
  };
  const appends = (given: string | null) => given === null ? "198.51.100.4" : `${given}, 198.51.100.4`;
  assert.equal(await verdict(1, appends), "proxy_ok");
  assert.equal(await verdict(0, appends), "proxy_hops");
  assert.equal(await verdict(1, () => null), "proxy_hops");
  assert.equal(await verdict(1, (given) => given ?? "198.51.100.4"), "proxy_forged");
  assert.equal(await verdict(1, appends, 421), "address_host");
  assert.equal(await verdict(1, appends, 502), "address_other");
  const nobody = parseConfig({ BASE_URL: `http://127.0.0.1:${freePort()}` });
  assert.deepEqual(codes(await lookAtAddress(nobody, { running: true, version: "" })), [
    "address_unreachable",
  ]);
});

Deno.test("whatever can be found has its words, and what is wrong says what to do", () => {
  for (const [code, [, state]] of Object.entries(FINDINGS)) {
    for (const locale of LOCALES) {
      const { said, mend } = told(locale, finding(code as FindingCode));
      assert.ok(said.length > 5, code);
      assert.equal(
        mend !== "",
        state === "warn" || state === "fault" || code === "proxy_unseen",
        `${code} ${locale}`,
      );
    }
  }
});
