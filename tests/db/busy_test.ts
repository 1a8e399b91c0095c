import { deepEqual, equal, ok } from "node:assert/strict";
import { libsqlEngine, nodeSqliteEngine } from "../../src/db/embedded/engine.ts";
import { filePath } from "../../src/db/embedded/open_file.ts";
import { dbFault } from "../../src/db/errors.ts";
import { freshDatabase } from "../support/database.ts";
import { startChild } from "./child.ts";
import { anEntry, createLedger } from "./ledger.ts";

Deno.test("a write waits for another process's lock without stopping the event loop", async () => {
  await using database = await freshDatabase();
  const ledger = await createLedger(database);
  const release = `${filePath(database.url)}.release`;
  const holder = startChild("lock_holder.ts", [database.url, release]);
  await holder.until((line) => line === "held");
  let ticks = 0;
  const ticking = setInterval(() => {
    if (++ticks === 10) Deno.writeTextFileSync(release, "");
  }, 10);
  await ledger.insertInto("entry").values(anEntry(1)).execute();
  clearInterval(ticking);
  equal(await holder.done(), 0);
  ok(ticks >= 10, `${ticks} ticks of 10 ms`);
  equal((await ledger.selectFrom("entry").selectAll().execute()).length, 1);
});

for (const engine of ["libsql", "sqlite"] as const) {
  Deno.test(`after a write was refused as busy, later acknowledged ones are on the disk (${engine})`, async () => {
    await using database = await freshDatabase(engine, { waitLimit: 60 });
    const ledger = await createLedger(database);
    const open = await (engine === "libsql" ? libsqlEngine() : nodeSqliteEngine());
    const other = open(filePath(database.url));
    for (let round = 0; round < 3; round++) {
      other.exec("begin immediate");
      const refused = await Promise.allSettled([
        ledger.insertInto("entry").values(anEntry(100)).execute(),
        ledger.transaction().execute((trx) => trx.insertInto("entry").values(anEntry(101)).execute()),
      ]);
      deepEqual(refused.map((write) => write.status === "rejected" && dbFault(write.reason)?.kind), [
        "busy",
        "busy",
      ]);
      other.exec("rollback");
      await ledger.insertInto("entry").values(anEntry(round * 2)).execute();
      await ledger.transaction().execute((trx) =>
        trx.insertInto("entry").values(anEntry(round * 2 + 1)).execute()
      );
    }
    const seen = other.prepare("select id from entry order by id").all([]).flat();
    deepEqual(seen, [0, 1, 2, 3, 4, 5]);
    other.exec("begin immediate; rollback");
    other.close();
  });
}
