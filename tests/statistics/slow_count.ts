import assert from "node:assert/strict";
import { sql } from "kysely";
import type { Ctx } from "../../src/context.ts";
import { dayOf } from "../../src/lib/dates.ts";
import type { Figures } from "../../src/statistics/figures.ts";
import type { FigureFilter } from "../../src/statistics/filter.ts";
import type { Spans } from "../../src/statistics/histogram.ts";
import { readFigures } from "../../src/statistics/queries.ts";

/** One thing that counted, by hand from the rows. */
interface Slow {
  at: number;
  what: string;
  who: string;
  category: string;
  branch: string;
  value: number;
  ms?: number;
}

/** Everything that ever counted, order by order and row by row, as somebody with a pencil would. */
export async function slowCount({ db }: Ctx): Promise<Slow[]> {
  const all: Slow[] = [];
  const orders = await db.selectFrom("order").innerJoin("device", "device.id", "order.device_id")
    .select([
      "order.id",
      "branch_id",
      "client_id",
      "received_at",
      "status",
      "warranty_of_order_id",
      "category",
    ])
    .execute();
  for (const order of orders) {
    const events = await historyOf(db, order.id);
    const put = (what: string, at: number, { value = 1, ms, who }: Partial<Slow> = {}) =>
      all.push({
        at,
        what,
        value,
        who: who ?? worker(events, at),
        category: order.category,
        branch: order.branch_id,
        ...ms !== undefined && { ms },
      });
    const imported = events.find((event) => event.kind === "imported");
    const came = imported
      ? imported.to !== "draft"
      : events.some(({ kind, to, from }) =>
        to === "received" && (from === null || from === "draft") && kind !== "move_undone"
      );
    if (came) {
      put("received", order.received_at, { who: "" });
      const earlier = orders.some((one) =>
        one.client_id === order.client_id && one.received_at < order.received_at && one.status !== "draft"
      );
      put(earlier ? "back" : "new", order.received_at, { who: "" });
      if (order.warranty_of_order_id) {
        const first = await historyOf(db, order.warranty_of_order_id);
        put("claim", order.received_at, { who: worker(first, order.received_at) });
      }
    }
    let wasReady = false;
    let reworked = false;
    let outcome: unknown = null;
    for (let index = 0; index < events.length; index++) {
      const event = events[index];
      assert.ok(event);
      const { to, from, at, data, kind } = event;
      if (kind === "quote_sent") put("sent", at);
      if (kind === "quote_expired") put("expired", at);
      if (kind === "quote_approved" || kind === "quote_rejected") {
        put(kind, at);
        const asked = events.slice(0, index).findLast((one) =>
          ["quote_sent", "quote_approved", "quote_rejected"].includes(one.kind)
        );
        if (asked?.kind === "quote_sent") put("answered", at, { ms: at - asked.at });
      }
      if (!to) continue;
      if ("outcome" in data) outcome = data.outcome;
      const before = events.slice(0, index).findLast((one) => one.to !== null);
      if (before?.to && before.to !== "draft") {
        const since = before.to === "received" ? Math.min(before.at, order.received_at) : before.at;
        put(`spent ${before.to}`, at, { ms: at - since, who: worker(events, at - 1) });
      }
      if (from === "quality_check" && to === "repairing") {
        put("rework", at);
        reworked = true;
      }
      const readyAt = kind === "imported" ? data.ready_at as number | null : to === "ready" ? at : null;
      if (readyAt !== null) {
        put("ready", readyAt, { ms: readyAt - order.received_at });
        if ("in_time" in data) put(data.in_time ? "in_time" : "late", readyAt);
        if (kind !== "imported" && (outcome === "repaired" || outcome === "partially_repaired")) {
          put("fixed", readyAt);
          if (!wasReady && !reworked && !order.warranty_of_order_id) put("fixed_first", readyAt);
        }
        wasReady = true;
      }
      if (["delivered", "cancelled", "abandoned"].includes(to)) {
        put(to, Number(data.closed_at ?? at));
      }
    }
    for (
      const { at, amount_minor, method } of await db.selectFrom("payment").selectAll()
        .where("order_id", "=", order.id).execute()
    ) {
      put("paid", at, { value: amount_minor });
      put(`paid ${method}`, at, { value: amount_minor });
    }
    const leaves = (at: number) => {
      const stood = events.findLast((event) =>
        event.to !== null && Number(event.data.closed_at ?? event.at) <= at
      );
      if (stood?.to && GONE.includes(stood.to)) return at;
      const closing = events.find((event) =>
        event.to !== null && GONE.includes(event.to) && Number(event.data.closed_at ?? event.at) >= at
      );
      return closing ? Number(closing.data.closed_at ?? closing.at) : null;
    };
    for (
      const { created_at, amount_minor } of await db.selectFrom("charge").selectAll()
        .where("order_id", "=", order.id).execute()
    ) {
      const left = leaves(created_at);
      if (left !== null) put("billed", left, { value: amount_minor });
    }
    for (
      const move of await db.selectFrom("stock_move").selectAll().where("order_id", "=", order.id)
        .where(sql<boolean>`kind in ('consume', 'return')`).execute()
    ) {
      put(`part ${move.part_id}`, move.at, { value: -move.on_hand_change });
      const costs = await db.selectFrom("part_cost").selectAll().where("part_id", "=", move.part_id)
        .where("at", "<=", move.at).orderBy("id").execute();
      const left = leaves(move.at);
      const cost = Math.round(-move.on_hand_change * (costs.at(-1)?.cost_minor ?? 0) / 1000);
      if (left !== null) put("cost", left, { value: cost });
    }
  }
  return all;
}

