import { CompiledQuery } from "kysely";
import { readShop } from "../admin/shop.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import type { Schema } from "../db/schema.ts";
import { currentTerms } from "../intakes/terms.ts";
import { AppError } from "../lib/app_error.ts";
import { dayOf } from "../lib/dates.ts";
import { ORDER_STATUSES, type OrderStatus } from "../orders/status.ts";
import { makeDemoShop } from "./demo_shop.ts";
import { type Dice, dice } from "./dice.ts";
import { workBetween, WORKDAY_MS, workingDays } from "./hours.ts";
import { merge, type Rows, type SeedStaff, type Visit, visitRows, type World } from "./order_rows.ts";
import { deviceRow, makeClient, makeDevice, type SeedClient } from "./people.ts";
import { makeStory, storyUntil } from "./story.ts";

const DAY = 86_400_000;
const HALF_A_YEAR = 183 * DAY;
/** Orders a transaction; the server answers others between two. */
const AT_ONCE = 500;

export interface SeedRequest {
  orders: number;
  clients: number;
  seed: number;
}

/**
 * Fills the shop with half a year of work up to `ctx.now`, in bulk: same seed and instant, same data. On an empty database it
 * makes the demo shop first. Throws `conflict` for more orders per branch than its numbers can take.
 */
export async function seedShop(
  ctx: Ctx,
  { orders, clients, seed }: SeedRequest,
): Promise<Record<string, unknown>> {
  const started = performance.now();
  const die = dice(seed);
  const seeding: Ctx = { ...ctx, random: die };
  if ((await readShop(ctx.db)).organization === null) await makeDemoShop(seeding);
  const world = await readWorld(seeding, die);
  const known = await addClients(seeding, world, clients);
  const devices = await addOrders(seeding, world, { orders, clients: known });
  ctx.live.changed("shop", ...world.shop.branches.map((branch) => `board:${branch.id}` as const));
  return { orders, clients, devices, seed, seconds: Math.round((performance.now() - started) / 100) / 10 };
}

type BranchlessWorld = Omit<World, "branch" | "staff"> & { staffOf: Map<string, SeedStaff> };

async function readWorld(ctx: Ctx, die: Dice): Promise<BranchlessWorld> {
  const shop = await readShop(ctx.db);
  const terms = await currentTerms(ctx.db, "es");
  if (!terms) throw new AppError("conflict", { reason: "no_terms" });
  const users = await ctx.db.selectFrom("user").select(["id", "name", "role", "branch_id"]).where(
    "active",
    "=",
    1,
  )
    .orderBy("id").execute();
  const of = (role: string, branchId: string) => {
    const here = users.filter((user) => user.role === role && user.branch_id === branchId);
    const anywhere = users.filter((user) => user.role === role);
    return here.length > 0 ? here : anywhere.length > 0 ? anywhere : users;
  };
  const staffOf = new Map(shop.branches.map(({ id }) => [id, {
    counter: of("receptionist", id),
    bench: of("technician", id),
    admin: of("admin", id),
  }]));
  const timeZone = shop.organization?.timeZone ?? "UTC";
  const days = workingDays(ctx.now - HALF_A_YEAR, ctx.now, timeZone);
  return { die, shop, terms, staffOf, days, now: ctx.now, secretKey: ctx.secretKey };
}

async function addClients(
  ctx: Ctx,
  { die, now, staffOf }: BranchlessWorld,
  count: number,
): Promise<SeedClient[]> {
  const [staff] = staffOf.values();
  const creators = staff?.counter ?? [];
  const made = Array.from({ length: count }, () =>
    makeClient(die, {
      knownSince: now - HALF_A_YEAR - die.between(0, 400) * DAY,
      createdBy: die.pick(creators).id,
    }));
  for (let from = 0; from < made.length; from += AT_ONCE) {
    const some = made.slice(from, from + AT_ONCE);
    await insertRows(ctx.db, {
      client: some.map(({ row }) => row),
      contact: some.flatMap(({ id, row, contacts }) =>
        contacts.map(({ kind, value, display }, position) => ({
          id: die.id(row.created_at),
          client_id: id,
          kind,
          value,
          display,
          position,
        }))
      ),
    });
  }
  return made;
}

