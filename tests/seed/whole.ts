import assert from "node:assert/strict";
import { sql } from "kysely";
import { sessionCounts, sessionExpected } from "../../src/cash/queries.ts";
import { totalDifference } from "../../src/cash/session.ts";
import { dayOf } from "../../src/lib/dates.ts";
import { readBalance } from "../../src/orders/balance.ts";
import { stockDifferences } from "../../src/parts/stock_check.ts";
import { evidenceHolds } from "../../src/quotes/evidence.ts";
import { linesOf } from "../../src/quotes/rows.ts";
import { belongs, lineSum } from "../../src/quotes/totals.ts";
import type { TestDatabase } from "../support/database.ts";

/** What the engine says of its own files: pages, indexes, references, and that the search holds every row as it is. */
export async function assertSound({ db, flavour }: TestDatabase): Promise<void> {
  if (flavour !== "sqlite") return;
  const { rows: [check] } = await sql<{ integrity_check: string }>`pragma integrity_check`.execute(db);
  assert.equal(check?.integrity_check, "ok");
  assert.deepEqual((await sql`pragma foreign_key_check`.execute(db)).rows, []);
  for (const table of ["client_fts", "device_fts", "order_fts", "part_fts"]) {
    await sql`insert into ${sql.table(table)} (${sql.id(table)}, rank) values ('integrity-check', 1)`.execute(
      db,
    );
  }
}

/** Numbers, sums and what hangs on each order, counted anew. */
export async function assertWhole({ db }: TestDatabase): Promise<void> {
  const branches = await db.selectFrom("branch").select(["id", "code", "time_zone"]).execute();
  const orders = await db.selectFrom("order").selectAll().execute();
  const events = await db.selectFrom("order_event").select(["order_id", "at", "to_status"]).execute();
  const payments = await db.selectFrom("payment").select(["order_id", "at", "amount_minor"]).execute();

  const counts = new Map<string, number>();
  for (const { branch_id, status } of orders) add(counts, `${branch_id} ${status}`, 1);
  const kept = await db.selectFrom("order_count").selectAll().execute();
  assert.deepEqual(
    sorted(kept.map(({ branch_id, status, orders }) => [`${branch_id} ${status}`, orders])),
    sorted(counts),
  );

  const zones = new Map(branches.map((branch) => [branch.id, branch.time_zone]));
  const orderOf = new Map(orders.map((order) => [order.id, order]));
  const sums = new Map<string, number>();
  const sum = (id: string, at: number, figure: string, by: number) => {
    const branch = orderOf.get(id)?.branch_id ?? "";
    add(sums, `${branch} ${dayOf(at, zones.get(branch) ?? "")} ${figure}`, by);
  };
  for (const { order_id, at, to_status } of events) {
    if (to_status === "ready") sum(order_id, at, "repair_ms", at - (orderOf.get(order_id)?.received_at ?? 0));
    if (to_status && FIGURES.includes(to_status)) sum(order_id, at, to_status, 1);
  }
  for (const { order_id, at, amount_minor } of payments) sum(order_id, at, "paid_minor", amount_minor);
  const days = await db.selectFrom("order_day").selectAll().execute();
  const figures = days.flatMap(({ branch_id, day, ...figures }) =>
    Object.entries(figures).map(([figure, value]) => [`${branch_id} ${day} ${figure}`, value] as const)
  );
  assert.deepEqual(
    sorted(figures.filter(([, value]) => value !== 0)),
    sorted([...sums].filter(([, value]) => value !== 0)),
  );

  await assertTills(db);
  await assertQuotes(db);
  for (const { id, code } of branches) {
    const taken = orders.filter((order) => order.branch_id === id).map((order) => order.sequence);
    assert.deepEqual(taken.sort((a, b) => a - b), taken.map((_, index) => index + 1), `numbers of ${code}`);
    const row = await db.selectFrom("order_sequence").select("next").where("branch_id", "=", id)
      .executeTakeFirst();
    assert.equal(Number(row?.next ?? 1), taken.length + 1);
  }
  assert.deepEqual(await stockDifferences(db), []);
  const historied = new Set(events.map((event) => event.order_id));
  assert.deepEqual(orders.filter((order) => !historied.has(order.id)), []);
}

/** Every answer is what was sealed, and an approved offer is billed as it says, or not yet. */
async function assertQuotes(db: TestDatabase["db"]): Promise<void> {
  for (const decision of await db.selectFrom("quote_decision").selectAll().execute()) {
    assert.ok(evidenceHolds(decision));
  }
  for (const quote of await db.selectFrom("quote").selectAll().where("status", "=", "approved").execute()) {
    const lines = (await linesOf(db, quote.id)).filter((line) => belongs(line, quote.approved_option ?? ""));
    const offered = lines.reduce((sum, line) => sum + lineSum(line, quote.tax_included === 1).totalMinor, 0);
    const { charged } = await readBalance(db, quote.order_id);
    assert.equal(charged, quote.settled_at === null ? 0 : offered);
  }
}

/** Every closed session was counted against what the ledger says, and the database's own sums are the ledger's. */
async function assertTills(db: TestDatabase["db"]): Promise<void> {
  for (const session of await db.selectFrom("cash_session").selectAll().execute()) {
    const counts = await sessionCounts(db, session.id);
    const expected = await sessionExpected(db, session);
    for (const { method, expected: should } of counts.at(-1)?.lines ?? []) {
      assert.equal(should, expected[method] ?? 0, `${session.id} ${method}`);
    }
    assert.equal(
      session.closed_at === null ? null : totalDifference(counts.at(-1)?.lines ?? []),
      session.difference_minor,
    );
  }
  for (
    const { order_id, charged_minor, paid_minor } of await db.selectFrom("order_balance").selectAll()
      .execute()
  ) {
    const { charged, paid } = await readBalance(db, order_id);
    assert.deepEqual([charged_minor, paid_minor], [charged, paid]);
  }
}

const FIGURES: string[] = ["received", "ready", "delivered", "cancelled"];

function add(sums: Map<string, number>, key: string, by: number): void {
  sums.set(key, (sums.get(key) ?? 0) + by);
}

function sorted(entries: Iterable<readonly [string, number]>): [string, number][] {
  return [...entries].map(([key, value]): [string, number] => [key, Number(value)])
    .sort(([a], [b]) => a < b ? -1 : 1);
}