const GONE = ["delivered", "cancelled", "abandoned"];

interface Told {
  kind: string;
  from: string | null;
  to: string | null;
  at: number;
  who: string | null;
  data: Record<string, unknown>;
}

/** Without the moves that were undone. */
async function historyOf(db: Ctx["db"], orderId: string): Promise<Told[]> {
  const rows = await db.selectFrom("order_event").selectAll().where("order_id", "=", orderId).orderBy("id")
    .execute();
  const undone = new Set(
    rows.filter(({ kind }) => kind === "move_undone").map(({ data_json }) => JSON.parse(data_json).event),
  );
  return rows.filter(({ id, kind }) => kind !== "move_undone" && !undone.has(id)).map((row) => ({
    kind: row.kind,
    from: row.from_status,
    to: row.to_status,
    at: row.at,
    who: row.actor_kind === "user" ? row.actor_id : null,
    data: JSON.parse(row.data_json),
  }));
}

function worker(events: Told[], at: number): string {
  let assigned = "";
  let repaired: string | null = null;
  for (const event of events) {
    if (event.at > at) continue;
    if (event.kind === "assigned" || event.kind === "imported") {
      assigned = String(event.data.technician_id ?? "");
    }
    if (event.from === "repairing" && (event.to === "ready" || event.to === "quality_check")) {
      repaired = event.who ?? assigned;
    }
  }
  return repaired ?? assigned;
}

