import { sql } from "kysely";
import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import { dbFault } from "../../src/db/errors.ts";
import { eachDatabase, type EachOptions, freshDatabase, type TestEngine } from "../support/database.ts";
import { anEntry, createLedger } from "./ledger.ts";
import { walCommits } from "./wal.ts";

/** Commits part where the tests part them, not where the machine is slow. */
const FILES: EachOptions = { engines: ["libsql", "sqlite"], open: { groupLimit: 60_000 } };
const EVERYWHERE: EachOptions = { engines: ["libsql", "sqlite", "postgres"] };

eachDatabase("transactions that wait for each other share one commit on the disk", async (_t, database) => {
  const ledger = await createLedger(database);
  const before = walCommits(database.url);
  await Promise.all(
    Array.from({ length: 16 }, (_, id) =>
      ledger.transaction().execute(async (trx) => {
        await trx.insertInto("entry").values(anEntry(id)).execute();
        await trx.updateTable("entry").set({ amount: id }).where("id", "=", id).execute();
      })),
  );
  equal(await count(ledger), 16);
  const commits = walCommits(database.url) - before;
  ok(commits >= 1 && commits <= 3, `${commits} commits for 16 transactions`);
}, FILES);

eachDatabase(
  "single statements share commits with each other and with transactions",
  async (_t, database) => {
    const ledger = await createLedger(database);
    const before = walCommits(database.url);
    await Promise.all(Array.from({ length: 20 }, async (_, id) => {
      if (id % 2) await ledger.insertInto("entry").values(anEntry(id)).execute();
      else await ledger.transaction().execute((trx) => trx.insertInto("entry").values(anEntry(id)).execute());
    }));
    equal(await count(ledger), 20);
    ok(walCommits(database.url) - before <= 3);
  },
  FILES,
);

Deno.test("the watcher learns how many transactions a commit carried", async () => {
  const commits: number[] = [];
  await using database = await freshDatabase("libsql", {
    onCommit: (transactions) => commits.push(transactions),
  });
  const ledger = await createLedger(database);
  commits.length = 0;
  await ledger.insertInto("entry").values(anEntry(100)).execute();
  deepEqual(commits, [1]);
  await Promise.all([1, 2, 3].map((id) => ledger.insertInto("entry").values(anEntry(id)).execute()));
  equal(commits.reduce((sum, transactions) => sum + transactions), 4);
  ok(commits.length < 4);
});

eachDatabase("a transaction that fails inside a shared commit takes nobody along", async (_t, database) => {
  const ledger = await createLedger(database);
  const outcomes = await Promise.allSettled(
    Array.from({ length: 12 }, (_, id) =>
      ledger.transaction().execute(async (trx) => {
        await trx.insertInto("entry").values(anEntry(id)).execute();
        if (id % 3 === 0) throw new Error(`no ${id}`);
        if (id % 3 === 1) await trx.insertInto("entry").values(anEntry(id + 100)).execute();
        else await trx.insertInto("entry").values(anEntry(id)).execute();
      })),
  );
  deepEqual(
    outcomes.map(({ status }) => status),
    Array(4).fill(["rejected", "fulfilled", "rejected"]).flat(),
  );
  const left = await ledger.selectFrom("entry").select("id").orderBy("id").execute();
  deepEqual(left.map(({ id }) => id), [1, 4, 7, 10, 101, 104, 107, 110]);
}, EVERYWHERE);

eachDatabase("a statement that fails alone fails only for its caller", async (_t, database) => {
  const ledger = await createLedger(database);
  const outcomes = await Promise.allSettled(
    [1, 1, 2, 2, 3].map((id) => ledger.insertInto("entry").values(anEntry(id)).execute()),
  );
  deepEqual(outcomes.map(({ status }) => status), [
    "fulfilled",
    "rejected",
    "fulfilled",
    "rejected",
    "fulfilled",
  ]);
  equal(await count(ledger), 3);
}, FILES);

eachDatabase(
  "when the shared commit fails nobody is told otherwise, and the next write works",
  async (_t, database) => {
    const ledger = await createLedger(database);
    await sql`create table late (account_id integer references account (id) deferrable initially deferred)`
      .execute(
        ledger,
      );
    const outcomes = await Promise.allSettled(
      [1, 2, 3].map((id) =>
        ledger.transaction().execute(async (trx) => {
          await trx.insertInto("entry").values(anEntry(id)).execute();
          if (id === 2) await sql`insert into late values (999)`.execute(trx);
        })
      ),
    );
    deepEqual(
      outcomes.map(({ status }) => status),
      ["rejected", "rejected", "rejected"],
    );
    equal(await count(ledger), 0);
    await ledger.insertInto("entry").values(anEntry(4)).execute();
    equal(await count(ledger), 1);
  },
  FILES,
);

