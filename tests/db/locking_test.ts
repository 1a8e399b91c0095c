import { deepEqual, equal } from "node:assert/strict";
import { eachDatabase, type EachOptions } from "../support/database.ts";
import { anEntry, createLedger } from "./ledger.ts";

const EVERYWHERE: EachOptions = { engines: ["libsql", "sqlite", "postgres"] };

eachDatabase(
  "a row read `for update` is not changed by anybody else before the commit",
  async (_t, database) => {
    const ledger = await createLedger(database);
    await ledger.insertInto("entry").values(anEntry(1)).execute();
    await Promise.all(Array.from({ length: 20 }, () =>
      ledger.transaction().execute(async (trx) => {
        const { amount } = await trx.selectFrom("entry").select("amount").where("id", "=", 1).forUpdate()
          .executeTakeFirstOrThrow();
        await trx.updateTable("entry").set({ amount: amount + 1 }).where("id", "=", 1).execute();
      })));
    const { amount } = await ledger.selectFrom("entry").select("amount").executeTakeFirstOrThrow();
    equal(amount, 20);
  },
  EVERYWHERE,
);

eachDatabase("jobs claimed with `skip locked` go to one worker each", async (_t, database) => {
  const ledger = await createLedger(database);
  await ledger.insertInto("entry").values(Array.from({ length: 8 }, (_, id) => anEntry(id))).execute();
  const claimed = await Promise.all(
    Array.from({ length: 8 }, () =>
      ledger.transaction().execute(async (trx) => {
        const { id } = await trx.selectFrom("entry").select("id").where("amount", "=", 0).orderBy("id").limit(
          1,
        )
          .forUpdate().skipLocked().executeTakeFirstOrThrow();
        await trx.updateTable("entry").set({ amount: 1 }).where("id", "=", id).execute();
        return id;
      })),
  );
  deepEqual(claimed.sort(), [0, 1, 2, 3, 4, 5, 6, 7]);
}, { engines: ["libsql", "sqlite"] });

eachDatabase("numbers drawn inside transactions have neither gaps nor doubles", async (_t, database) => {
  const ledger = await createLedger(database);
  await ledger.insertInto("entry").values(anEntry(1)).execute();
  const outcomes = await Promise.allSettled(
    Array.from({ length: 30 }, (_, i) =>
      ledger.transaction().execute(async (trx) => {
        const { amount } = await trx.updateTable("entry").set((eb) => ({ amount: eb("amount", "+", 1) }))
          .where("id", "=", 1).returning("amount").executeTakeFirstOrThrow();
        if (i % 5 === 0) throw new Error("the order was not saved");
        await trx.insertInto("account").values({ id: amount + 1, name: `order ${amount}` }).execute();
        return amount;
      })),
  );
  const numbers = outcomes.flatMap((outcome) => outcome.status === "fulfilled" ? [outcome.value] : []);
  deepEqual(numbers.sort((a, b) => a - b), Array.from({ length: 24 }, (_, i) => i + 1));
}, EVERYWHERE);
