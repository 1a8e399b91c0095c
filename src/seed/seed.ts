import { setImmediate } from "node:timers";
import { type Branch, readShop } from "../admin/shop.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { currentTerms } from "../intakes/terms.ts";
import { AppError } from "../lib/app_error.ts";
import { ORDER_STATUSES, type OrderStatus } from "../orders/status.ts";
import { makeDemoShop } from "./demo_shop.ts";
import { type Dice, dice } from "./dice.ts";
import { calendar, workBetween, WORKDAY_MS, workingDays } from "./hours.ts";
import { bulkLoad } from "./load.ts";
import { deviceRow, makeClient, makeDevice, type SeedClient, type SeedDevice } from "./people.ts";
import { noRows, type Rows } from "./rows.ts";
import { makeStory, storyUntil } from "./story.ts";
import { addSums } from "./sums.ts";
import { addVisit } from "./visit_rows.ts";
import type { Place, SeedStaff, VisitPart, World } from "./world.ts";

const DAY = 86_400_000;
const HALF_A_YEAR = 183 * DAY;
/** A transaction's share of the work: under a second, so that a server that runs meanwhile still answers. */
const CLIENTS_AT_ONCE = 5_000;
const ORDERS_AT_ONCE = 2_000;

export interface SeedRequest {
  orders: number;
  clients: number;
  seed: number;
}

/**
 * Fills the shop with half a year of work up to `ctx.now`, in bulk: same seed and instant, same data. On an empty database it
 * makes the demo shop first. Throws `conflict` for a shop without terms in Spanish.
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
  const places = await readPlaces(ctx.db, world);
  const write = writer(ctx.db);
  const known = await addClients(write, { world, places, clients });
  const sequences = await readSequences(ctx.db);
  const devices = await addOrders(write, { world, places, sequences, orders, clients: known });
  ctx.live.changed("shop", ...world.shop.branches.map((branch) => `board:${branch.id}` as const));
  return { orders, clients, devices, seed, seconds: Math.round((performance.now() - started) / 100) / 10 };
}

async function readWorld(ctx: Ctx, die: Dice): Promise<World> {
  const shop = await readShop(ctx.db);
  const terms = await currentTerms(ctx.db, "es");
  if (!terms) throw new AppError("conflict", { reason: "no_terms" });
  const timeZone = shop.organization?.timeZone ?? "UTC";
  const days = workingDays(ctx.now - HALF_A_YEAR, ctx.now, timeZone);
  return { die, shop, terms, days, now: ctx.now, secretKey: ctx.secretKey };
}

/** Every branch with those who would work there; one without receptionists of its own borrows some. */
async function readPlaces(db: Db, { shop }: World): Promise<Place[]> {
  const users = await db.selectFrom("user").select(["id", "name", "role", "branch_id"])
    .where("active", "=", 1).orderBy("id").execute();
  const of = (role: string, branch: Branch) => {
    const anywhere = users.filter((user) => user.role === role);
    const here = anywhere.filter((user) => user.branch_id === branch.id);
    return here.length > 0 ? here : anywhere.length > 0 ? anywhere : users;
  };
  const staff = (branch: Branch): SeedStaff => ({
    counter: of("receptionist", branch),
    bench: of("technician", branch),
    admin: of("admin", branch),
  });
  return shop.branches.map((branch) => ({ branch, staff: staff(branch) }));
}

/** The next free number of each series. */
async function readSequences(db: Db): Promise<Map<string, number>> {
  const rows = await db.selectFrom("order_sequence").select(["series", "next"]).execute();
  return new Map(rows.map(({ series, next }) => [series, Number(next)]));
}

type Write = (rows: Rows, more?: (trx: Db) => Promise<void>) => Promise<void>;

/** Each call is a transaction of its own: a seed that is cut off leaves a shop with fewer orders, all of them whole. */
function writer(db: Db): Write {
  const load = bulkLoad();
  return async (rows, more) => {
    await db.transaction().execute(async (trx) => {
      await load(trx, rows);
      await more?.(trx);
    });
    await nextTurn();
  };
}