eachDatabase(
  "an engine that undoes everything by itself rejects everybody in that commit",
  async (_t, database) => {
    const ledger = await createLedger(database);
    const outcomes = await Promise.allSettled(
      [1, 2, 3].map((id) =>
        ledger.transaction().execute(async (trx) => {
          await trx.insertInto("entry").values(anEntry(id)).execute();
          if (id !== 3) return;
          await rejects(
            sql`insert or rollback into entry (id, account_id, amount) values (3, 1, 0)`.execute(trx),
          );
          await rejects(
            trx.insertInto("entry").values(anEntry(30)).execute(),
            /undone by an earlier failure/,
          );
        })
      ),
    );
    deepEqual(
      outcomes.map(({ status }) => status),
      ["rejected", "rejected", "rejected"],
    );
    equal(await count(ledger), 0);
    await ledger.insertInto("entry").values(anEntry(4)).execute();
    equal(await count(ledger), 1);
  },
  FILES,
);

eachDatabase("inner savepoints can be rolled back on their own", async (_t, database) => {
  const ledger = await createLedger(database);
  const trx = await ledger.startTransaction().execute();
  await trx.insertInto("entry").values(anEntry(1)).execute();
  const inner = await trx.savepoint("inner").execute();
  await inner.insertInto("entry").values(anEntry(2)).execute();
  await (await inner.rollbackToSavepoint("inner").execute()).insertInto("entry").values(anEntry(3)).execute();
  await trx.commit().execute();
  const left = await ledger.selectFrom("entry").select("id").orderBy("id").execute();
  deepEqual(left.map(({ id }) => id), [1, 3]);
}, EVERYWHERE);

eachDatabase(
  "reads go on during a write transaction and see nothing that is not committed",
  async (_t, database) => {
    const ledger = await createLedger(database);
    await ledger.transaction().execute(async (trx) => {
      await trx.insertInto("entry").values(anEntry(1)).execute();
      equal(await count(ledger), 0);
      equal(await count(trx), 1);
    });
    equal(await count(ledger), 1);
  },
  EVERYWHERE,
);

eachDatabase(
  "a write beside the open transaction fails at once instead of waiting for itself",
  async (_t, database) => {
    const ledger = await createLedger(database);
    await ledger.transaction().execute(async (trx) => {
      await trx.insertInto("entry").values(anEntry(1)).execute();
      await rejects(
        ledger.insertInto("entry").values(anEntry(2)).execute(),
        /use the transaction's own handle/,
      );
      await rejects(
        ledger.transaction().execute(() => Promise.resolve()),
        /use the transaction's own handle/,
      );
    });
    equal(await count(ledger), 1);
  },
  FILES,
);

eachDatabase("work that a transaction left running may write once it is over", async (_t, database) => {
  const ledger = await createLedger(database);
  const gate = Promise.withResolvers<void>();
  let later: Promise<unknown> = Promise.resolve();
  await ledger.transaction().execute(async (trx) => {
    later = gate.promise.then(() => ledger.insertInto("entry").values(anEntry(2)).execute());
    await trx.insertInto("entry").values(anEntry(1)).execute();
  });
  gate.resolve();
  await later;
  equal(await count(ledger), 2);
}, FILES);

eachDatabase(
  "an acknowledged write is seen by the next read, also while a stream is open",
  async (_t, database) => {
    const ledger = await createLedger(database);
    await ledger.insertInto("entry").values(Array.from({ length: 250 }, (_, id) => anEntry(id))).execute();
    const streamed: number[] = [];
    for await (const { id } of ledger.selectFrom("entry").select("id").orderBy("id").stream(100)) {
      streamed.push(id);
      if (id % 50 !== 0) continue;
      await ledger.insertInto("entry").values(anEntry(1000 + id)).execute();
      equal(await count(ledger), 250 + id / 50 + 1);
    }
    deepEqual(streamed, Array.from({ length: 250 }, (_, id) => id));
  },
  FILES,
);

eachDatabase("a read-only transaction keeps its view and cannot write", async (_t, database) => {
  const ledger = await createLedger(database);
  await ledger.transaction().setAccessMode("read only").setIsolationLevel("repeatable read").execute(
    async (trx) => {
      equal(await count(trx), 0);
      await ledger.insertInto("entry").values(anEntry(1)).execute();
      equal(await count(trx), 0);
      const refused = await trx.insertInto("entry").values(anEntry(2)).execute().catch((error) => error);
      equal(dbFault(refused)?.kind, "readonly");
    },
  ).catch((error) => equal(database.flavour, "postgres", String(error)));
  equal(await count(ledger), 1);
}, EVERYWHERE);

