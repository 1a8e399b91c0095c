import { deepEqual, equal, ok, rejects } from "node:assert/strict";
import { libsqlEngine, nodeSqliteEngine } from "../../src/db/embedded/engine.ts";
import { filePath } from "../../src/db/embedded/file_path.ts";
import { dbFault } from "../../src/db/errors.ts";
import { withPatience } from "../../src/db/patience.ts";
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
    await using database = await freshDatabase(engine, { lockLimit: 300 });
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

Deno.test("who has little patience with another process's lock is refused before who has more, and keeps nobody's place", async () => {
  await using database = await freshDatabase("libsql", { waitLimit: 40, lockLimit: 60_000 });
  const ledger = await createLedger(database);
  const other = (await libsqlEngine())(filePath(database.url));
  const write = (id: number) => ledger.insertInto("entry").values(anEntry(id)).execute();
  const order: string[] = [];
  const noted = (name: string, work: Promise<unknown>) =>
    work.then(() => order.push(`${name} wrote`), (error) => order.push(`${name} ${dbFault(error)?.kind}`));
  other.exec("begin immediate");
  const patient = noted("patient", write(1));
  const none = noted("none", withPatience(0, () => write(2)));
  const little = noted(
    "little",
    withPatience(120, async () => {
      await rejects(write(3));
      order.push("little once");
      await write(4);
    }),
  );
  await Promise.all([none, little]);
  other.exec("rollback");
  await patient;
  deepEqual(order, ["none busy", "little once", "little busy", "patient wrote"]);
  deepEqual(other.prepare("select id from entry").all([]), [[1]]);
  other.close();
});

Deno.test("closing while another process holds the lock ends what waits, and then the file", async () => {
  await using database = await freshDatabase("libsql", { lockLimit: 60 });
  const ledger = await createLedger(database);
  const other = (await libsqlEngine())(filePath(database.url));
  other.exec("begin immediate");
  const waiting = rejects(ledger.insertInto("entry").values(anEntry(1)).execute());
  await Promise.all([waiting, database.close()]);
  other.exec("rollback");
  other.close();
});
