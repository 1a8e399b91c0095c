import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { migrations } from "../../migrations/index.ts";
import { migrate } from "../../src/db/migrate.ts";
import { openDatabase } from "../../src/db/open.ts";
import { testApp, userActor } from "../support/app.ts";
import { copyTemplate } from "../support/database.ts";
import { fillOrder } from "../support/full_order.ts";
import { anOrder } from "../support/order_builders.ts";
import { freePort, startServer, stop } from "../support/server_process.ts";

const CHILD = fileURLToPath(new URL("dying_migration.ts", import.meta.url));
/** What a shop has that opened with the first version: the rest is still to come. */
const FIRST = 4;
const ORDERS = 20;
const SHOPS_OWN = [
  "client",
  "contact",
  "device",
  "order",
  "charge",
  "payment",
  "note",
  "quote",
  "part",
  "user",
  "attachment",
];

export interface KilledMigrations {
  /** Of a whole migration. */
  statements: number;
  old: number;
  new: number;
}

/**
 * Kills a process (kill -9) at so many points of the way from an early schema with a shop's rows to the present one, evenly spread, the last
 * one right after the commit. What is left is whole, the old schema or the new one, and the next start brings it up to date, with the server
 * itself where that is wanted.
 */
export async function killedMigrations(
  { kills, server }: { kills: number; server: boolean },
): Promise<KilledMigrations> {
  const dir = await Deno.makeTempDir({ prefix: "reparo-migration-" });
  try {
    const old = join(dir, "old.db");
    await anOldShop(dir, old);
    const whole = join(dir, "whole.db");
    await Deno.copyFile(old, whole);
    const statements = Number(await migrateAndDie(whole, 0));
    const [before, after] = [rowsOf(old), rowsOf(whole)];
    assert.ok((before.get("order") ?? 0) > ORDERS && after.size > before.size);
    const found = { statements, old: 0, new: 0 };
    for (let kill = 1; kill <= kills; kill++) {
      const data = join(dir, String(kill));
      const path = join(data, "reparo.db");
      await Deno.mkdir(data);
      await Deno.copyFile(old, path);
      const at = Math.max(1, Math.round(kill / kills * statements));
      assert.equal(await migrateAndDie(path, at), null, `killed before statement ${at}`);
      const left = rowsOf(path);
      const isOld = left.size === before.size;
      assert.deepEqual(left, isOld ? before : after, `killed before statement ${at}`);
      found[isOld ? "old" : "new"]++;
      await bringUpToDate(data, server);
      const now = rowsOf(path);
      // A server that starts has work of its own.
      const tables = server ? SHOPS_OWN : [...after.keys()];
      for (const table of tables) {
        assert.equal(
          now.get(table),
          after.get(table),
          `killed before statement ${at}, then brought up to date: ${table}`,
        );
      }
      assert.equal(now.size, after.size);
      await Deno.remove(data, { recursive: true });
    }
    return found;
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

/** Null where it was killed. */
async function migrateAndDie(path: string, at: number): Promise<string | null> {
  const { signal, success, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--node-modules-dir=manual", "-A", "--no-check", CHILD, `file:${path}`, String(at)],
    stderr: "inherit",
  }).output();
  if (signal === "SIGKILL") return null;
  assert.ok(success);
  return new TextDecoder().decode(stdout);
}

async function bringUpToDate(data: string, server: boolean): Promise<void> {
  const url = `file:${join(data, "reparo.db")}`;
  if (server) {
    const child = await startServer({ data, url, port: freePort() });
    await stop(child);
    return;
  }
  const database = await openDatabase(url);
  await migrate(database);
  await database.close();
}

/** The rows of a shop of today, as far as an early schema has room for them. */
async function anOldShop(dir: string, path: string): Promise<void> {
  const today = join(dir, "today.db");
  await copyTemplate(today);
  const database = await openDatabase(`file:${today}`);
  {
    await using app = await testApp(database);
    for (let made = 0; made < ORDERS; made++) {
      await anOrder(app, {
        status: "ready",
        client: { name: `Clienta ${made}` },
        charges: [100_00],
        payments: [50_00],
      });
    }
    const order = await anOrder(app, { status: "repairing", technicianId: app.users.technician.id });
    await fillOrder(await app.ctx(userActor(app, "receptionist")), order.id);
  }
  await database.close();
  const early = await openDatabase<unknown>(`file:${path}`);
  await migrate(early, Object.fromEntries(Object.entries(migrations).slice(0, FIRST)));
  await early.close();
  const both = new DatabaseSync(path, { enableForeignKeyConstraints: false });
  both.exec(`attach '${today}' as today`);
  for (const table of tablesOf(both, "main")) {
    const there = new Set(columnsOf(both, "today", table).map(({ name }) => name));
    const columns = columnsOf(both, "main", table);
    const names = columns.map(({ name }) => `"${name}"`).join();
    const values = columns.map(({ name, type }) =>
      there.has(name) ? `"${name}"` : type === "TEXT" ? "''" : "0"
    );
    if (there.size > 0 && table !== "schema_migration") {
      both.exec(
        `insert or ignore into main."${table}" (${names}) select ${values.join()} from today."${table}"`,
      );
    }
  }
  assert.deepEqual(both.prepare("pragma main.foreign_key_check").all(), []);
  both.exec("pragma main.wal_checkpoint(truncate)");
  both.close();
}

function tablesOf(database: DatabaseSync, schema: string): string[] {
  const rows = database.prepare(
    `select name from ${schema}.sqlite_schema where type = 'table' and name not like 'sqlite_%'
      and sql not like 'create virtual%' and name not like '%\\_fts%' escape '\\'`,
  ).all();
  return rows.map(({ name }) => String(name));
}

function columnsOf(database: DatabaseSync, schema: string, table: string): { name: string; type: string }[] {
  const rows = database.prepare(`select name, type from pragma_table_info('${table}', '${schema}')`).all();
  return rows.map(({ name, type }) => ({ name: String(name), type: String(type).toUpperCase() }));
}

/** How many rows each table has, in a database that is whole. */
function rowsOf(path: string): Map<string, number> {
  const database = new DatabaseSync(path);
  try {
    assert.equal(database.prepare("pragma integrity_check").get()?.integrity_check, "ok");
    assert.deepEqual(database.prepare("pragma foreign_key_check").all(), []);
    return new Map(
      tablesOf(database, "main").map((table) => {
        return [table, Number(database.prepare(`select count(*) as n from "${table}"`).get()?.n)];
      }),
    );
  } finally {
    database.close();
  }
}
