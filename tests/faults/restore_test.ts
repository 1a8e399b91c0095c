import assert from "node:assert/strict";
import { join } from "node:path";
import { migrations } from "../../migrations/index.ts";
import { takeBackup } from "../../src/backups/commands.ts";
import { diskPlace } from "../../src/backups/disk_place.ts";
import { makeBackupKey } from "../../src/backups/key_commands.ts";
import { restoreBackup } from "../../src/backups/restore.ts";
import { backupTools } from "../../src/backups/tools.ts";
import { parseConfig } from "../../src/config.ts";
import { migrate } from "../../src/db/migrate.ts";
import { openDatabase } from "../../src/db/open.ts";
import { testApp } from "../support/app.ts";
import { freshDatabase } from "../support/database.ts";
import { emptied } from "../support/fresh_postgres.ts";
import { anOrder } from "../support/order_builders.ts";
import { killedSwap, RENAMES } from "./killed_swap.ts";

Deno.test("a restore that is killed as it takes its place leaves the old shop or the new one", async () => {
  const found = await Promise.all([0, 1, 4, RENAMES - 1].map(killedSwap));
  assert.deepEqual(found, ["old", "new", "new", "new"]);
});

/** Of the version before: what is done in it here needs nothing that it lacks. */
const LACKING = 1;

Deno.test("a backup of an older version is brought up to date, also into Postgres", async () => {
  const dir = await Deno.makeTempDir({ prefix: "reparo-older-" });
  const url = `file:${join(dir, "old", "reparo.db")}`;
  const database = await openDatabase(url);
  try {
    await migrate(database, Object.fromEntries(Object.entries(migrations).slice(0, -LACKING)));
    await using app = await testApp(database);
    const tools = backupTools(parseConfig({ DATA_DIR: join(dir, "old"), DATABASE_URL: url }), "0.0.9");
    const { identity } = await makeBackupKey(await app.ctx());
    const { number } = await anOrder(app, { status: "ready", fault: "Ñandú roto" });
    const { name } = await takeBackup(await app.ctx(), tools);
    const wish = { place: diskPlace(tools.dir), name, identity, replace: false };

    const here = parseConfig({ DATA_DIR: join(dir, "file") });
    assert.equal((await restoreBackup({ ...wish, config: here })).migrated, LACKING);
    assert.deepEqual(await ordersIn(here.DATABASE_URL), [{ number, fault: "Ñandú roto" }]);

    if (!Deno.env.get("TEST_POSTGRES_URL")) return;
    await using target = await freshDatabase("postgres");
    const there = parseConfig({ DATA_DIR: join(dir, "postgres"), DATABASE_URL: target.url });
    await assert.rejects(restoreBackup({ ...wish, config: there }), { message: "restore_occupied" });
    await emptied(target.url);
    await restoreBackup({ ...wish, config: there });
    assert.deepEqual(await ordersIn(target.url), [{ number, fault: "Ñandú roto" }]);
  } finally {
    await database.close();
    await Deno.remove(dir, { recursive: true });
  }
});

async function ordersIn(url: string): Promise<unknown[]> {
  const { db, close } = await openDatabase(url);
  try {
    assert.deepEqual(await db.selectFrom("session").select("id").execute(), []);
    return await db.selectFrom("order").select(["number", "fault"]).execute();
  } finally {
    await close();
  }
}