for (const engine of ["libsql", "sqlite"] satisfies TestEngine[]) {
  Deno.test(`a write waits for the lane only so long, and a hung transaction is thrown out (${engine})`, async () => {
    await using database = await freshDatabase(engine, { waitLimit: 100, holdLimit: 50 });
    const ledger = await createLedger(database);
    const never = Promise.withResolvers<void>();
    const hung = ledger.transaction().execute(async (trx) => {
      await trx.insertInto("entry").values(anEntry(1)).execute();
      await never.promise;
      await trx.insertInto("entry").values(anEntry(2)).execute();
    });
    const late = await ledger.insertInto("entry").values(anEntry(3)).execute().catch((error) => error);
    equal(dbFault(late)?.kind, "busy");
    await ledger.insertInto("entry").values(anEntry(4)).execute();
    never.resolve();
    match(String(await hung.catch((error) => error)), /undone by an earlier failure/);
    const left = await ledger.selectFrom("entry").select("id").execute();
    deepEqual(left.map(({ id }) => id), [4]);
  });
}

eachDatabase("time in which the process stood still is no wait for the lane", async (_t, database) => {
  const ledger = await createLedger(database);
  const begun = Promise.withResolvers<void>();
  const slow = ledger.transaction().execute(async (trx) => {
    begun.resolve();
    for (const id of [1, 2, 3]) {
      await new Promise((resolve) => setTimeout(resolve, 1));
      await trx.insertInto("entry").values(anEntry(id)).execute();
    }
  });
  await begun.promise;
  const waiting = ledger.insertInto("entry").values(anEntry(4)).execute();
  const still = new Int32Array(new SharedArrayBuffer(4));
  Atomics.wait(still, 0, 0, 700);
  await Promise.all([slow, waiting]);
  equal(await count(ledger), 4);
}, { engines: ["libsql", "sqlite"], open: { waitLimit: 500 } });

eachDatabase(
  "columns added by a migration appear in statements that were prepared before",
  async (_t, database) => {
    const ledger = await createLedger(database);
    const all = () => ledger.selectFrom("account").selectAll().executeTakeFirstOrThrow();
    deepEqual(Object.keys(await all()), ["id", "name"]);
    await ledger.schema.alterTable("account").addColumn("note", "text").execute();
    deepEqual(Object.keys(await all()), ["id", "name", "note"]);
  },
  { engines: ["libsql", "sqlite"] },
);

eachDatabase("SQL that opens or ends transactions by hand is refused", async (_t, database) => {
  const ledger = await createLedger(database);
  for (const statement of [sql`begin`, sql`commit`, sql`rollback`, sql`attach ':memory:' as other`]) {
    await rejects(statement.execute(ledger), /by Kysely only/);
  }
  await ledger.insertInto("entry").values(anEntry(1)).execute();
  equal(await count(ledger), 1);
}, FILES);

eachDatabase("statements that cannot run in a transaction run between transactions", async (_t, database) => {
  const ledger = await createLedger(database);
  await Promise.all([
    ledger.insertInto("entry").values(anEntry(1)).execute(),
    sql`vacuum`.execute(ledger),
    ledger.insertInto("entry").values(anEntry(2)).execute(),
    sql`pragma wal_checkpoint(truncate)`.execute(ledger),
    ledger.insertInto("entry").values(anEntry(3)).execute(),
  ]);
  equal(await count(ledger), 3);
}, FILES);

eachDatabase("closing lets the writes under way finish and refuses new ones", async (_t, database) => {
  const ledger = await createLedger(database);
  const writes = [1, 2, 3].map((id) => ledger.insertInto("entry").values(anEntry(id)).execute());
  await Promise.all([...writes, database.close()]);
  await rejects(ledger.insertInto("entry").values(anEntry(4)).execute(), /closed/);
  await rejects(ledger.selectFrom("entry").selectAll().execute(), /closed/);
}, FILES);

eachDatabase("a long run of statements lets everything else have its turn", async (_t, database) => {
  const ledger = await createLedger(database);
  let turns = 0;
  const timer = setInterval(() => turns++, 0);
  try {
    for (let run = 0; turns < 3; run++) {
      ok(run < 20_000, "the event loop never turned");
      await ledger.transaction().execute((trx) => trx.insertInto("entry").values(anEntry(run)).execute());
      equal(await count(ledger), run + 1);
    }
  } finally {
    clearInterval(timer);
  }
}, FILES);

async function count(ledger: Awaited<ReturnType<typeof createLedger>>): Promise<number> {
  const { n } = await ledger.selectFrom("entry").select(({ fn }) => fn.countAll<number>().as("n"))
    .executeTakeFirstOrThrow();
  return n;
}