/** Holds the figures of a filter against what was counted by hand. */
export async function assertFigures(ctx: Ctx, counted: Slow[], filter: FigureFilter): Promise<Figures> {
  const figures = await readFigures(ctx, filter);
  const zones = new Map(ctx.shop.branches.map(({ id, timeZone }) => [id, timeZone]));
  const meant = counted.filter((one) =>
    (filter.branch === "" || one.branch === filter.branch) &&
    (filter.technician === "" || one.who === filter.technician) &&
    (filter.category === "" || one.category === filter.category)
  );
  const within = ({ from, to }: { from: string; to: string }) =>
    meant.filter((one) => {
      const day = dayOf(one.at, zones.get(one.branch) ?? "UTC");
      return day >= from && day <= to;
    });
  const mine = within(figures.range);
  const sum = (what: string, from = mine) =>
    from.filter((one) => one.what === what).reduce((total, { value }) => total + value, 0);
  const { totals: t } = figures;
  assert.deepEqual(
    {
      received: t.received,
      ready: t.ready,
      delivered: t.delivered,
      cancelled: t.cancelled,
      abandoned: t.abandoned,
      inTime: [t.inTime.count, t.inTime.of],
      fixedFirst: [t.fixedFirst.count, t.fixedFirst.of],
      rework: t.rework,
      claims: t.claims,
      quotes: [t.quotesSent, t.quotesExpired, t.approved.count, t.approved.of],
      returning: [t.returning.count, t.returning.of],
      money: [t.paid, t.billed, t.cost, t.margin],
    },
    {
      received: sum("received"),
      ready: sum("ready"),
      delivered: sum("delivered"),
      cancelled: sum("cancelled"),
      abandoned: sum("abandoned"),
      inTime: [sum("in_time"), sum("in_time") + sum("late")],
      fixedFirst: [sum("fixed_first"), sum("fixed")],
      rework: sum("rework"),
      claims: sum("claim"),
      quotes: [
        sum("sent"),
        sum("expired"),
        sum("quote_approved"),
        sum("quote_approved") + sum("quote_rejected"),
      ],
      returning: [sum("back"), sum("back") + sum("new")],
      money: [sum("paid"), sum("billed"), sum("cost"), sum("billed") - sum("cost")],
    },
  );
  const spans = (what: string, from = mine) =>
    from.filter((one) => one.what === what).map(({ ms = 0 }) => ms).sort((a, b) => a - b);
  assertNear(t.turnaround, spans("ready"));
  assertNear(t.answered, spans("answered"));
  for (const { status, spent } of figures.byStatus) assertNear(spent, spans(`spent ${status}`));
  for (const { method, paid } of figures.byMethod) assert.equal(paid, sum(`paid ${method}`), method);
  for (const point of figures.series) {
    const then = mine.filter((one) => dayOf(one.at, zones.get(one.branch) ?? "UTC").startsWith(point.span));
    assert.deepEqual(
      [point.received, point.ready, point.delivered, point.paid, point.billed],
      ["received", "ready", "delivered", "paid", "billed"].map((what) => sum(what, then)),
      point.span,
    );
  }
  for (const one of figures.byTechnician) {
    const theirs = mine.filter(({ who }) => who === one.id);
    assert.deepEqual(
      [
        one.ready,
        one.fixedFirst.count,
        one.fixedFirst.of,
        one.rework,
        one.claims,
        one.paid,
        one.billed,
        one.margin,
      ],
      [
        ...["ready", "fixed_first", "fixed", "rework", "claim", "paid", "billed"].map((what) =>
          sum(what, theirs)
        ),
        sum("billed", theirs) - sum("cost", theirs),
      ],
    );
    assertNear(one.turnaround, spans("ready", theirs));
  }
  for (const one of figures.byCategory) {
    const theirs = mine.filter(({ category }) => category === one.category);
    assert.deepEqual(
      [one.received, one.ready, one.paid, one.billed],
      ["received", "ready", "paid", "billed"].map((what) => sum(what, theirs)),
    );
    assertNear(one.turnaround, spans("ready", theirs));
  }
  for (const { id, quantity } of figures.parts) assert.equal(quantity, sum(`part ${id}`));
  return figures;
}

/** A histogram's percentiles are at most 5 % off the nearest rank; less than a minute is a minute. */
function assertNear({ count, median, p90 }: Spans, exact: number[]): void {
  assert.equal(count, exact.length);
  for (const [found, share] of [[median, 0.5], [p90, 0.9]] as const) {
    const rank = exact[Math.ceil(share * exact.length) - 1];
    if (rank === undefined) assert.equal(found, null);
    else {
      const real = Math.max(60_000, rank);
      assert.ok(found !== null && Math.abs(found - real) / real <= 0.05, `${found} for ${real}`);
    }
  }
}