async function addOrders(
  ctx: Ctx,
  world: BranchlessWorld,
  { orders, clients }: { orders: number; clients: SeedClient[] },
): Promise<number> {
  const { die, shop, now } = world;
  const branches = shop.branches.filter((branch) => branch.active);
  const sequences = await readSequences(ctx.db);
  let devices = 0;
  let made = 0;
  let batch: Rows = {};
  const sizes = visitSizes(die, orders);
  for (const [index, at] of visitTimes(world, sizes.length).entries()) {
    const branch = die.chance(0.75) ? branches[0] : die.pick(branches);
    const staff = branch && world.staffOf.get(branch.id);
    if (!branch || !staff) throw new RangeError("a shop without branches");
    const client = die.pickEarly(clients);
    const parts: Visit["parts"] = [];
    for (let part = 0; part < (sizes[index] ?? 0); part++) {
      const again = client.devices.length > 0 && die.chance(0.25) ? die.pick(client.devices) : null;
      const device = again ?? makeDevice(die, at);
      if (!again) {
        client.devices.push(device);
        devices++;
        merge(batch, {
          device: [deviceRow(device, at)],
          device_owner: [{
            id: die.id(at),
            device_id: device.id,
            client_id: client.id,
            since: at,
            until: null,
          }],
        });
      }
      const sequence = sequences.get(branch.code) ?? 1;
      sequences.set(branch.code, sequence + 1);
      const status = standing(made, orders);
      parts.push({
        device,
        sequence,
        story: status ? storyUntil(die, status, workBetween(at, now, world.days)) : makeStory(die),
        draft: status === "draft",
      });
      made++;
    }
    merge(batch, visitRows({ ...world, branch, staff }, { at, client, parts }));
    if ((batch.order?.length ?? 0) >= AT_ONCE || made >= orders) {
      await insertOrders(ctx, batch, { sequences, branches, now });
      batch = {};
    }
  }
  return devices;
}

/** Each of the last orders stands where the turn has come, so that every open status is seen. */
function standing(made: number, orders: number): OrderStatus | null {
  const open = ORDER_STATUSES.filter((status) => status !== "delivered" && status !== "abandoned");
  const recent = orders - made;
  if (recent > Math.min(Math.max(2 * open.length, orders * 0.08), 240)) return null;
  return open[recent % open.length] ?? null;
}

/** How many devices come with each visit. */
function visitSizes(die: Dice, orders: number): number[] {
  const sizes: number[] = [];
  for (let left = orders; left > 0; left -= sizes.at(-1) ?? left) {
    sizes.push(Math.min(die.chance(0.07) ? 2 : 1, left));
  }
  return sizes;
}

/** Instants at which somebody comes in, oldest first. */
function visitTimes({ die, days, now }: BranchlessWorld, count: number): number[] {
  const times: number[] = [];
  while (times.length < count) {
    const at = die.pick(days) + Math.floor(die.next() * WORKDAY_MS);
    if (at < now - 1_800_000) times.push(at);
  }
  return times.sort((a, b) => a - b);
}

async function insertOrders(
  ctx: Ctx,
  rows: Rows,
  { sequences, branches }: {
    sequences: Map<string, number>;
    branches: { id: string; code: string; timeZone: string }[];
    now: number;
  },
): Promise<void> {
  await insertRows(ctx.db, rows, async (trx) => {
    for (const { id, code } of branches) {
      const next = sequences.get(code);
      if (next === undefined) continue;
      await trx.insertInto("order_sequence").values({ branch_id: id, series: code, next })
        .onConflict((c) => c.columns(["branch_id", "series"]).doUpdateSet({ next })).execute();
    }
    await count(trx, rows, new Map(branches.map((branch) => [branch.id, branch.timeZone])));
  });
}

/** Parents before children, so that every reference holds when it is written. */
const ORDER_OF_TABLES = [
  "client",
  "contact",
  "device",
  "device_owner",
  "signature",
  "intake",
  "order",
  "order_event",
  "order_accessory",
  "diagnosis",
  "note",
  "charge",
  "payment",
  "delivery",
  "warranty",
  "tracking_link",
] as const satisfies readonly (keyof Schema)[];

/** SQLite takes 32,766 parameters a statement; the widest row has 34. */
const ROWS_A_STATEMENT = 256;

async function insertRows(db: Db, rows: Rows, then?: (trx: Db) => Promise<void>): Promise<void> {
  await db.transaction().execute(async (trx) => {
    for (const table of ORDER_OF_TABLES) {
      const list = rows[table] ?? [];
      for (const { from, count } of pieces(list.length)) {
        await insertAlike(trx, table, list.slice(from, from + count));
      }
    }
    await then?.(trx);
  });
}

