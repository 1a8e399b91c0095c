import { deepEqual, rejects } from "node:assert/strict";
import { inOneTransaction } from "../../src/db/as_one.ts";
import type { Db } from "../../src/db/open.ts";
import { eachDatabase } from "../support/database.ts";
import { anEntry, createLedger } from "./ledger.ts";

const EVERYWHERE = { engines: ["libsql" as const, "sqlite" as const, "postgres" as const] };

eachDatabase(
  "commands within one transaction are undone one by one, or all of them",
  async (_t, database) => {
    const { db } = database;
    const ledger = await createLedger(database);
    await inOneTransaction(db, async (one) => {
      await add(one, 1);
      await rejects(add(one, 2, 2, 2), "a key that is taken");
      await rejects(
        inOneTransaction(one, async (inner) => {
          await add(inner, 3);
          throw new Error("not after all");
        }),
        /not after all/,
      );
      await add(one, 4);
      deepEqual(await ids(ledgerOf(one)), [1, 4]);
      deepEqual(await ids(ledger), []);
    });
    deepEqual(await ids(ledger), [1, 4]);
    await rejects(
      inOneTransaction(db, async (one) => {
        await add(one, 5);
        await one.transaction().execute(() => add(one, 6));
      }),
      /Two transactions at once/,
    );
    deepEqual(await ids(ledger), [1, 4]);
    await add(db, 7);
    deepEqual(await ids(ledger), [1, 4, 7]);
  },
  EVERYWHERE,
);

/** What a command does: a transaction of its own. */
async function add(db: Db, ...entries: number[]): Promise<void> {
  await ledgerOf(db).transaction().execute(async (trx) => {
    for (const id of entries) await trx.insertInto("entry").values(anEntry(id)).execute();
  });
}

async function ids(ledger: ReturnType<typeof ledgerOf>): Promise<number[]> {
  return (await ledger.selectFrom("entry").select("id").orderBy("id").execute()).map(({ id }) => id);
}

function ledgerOf(db: unknown): Awaited<ReturnType<typeof createLedger>> {
  return db as Awaited<ReturnType<typeof createLedger>>;
}