async function addClients(
  write: Write,
  { world: { die, now }, places, clients }: { world: World; places: Place[]; clients: number },
): Promise<SeedClient[]> {
  const creators = places[0]?.staff.counter ?? [];
  const made = Array.from({ length: clients }, () =>
    makeClient(die, {
      knownSince: now - HALF_A_YEAR - die.between(0, 400) * DAY,
      createdBy: die.pick(creators).id,
    }));
  for (let from = 0; from < made.length; from += CLIENTS_AT_ONCE) {
    const rows = noRows();
    for (const { id, row, contacts } of made.slice(from, from + CLIENTS_AT_ONCE)) {
      rows.client.push(row);
      for (const [position, { kind, value, display }] of contacts.entries()) {
        rows.contact.push({ id: die.id(row.created_at), client_id: id, kind, value, display, position });
      }
    }
    await write(rows);
  }
  return made;
}

/** Returns how many devices came for the first time. */
async function addOrders(
  write: Write,
  { world, places, sequences, orders, clients }: {
    world: World;
    places: Place[];
    sequences: Map<string, number>;
    orders: number;
    clients: SeedClient[];
  },
): Promise<number> {
  const { die } = world;
  const open = places.filter(({ branch }) => branch.active);
  const dayIn = calendar();
  const timeZones = new Map(open.map(({ branch }) => [branch.id, branch.timeZone]));
  const sizes = visitSizes(die, orders);
  let rows = noRows();
  let devices = 0;
  let made = 0;
  for (const [index, at] of visitTimes(world, sizes.length).entries()) {
    const place = die.chance(0.75) && open[0] || die.pick(open);
    const client = die.pickEarly(clients);
    const parts: VisitPart[] = [];
    for (let part = 0; part < (sizes[index] ?? 0); part++) {
      const device = bringDevice(rows, world, { client, at });
      const sequence = sequences.get(place.branch.code) ?? 1;
      sequences.set(place.branch.code, sequence + 1);
      const status = standing(made++, orders);
      const story = status ? storyUntil(die, status, workBetween(at, world.now, world.days)) : makeStory(die);
      parts.push({ device, sequence, story, draft: status === "draft" });
    }
    addVisit(rows, world, place, { at, client, parts });
    if (rows.order.length < ORDERS_AT_ONCE && made < orders) continue;
    const written = rows;
    await write(written, async (trx) => {
      await saveSequences(trx, open, sequences);
      await addSums(trx, written, (branchId, at) => dayIn(at, timeZones.get(branchId) ?? "UTC"));
    });
    devices += written.device.length;
    rows = noRows();
  }
  return devices;
}

/** One that has been here before, or a new one. */
function bringDevice(
  rows: Rows,
  { die }: World,
  { client, at }: { client: SeedClient; at: number },
): SeedDevice {
  if (client.devices.length > 0 && die.chance(0.25)) return die.pick(client.devices);
  const device = makeDevice(die, at);
  client.devices.push(device);
  rows.device.push(deviceRow(device, at));
  rows.device_owner.push({
    id: die.id(at),
    device_id: device.id,
    client_id: client.id,
    since: at,
    until: null,
  });
  return device;
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
function visitTimes({ die, days, now }: World, count: number): number[] {
  const times: number[] = [];
  while (times.length < count) {
    const at = die.pick(days) + Math.floor(die.next() * WORKDAY_MS);
    if (at < now - 1_800_000) times.push(at);
  }
  return times.sort((a, b) => a - b);
}

async function saveSequences(trx: Db, places: Place[], sequences: Map<string, number>): Promise<void> {
  for (const { branch: { id, code } } of places) {
    const next = sequences.get(code);
    if (next === undefined) continue;
    await trx.insertInto("order_sequence").values({ branch_id: id, series: code, next })
      .onConflict((c) => c.columns(["branch_id", "series"]).doUpdateSet({ next })).execute();
  }
}

/** Lets a server answer what has come in; work on an embedded database alone never waits for anything. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
