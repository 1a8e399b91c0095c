import { deepEqual, equal, rejects } from "node:assert/strict";
import { join } from "node:path";
import { openDatabase } from "../../src/db/open.ts";
import { eachDatabase } from "../support/database.ts";

Deno.test("a URL of an unknown engine is refused with the ones that are known", async () => {
  await rejects(openDatabase("mysql://localhost/shop"), /No database engine for "mysql:".*postgres:\/\//);
  await rejects(openDatabase("file::memory:"), /Not a database file/);
});

eachDatabase("a fresh database is migrated and empty", async (_t, { db }) => {
  equal((await db.selectFrom("order").selectAll().execute()).length, 0);
}, { engines: ["libsql", "sqlite", "postgres"] });

for (const scheme of ["file", "sqlite"]) {
  Deno.test(`a database that was closed (${scheme}:) is whole in its one file`, async () => {
    const dir = await Deno.makeTempDir({ prefix: "reparo-closed-" });
    const opened = (name: string) => openDatabase<{ said: { word: string } }>(`${scheme}:${join(dir, name)}`);
    try {
      const first = await opened("reparo.db");
      await first.db.schema.createTable("said").addColumn("word", "text").execute();
      await first.db.insertInto("said").values({ word: "sí" }).execute();
      for await (const _ of first.db.selectFrom("said").selectAll().stream(1)) break;
      await first.close();
      // As a restore puts it in its place: without what may still lie beside it.
      await Deno.rename(join(dir, "reparo.db"), join(dir, "moved.db"));
      const second = await opened("moved.db");
      const words = await second.db.selectFrom("said").select("word").execute().finally(second.close);
      deepEqual(words, [{ word: "sí" }]);
    } finally {
      await Deno.remove(dir, { recursive: true });
    }
  });
  Deno.test({
    name: `a database file that is made (${scheme}:) and what lies beside it are for its owner alone`,
    ignore: Deno.build.os === "windows",
    async fn() {
      const dir = await Deno.makeTempDir({ prefix: "reparo-mode-" });
      const path = join(dir, "new", "reparo.db");
      const database = await openDatabase(`${scheme}:${path}`);
      try {
        await database.db.schema.createTable("said").addColumn("word", "text").execute();
        for (
          const [name, mode] of [["", 0o700], ["reparo.db", 0o600], ["reparo.db-wal", 0o600], [
            "reparo.db-shm",
            0o600,
          ]] as const
        ) {
          equal((Deno.statSync(join(dir, "new", name)).mode ?? 0) & 0o777, mode, name);
        }
      } finally {
        await database.close();
        await Deno.remove(dir, { recursive: true });
      }
    },
  });
}