/** Cuts a list into lengths that come again: 256 rows while there are as many, then 128, 64 … 1. */
function pieces(length: number): { from: number; count: number }[] {
  const cut: { from: number; count: number }[] = [];
  for (let from = 0, count = ROWS_A_STATEMENT; from < length; count /= 2) {
    for (; length - from >= count; from += count) cut.push({ from, count });
  }
  return cut;
}

const statements = new WeakMap<object, Map<string, string>>();

/** Building a statement of thousands of values costs more than running it, so each is built once for its table and length. */
async function insertAlike(
  trx: Db,
  table: (typeof ORDER_OF_TABLES)[number],
  rows: readonly object[],
): Promise<void> {
  const known = statements.get(Object.getPrototypeOf(trx.getExecutor().adapter)) ?? new Map<string, string>();
  statements.set(Object.getPrototypeOf(trx.getExecutor().adapter), known);
  const columns = Object.keys(rows[0] ?? {});
  const key = `${table} ${rows.length} ${columns}`;
  const text = known.get(key) ?? trx.insertInto(table).values(rows as never).compile().sql;
  known.set(key, text);
  const parameters = rows.flatMap((row) => {
    const values: Record<string, unknown> = { ...row };
    return columns.map((column) => values[column]);
  });
  await trx.executeQuery(CompiledQuery.raw(text, parameters));
}

async function readSequences(db: Db): Promise<Map<string, number>> {
  const rows = await db.selectFrom("order_sequence").select(["series", "next"]).execute();
  return new Map(rows.map(({ series, next }) => [series, Number(next)]));
}

/** The sums that moves keep up, for all the rows of a batch at once. */
async function count(trx: Db, rows: Rows, timeZones: Map<string, string>): Promise<void> {
  const standing = new Map<string, { branch_id: string; status: OrderStatus; orders: number }>();
  const days = new Map<string, Schema["order_day"]>();
  const branchOf = new Map<string, string>();
  const receivedAt = new Map<string, number>();
  for (const { id, branch_id, status, received_at } of rows.order ?? []) {
    branchOf.set(id, branch_id);
    receivedAt.set(id, received_at);
    const known = standing.get(branch_id + status) ?? { branch_id, status, orders: 0 };
    standing.set(branch_id + status, { ...known, orders: known.orders + 1 });
  }
  const dayRow = (orderId: string, at: number) => {
    const branch_id = branchOf.get(orderId) ?? "";
    const day = dayOf(at, timeZones.get(branch_id) ?? "UTC");
    const empty = {
      branch_id,
      day,
      received: 0,
      ready: 0,
      delivered: 0,
      cancelled: 0,
      repair_ms: 0,
      paid_minor: 0,
    };
    const known = days.get(branch_id + day) ?? empty;
    days.set(branch_id + day, known);
    return known;
  };
  for (const { order_id, at, to_status } of rows.order_event ?? []) {
    if (to_status === "received") dayRow(order_id, at).received++;
    if (to_status === "delivered") dayRow(order_id, at).delivered++;
    if (to_status === "cancelled") dayRow(order_id, at).cancelled++;
    if (to_status === "ready") {
      const row = dayRow(order_id, at);
      row.ready++;
      row.repair_ms += at - (receivedAt.get(order_id) ?? at);
    }
  }
  for (const { order_id, at, amount_minor } of rows.payment ?? []) {
    dayRow(order_id, at).paid_minor += amount_minor;
  }
  for (const row of standing.values()) {
    await trx.insertInto("order_count").values(row).onConflict((c) =>
      c.columns(["branch_id", "status"]).doUpdateSet((q) => ({
        orders: q("order_count.orders", "+", row.orders),
      }))
    ).execute();
  }
  for (const row of days.values()) {
    await trx.insertInto("order_day").values(row).onConflict((c) =>
      c.columns(["branch_id", "day"]).doUpdateSet((q) => ({
        received: q("order_day.received", "+", row.received),
        ready: q("order_day.ready", "+", row.ready),
        delivered: q("order_day.delivered", "+", row.delivered),
        cancelled: q("order_day.cancelled", "+", row.cancelled),
        repair_ms: q("order_day.repair_ms", "+", row.repair_ms),
        paid_minor: q("order_day.paid_minor", "+", row.paid_minor),
      }))
    ).execute();
  }
}
