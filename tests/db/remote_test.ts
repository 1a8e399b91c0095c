import { type Kysely, sql } from "kysely";
import { deepEqual, equal, rejects } from "node:assert/strict";
import { dbFault } from "../../src/db/errors.ts";
import { migrate } from "../../src/db/migrate.ts";
import { type Database, openDatabase } from "../../src/db/open.ts";
import { anEntry, createLedger, type Ledger } from "./ledger.ts";

const SQLD = findSqld();

Deno.test({
  name: `libSQL over HTTP keeps the same promises${SQLD ? "" : " (ignored: no sqld in the PATH)"}`,
  ignore: !SQLD,
  async fn(t) {
    await using server = await startSqld();
    const database = await openDatabase(server.url);
    await t.step("migrates once", async () => {
      equal((await migrate(database)).length > 0, true);
      deepEqual(await migrate(database), []);
    });
    const ledger = await createLedger(database);
    await t.step("values come back as they went in", () => valuesComeBack(ledger));
    await t.step("a transaction commits or leaves nothing", () => allOrNothing(ledger));
    await t.step("broken constraints say which", async () => {
      const twice = await ledger.insertInto("account").values({ id: 1, name: "x" }).execute().catch((error) =>
        error
      );
      deepEqual(dbFault(twice), { kind: "unique", table: "account", columns: ["id"] });
    });
    await t.step("transactions that overlap queue up", () => overlapping(ledger));
    await t.step("savepoints work inside a transaction", () => savepoints(ledger));
    await database.close();
  },
});

Deno.test("a remote database that does not answer is an I/O fault", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  const database: Database<Ledger> = await openDatabase(`http://127.0.0.1:${port}`);
  const error = await database.db.selectFrom("entry").selectAll().execute().catch((error) => error);
  deepEqual(dbFault(error), { kind: "io" });
  await database.close();
});

async function valuesComeBack(ledger: Kysely<Ledger>): Promise<void> {
  const entry = anEntry(1, {
    label: "Ñandú",
    amount: Number.MAX_SAFE_INTEGER,
    data: new Uint8Array([0, 255]),
  });
  await ledger.insertInto("entry").values(entry).execute();
  deepEqual(await ledger.selectFrom("entry").selectAll().execute(), [entry]);
  const { rows } = await sql<{ half: number }>`select 5 / ${2} as half`.execute(ledger);
  deepEqual(rows, [{ half: 2 }]);
  await rejects(sql`select ${true}`.execute(ledger), TypeError);
  const updated = await ledger.updateTable("entry").set({ amount: 1 }).executeTakeFirst();
  equal(updated.numUpdatedRows, 1n);
}

async function allOrNothing(ledger: Kysely<Ledger>): Promise<void> {
  await rejects(
    ledger.transaction().execute(async (trx) => {
      await trx.insertInto("entry").values(anEntry(2)).execute();
      throw new Error("no");
    }),
  );
  equal((await ledger.selectFrom("entry").selectAll().execute()).length, 1);
  await ledger.transaction().execute((trx) => trx.insertInto("entry").values(anEntry(2)).execute());
  equal((await ledger.selectFrom("entry").selectAll().execute()).length, 2);
}

async function overlapping(ledger: Kysely<Ledger>): Promise<void> {
  await ledger.updateTable("entry").set({ amount: 0 }).execute();
  await Promise.all(Array.from({ length: 5 }, () =>
    ledger.transaction().execute(async (trx) => {
      const { amount } = await trx.selectFrom("entry").select("amount").where("id", "=", 1).forUpdate()
        .executeTakeFirstOrThrow();
      await trx.updateTable("entry").set({ amount: amount + 1 }).where("id", "=", 1).execute();
    })));
  const entry = await ledger.selectFrom("entry").select("amount").where("id", "=", 1).executeTakeFirst();
  equal(entry?.amount, 5);
}

async function savepoints(ledger: Kysely<Ledger>): Promise<void> {
  const trx = await ledger.startTransaction().execute();
  const inner = await trx.savepoint("inner").execute();
  await inner.insertInto("entry").values(anEntry(7)).execute();
  await inner.rollbackToSavepoint("inner").execute();
  await trx.commit().execute();
  deepEqual(await ledger.selectFrom("entry").select("id").where("id", "=", 7).execute(), []);
}

function findSqld(): string | null {
  for (const folder of (Deno.env.get("PATH") ?? "").split(":")) {
    try {
      if (Deno.statSync(`${folder}/sqld`).isFile) return `${folder}/sqld`;
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound) && !(error instanceof Deno.errors.NotADirectory)) {
        throw error;
      }
    }
  }
  return null;
}

async function startSqld(): Promise<{ url: string } & AsyncDisposable> {
  const dir = await Deno.makeTempDir({ prefix: "reparo-test-" });
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const address = `127.0.0.1:${listener.addr.port}`;
  listener.close();
  const child = new Deno.Command(SQLD ?? "", {
    args: ["--http-listen-addr", address, "--db-path", `${dir}/data`, "--no-welcome"],
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  while (!await answers(`http://${address}/health`)) await new Promise((resolve) => setTimeout(resolve, 50));
  return {
    url: `http://${address}`,
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      await child.status;
      await Deno.remove(dir, { recursive: true });
    },
  };
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url);
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}
