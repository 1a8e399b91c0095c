/** Cost of the database alone: `deno run -A bench/database.ts [libsql|sqlite|postgres …]`. Answers are checked, not only timed. */
import { deepEqual, equal } from "node:assert/strict";
import type { Generated, Kysely } from "kysely";
import { int, sequenceKey, strict } from "../src/db/columns.ts";
import { openDatabase } from "../src/db/open.ts";
import type { Flavour } from "../src/db/flavour.ts";

interface Shop {
  customer: { id: number; name: string };
  repair: {
    seq: Generated<number>;
    customer_id: number;
    status: string;
    fault: string;
    amount: number;
    at: number;
  };
  step: { seq: Generated<number>; repair_seq: number; kind: string };
}

const CUSTOMERS = 2_000;
const REPAIRS = 20_000;
const results: Record<string, Record<string, string>> = {};

for (const engine of Deno.args.length > 0 ? Deno.args : ["libsql", "sqlite"]) await measure(engine);
console.log(`Deno ${Deno.version.deno}, ${navigator.hardwareConcurrency} cores, ${Deno.build.target}`);
console.table(results);

async function measure(engine: string): Promise<void> {
  const dir = await Deno.makeTempDir({ prefix: "reparo-bench-" });
  let commits = 0;
  const { db, flavour, close } = await openDatabase<Shop>(urlOf(engine, dir), { onCommit: () => commits++ });
  await fill(db, flavour);

  await row(engine, "point read", 5_000, async (i) => {
    const seq = 1 + (i * 7919) % REPAIRS;
    equal(
      (await db.selectFrom("repair").selectAll().where("seq", "=", seq).executeTakeFirstOrThrow()).seq,
      seq,
    );
  });
  await row(engine, "page of 50 + join", 1_000, async (i) => {
    const page = await db.selectFrom("repair").innerJoin("customer", "customer.id", "repair.customer_id")
      .select(["repair.seq", "status", "fault", "amount", "at", "customer.name"])
      .where("repair.seq", "<=", REPAIRS - i).orderBy("repair.seq", "desc").limit(50).execute();
    deepEqual([page.length, page[0]?.seq], [50, REPAIRS - i]);
  });
  await row(engine, "durable insert, one after the other", 500, () => insert(db));
  await row(engine, "durable transaction of 3, one after the other", 500, () => create(db));

  commits = 0;
  const before = await countRepairs(db);
  await row(engine, "durable transaction of 3, 8 at once, shared commits", 2_000, () => create(db), 8);
  equal(await countRepairs(db), before + 2_400);
  note(engine, "transactions per commit", flavour === "sqlite" ? (2_400 / commits).toFixed(1) : "–");
  const lane = alone();
  await row(
    engine,
    "durable transaction of 3, 8 at once, a commit each",
    1_000,
    () => lane(() => create(db)),
    8,
  );
  await close();
  await Deno.remove(dir, { recursive: true });
}

function urlOf(engine: string, dir: string): string {
  if (engine === "postgres") {
    return Deno.env.get("BENCH_POSTGRES_URL") ?? "postgres://postgres@127.0.0.1/postgres";
  }
  return `${engine === "libsql" ? "file" : "sqlite"}:${dir}/bench.db`;
}

async function fill(db: Kysely<Shop>, flavour: Flavour): Promise<void> {
  for (const table of ["step", "repair", "customer"]) await db.schema.dropTable(table).ifExists().execute();
  await strict(
    flavour,
    db.schema.createTable("customer").addColumn("id", int(flavour), (column) => column.primaryKey())
      .addColumn("name", "text", (column) => column.notNull()),
  ).execute();
  await strict(
    flavour,
    sequenceKey(flavour, db.schema.createTable("repair"))
      .addColumn("customer_id", int(flavour), (column) => column.notNull().references("customer.id"))
      .addColumn("status", "text").addColumn("fault", "text")
      .addColumn("amount", int(flavour)).addColumn("at", int(flavour)),
  ).execute();
  await db.schema.createIndex("repair_status_seq").on("repair").columns(["status", "seq"]).execute();
  await strict(
    flavour,
    sequenceKey(flavour, db.schema.createTable("step"))
      .addColumn("repair_seq", int(flavour), (column) => column.notNull().references("repair.seq"))
      .addColumn("kind", "text"),
  ).execute();
  await db.transaction().execute(async (trx) => {
    for (let id = 1; id <= CUSTOMERS; id++) {
      await trx.insertInto("customer").values({ id, name: `José Núñez ${id}` }).execute();
    }
    for (let i = 0; i < REPAIRS; i++) await trx.insertInto("repair").values(aRepair(i)).execute();
  });
}

function aRepair(i: number) {
  const status = i % 20 ? "delivered" : "ready";
  return {
    customer_id: 1 + i % CUSTOMERS,
    status,
    fault: "No enciende, cayó al agua",
    amount: i * 100,
    at: 1.7e12 + i,
  };
}

async function insert(db: Kysely<Shop>): Promise<void> {
  await db.insertInto("repair").values(aRepair(1)).execute();
}

async function create(db: Kysely<Shop>): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const { seq } = await trx.insertInto("repair").values(aRepair(1)).returning("seq")
      .executeTakeFirstOrThrow();
    await trx.insertInto("step").values({ repair_seq: seq, kind: "received" }).execute();
    await trx.updateTable("customer").set({ name: `José Núñez ${seq}` }).where("id", "=", 7).execute();
  });
}

async function countRepairs(db: Kysely<Shop>): Promise<number> {
  return (await db.selectFrom("repair").select((eb) => eb.fn.countAll<number>().as("n"))
    .executeTakeFirstOrThrow()).n;
}

/** Runs one job at a time, as if commits were never shared. */
function alone(): (job: () => Promise<void>) => Promise<void> {
  let last = Promise.resolve();
  return (job) => last = last.then(job);
}

/** `count` runs after a fifth as many to warm up. */
async function row(
  engine: string,
  name: string,
  count: number,
  run: (i: number) => Promise<void>,
  clients = 1,
): Promise<void> {
  const rounds = async (total: number) => {
    let next = 0;
    await Promise.all(Array.from({ length: clients }, async () => {
      while (next < total) await run(next++);
    }));
  };
  await rounds(count / 5);
  const start = performance.now();
  await rounds(count);
  const each = (performance.now() - start) / count;
  note(engine, name, `${(each * 1_000).toFixed(0)} µs (${Math.round(1_000 / each)}/s)`);
}

function note(engine: string, name: string, value: string): void {
  (results[name] ??= {})[engine] = value;
}
