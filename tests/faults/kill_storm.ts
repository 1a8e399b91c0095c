import assert from "node:assert/strict";
import { join } from "node:path";
import { sql } from "kysely";
import { type Database, openDatabase } from "../../src/db/open.ts";
import { freePort, startServer, stop } from "../support/server_process.ts";
import { aShop } from "./a_shop.ts";
import { type Acknowledged, startLoad } from "./mixed_load.ts";

export interface StormResult {
  /** Acts that were acknowledged. */
  acts: number;
  /** Of these, sent again after a kill. */
  retried: number;
  /** Milliseconds from a kill to the first healthy answer of the next server. */
  backIn: number[];
}

/**
 * Kills the real server (kill -9) at random moments while programs take in devices, write notes, bill and take money. Whatever was
 * acknowledged is there afterwards, once, with all that goes with it, and the database is whole.
 */
export async function killStorm(
  { kills, clients, random, what }: { kills: number; clients: number; random: () => number; what: string },
): Promise<StormResult> {
  const data = await Deno.makeTempDir({ prefix: "reparo-kills-" });
  const url = `file:${join(data, "reparo.db")}`;
  const port = freePort();
  let server: Deno.ChildProcess | null = null;
  try {
    const { token } = await aShop(url);
    server = await startServer({ data, url, port });
    const load = startLoad({ url: `http://127.0.0.1:${port}`, token, clients, random });
    const backIn: number[] = [];
    for (let kill = 0; kill < kills; kill++) {
      await new Promise((resolve) => setTimeout(resolve, 100 + random() * 900));
      server.kill("SIGKILL");
      await server.status;
      const began = performance.now();
      server = await startServer({ data, url, port });
      backIn.push(performance.now() - began);
    }
    await load.end();
    server.kill("SIGTERM");
    await server.status;
    server = null;
    assert.deepEqual(load.faults, [], what);
    const acts = await assertWhole(url, load.orders, what);
    return { acts, retried: load.retried, backIn };
  } finally {
    await stop(server);
    await Deno.remove(data, { recursive: true });
  }
}

/** Whether what was acknowledged is there, once, in a database that is whole; answers how many acts that is. */
export async function assertWhole(
  url: string,
  orders: ReadonlyMap<string, Acknowledged>,
  what: string,
  others = 0,
): Promise<number> {
  const database = await openDatabase(url);
  try {
    const { rows: [integrity] } = await sql<{ integrity_check: string }>`pragma integrity_check`.execute(
      database.db,
    );
    assert.equal(integrity?.integrity_check, "ok", what);
    const { rows: orphans } = await sql`pragma foreign_key_check`.execute(database.db);
    assert.deepEqual(orphans, [], what);
    return await assertKept(database, orders, what, others);
  } finally {
    await database.close();
  }
}

/** What was acknowledged is there, once, beside so many other orders; answers how many acts that is. */
export async function assertKept(
  database: Database,
  orders: ReadonlyMap<string, Acknowledged>,
  what: string,
  others = 0,
): Promise<number> {
  const kept = await readOrders(database);
  assert.equal(kept.size, orders.size + others, `${what}: orders`);
  let acts = 0;
  for (const [number, { notes, charges, payments }] of orders) {
    acts += 1 + notes + charges + payments;
    assert.deepEqual(kept.get(number), {
      received: 1,
      mails: 1,
      notes,
      charges,
      payments,
      charged: charges * 2_000,
      paid: payments * 500,
    }, `${what}: ${number}`);
  }
  return acts;
}

async function readOrders({ db }: Database): Promise<Map<string, Record<string, number>>> {
  const rows = await db.selectFrom("order").leftJoin("order_balance", "order_balance.order_id", "order.id")
    .select((q) => {
      const count = (table: "note" | "charge" | "payment") =>
        q.selectFrom(table).select(q.fn.countAll<number>().as("n")).whereRef(
          `${table}.order_id`,
          "=",
          "order.id",
        );
      return [
        "order.number",
        q.fn.coalesce("order_balance.charged_minor", q.val(0)).as("charged"),
        q.fn.coalesce("order_balance.paid_minor", q.val(0)).as("paid"),
        q.selectFrom("order_event").select(q.fn.countAll<number>().as("n"))
          .whereRef("order_event.order_id", "=", "order.id").where("order_event.kind", "=", "received")
          .as("received"),
        q.selectFrom("message_order").innerJoin("message", "message.id", "message_order.message_id")
          .select(q.fn.countAll<number>().as("n")).whereRef("message_order.order_id", "=", "order.id")
          .where("message.kind", "=", "order_received").as("mails"),
        count("note").as("notes"),
        count("charge").as("charges"),
        count("payment").as("payments"),
      ];
    }).execute();
  return new Map(rows.map(({ number, ...facts }) => [number, facts as Record<string, number>]));
}
