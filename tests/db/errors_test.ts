import { sql } from "kysely";
import { deepEqual, equal, rejects } from "node:assert/strict";
import { dbFault } from "../../src/db/errors.ts";
import { eachDatabase, type EachOptions } from "../support/database.ts";
import { anEntry, createLedger } from "./ledger.ts";

const EVERYWHERE: EachOptions = { engines: ["libsql", "sqlite", "postgres"] };

eachDatabase("broken constraints say which", async (_t, database) => {
  const ledger = await createLedger(database);
  const fault = async (write: Promise<unknown>) => {
    const found = dbFault(await write.then(() => null, (error) => error));
    return found &&
      Object.fromEntries(Object.entries(found).filter(([key, value]) => value && key !== "constraint"));
  };
  await sql`create unique index entry_pair on entry (account_id, amount)`.execute(ledger);
  await ledger.insertInto("entry").values(anEntry(1)).execute();
  const pg = database.flavour === "postgres";
  deepEqual(await fault(ledger.insertInto("account").values({ id: 2, name: "till" }).execute()), {
    kind: "unique",
    table: "account",
    columns: ["name"],
  });
  deepEqual(await fault(ledger.insertInto("entry").values(anEntry(2)).execute()), {
    kind: "unique",
    table: "entry",
    columns: ["account_id", "amount"],
  });
  deepEqual(await fault(ledger.insertInto("account").values({ id: 1, name: "bank" }).execute()), {
    kind: "unique",
    table: "account",
    columns: ["id"],
  });
  const missing = ledger.insertInto("entry").values(anEntry(3, { account_id: 99 })).execute();
  deepEqual(await fault(missing), { kind: "foreign_key", ...(pg && { table: "entry" }) });
  const negative = ledger.insertInto("entry").values(anEntry(3, { amount: -1 })).execute();
  equal(dbFault(await negative.catch((error) => error))?.kind, "check");
  const nameless = sql`insert into account (id) values (3)`.execute(ledger);
  deepEqual(await fault(nameless), { kind: "not_null", table: "account", columns: ["name"] });
}, EVERYWHERE);

eachDatabase(
  "a fault is found behind the error that wraps it, other errors are none",
  async (_t, database) => {
    const ledger = await createLedger(database);
    const cause = await ledger.insertInto("account").values({ id: 1, name: "x" }).execute().catch((error) =>
      error
    );
    equal(dbFault(new Error("could not save", { cause }))?.kind, "unique");
    equal(dbFault(await sql`selec 1`.execute(ledger).catch((error) => error)), null);
    for (const other of [new Error("no"), new TypeError("x"), null, undefined, "database is locked", {}]) {
      equal(dbFault(other), null);
    }
  },
  EVERYWHERE,
);

eachDatabase(
  "a full disk refuses writes, keeps what it acknowledged, and heals without a restart",
  async (_t, database) => {
    const ledger = await createLedger(database);
    const pages =
      (await sql<{ page_count: number }>`pragma page_count`.execute(ledger)).rows[0]?.page_count ?? 0;
    await sql`pragma max_page_count = ${sql.lit(pages + 20)}`.execute(ledger);
    const writes = await Promise.allSettled(
      Array.from(
        { length: 40 },
        (_, id) =>
          ledger.transaction().execute((trx) =>
            trx.insertInto("entry").values(anEntry(id, { data: new Uint8Array(8_000) })).execute()
          ),
      ),
    );
    const refused = writes.filter((write) => write.status === "rejected");
    deepEqual(new Set(refused.map(({ reason }) => dbFault(reason)?.kind)), new Set(["full"]));
    const kept = await ledger.selectFrom("entry").select("id").execute();
    equal(kept.length, writes.length - refused.length);
    await sql`pragma max_page_count = 1000000`.execute(ledger);
    await ledger.insertInto("entry").values(anEntry(100, { data: new Uint8Array(8_000) })).execute();
    equal((await ledger.selectFrom("entry").select("id").execute()).length, kept.length + 1);
  },
  { engines: ["libsql", "sqlite"] },
);

eachDatabase(
  "Postgres: a commit after a swallowed failure is refused, not acknowledged and lost",
  async (_t, database) => {
    const ledger = await createLedger(database);
    await rejects(
      ledger.transaction().execute(async (trx) => {
        await trx.insertInto("entry").values(anEntry(1)).execute();
        await trx.insertInto("entry").values(anEntry(1)).execute().catch(() => {});
      }),
    );
    deepEqual(await ledger.selectFrom("entry").selectAll().execute(), []);
    await ledger.transaction().execute(async (trx) => {
      await trx.insertInto("entry").values(anEntry(1)).execute();
    });
    equal((await ledger.selectFrom("entry").selectAll().execute()).length, 1);
  },
  { engines: ["postgres"] },
);

eachDatabase("Postgres: colliding snapshots are a serialization fault", async (_t, database) => {
  const ledger = await createLedger(database);
  const error = await ledger.transaction().setIsolationLevel("repeatable read").execute(async (trx) => {
    await trx.selectFrom("account").selectAll().execute();
    await ledger.updateTable("account").set({ name: "a" }).execute();
    await trx.updateTable("account").set({ name: "b" }).execute();
  }).catch((error) => error);
  deepEqual(dbFault(error), { kind: "serialization" });
}, { engines: ["postgres"] });

eachDatabase("Postgres: a lost connection is an I/O fault and the next query works", async (_t, database) => {
  const ledger = await createLedger(database);
  const error = await ledger.transaction().execute(async (trx) => {
    const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(trx);
    await sql`select pg_terminate_backend(${rows[0]?.pid})`.execute(ledger);
    await trx.insertInto("entry").values(anEntry(1)).execute();
  }).catch((error) => error);
  deepEqual(dbFault(error), { kind: "io" });
  deepEqual(await ledger.selectFrom("entry").selectAll().execute(), []);
}, { engines: ["postgres"] });
