import type { Schema } from "../db/schema.ts";
import type { OrderStatus } from "../orders/status.ts";
import { type Dice, dice } from "./dice.ts";
import { calendar, workBetween, WORKDAY_MS, workingDays } from "./hours.ts";
import {
  deviceRow,
  guaranteeAt,
  makeClient,
  makeDevice,
  type SeedClient,
  type SeedDevice,
} from "./people.ts";
import { noRows, type Rows, type Sheet, sheetsOf } from "./rows.ts";
import { makeStory, type Story, storyUntil } from "./story.ts";
import { type Sums, sumsOf } from "./sums.ts";
import { Tills } from "./tills.ts";
import { addVisit } from "./visit_rows.ts";
import type { Place, SeedShop, VisitPart, World } from "./world.ts";

const DAY = 86_400_000;
const HALF_A_YEAR = 183 * DAY;
/** A transaction's share of the work: under a second, so that a server that runs meanwhile still answers. */
const CLIENTS_AT_ONCE = 5_000;
const ORDERS_AT_ONCE = 2_000;
/** As many of the latest orders have an offer with its lines and its answer. */
const QUOTED = 400;

/** What is to be made up, and for whom; plain data, as another thread takes it. */
export interface Commission extends SeedShop {
  places: Place[];
  /** The next free number of each series. */
  sequences: ReadonlyMap<string, number>;
  orders: number;
  clients: number;
  seed: number;
}

/** What one transaction writes; plain data too. */
export interface Batch {
  sheets: Sheet[];
  sums: Sums;
  sequences: Schema["order_sequence"][];
}

/** Makes up half a year of work up to `now`, oldest first. */
export function* makeBatches(commission: Commission): Generator<Batch> {
  const { shop, now, seed } = commission;
  const timeZone = shop.organization?.timeZone ?? "UTC";
  const days = workingDays(now - HALF_A_YEAR, now, timeZone);
  const tills = new Tills({ now, days }, seed);
  const world = { ...commission, die: dice(seed), aside: dice(seed ^ 0xa51de), days, tills };
  const clients = makeClients(world, commission);
  yield* clientBatches(world, clients);
  yield* orderBatches(world, commission, clients);
  yield { sheets: sheetsOf(tills.close()), sums: { counts: [], days: [] }, sequences: [] };
}

function makeClients({ die, now }: World, { places, clients }: Commission): SeedClient[] {
  const creators = places[0]?.staff.counter ?? [];
  return Array.from({ length: clients }, () =>
    makeClient(die, {
      knownSince: now - HALF_A_YEAR - die.between(0, 400) * DAY,
      createdBy: die.pick(creators).id,
    }));
}

function* clientBatches({ die }: World, made: SeedClient[]): Generator<Batch> {
  for (let from = 0; from < made.length; from += CLIENTS_AT_ONCE) {
    const rows = noRows();
    for (const { id, row, contacts } of made.slice(from, from + CLIENTS_AT_ONCE)) {
      rows.client.push(row);
      for (const [position, { kind, value, display }] of contacts.entries()) {
        rows.contact.push({ id: die.id(row.created_at), client_id: id, kind, value, display, position });
      }
    }
    yield { sheets: sheetsOf(rows), sums: { counts: [], days: [] }, sequences: [] };
  }
}

function* orderBatches(
  world: World,
  { places, orders, ...commission }: Commission,
  clients: SeedClient[],
): Generator<Batch> {
  const { die } = world;
  const open = places.filter(({ branch }) => branch.active);
  const dayIn = calendar();
  const timeZones = new Map(open.map(({ branch }) => [branch.id, branch.timeZone]));
  const dayAt = (branchId: string, at: number) => dayIn(at, timeZones.get(branchId) ?? "UTC");
  const sequences = new Map(commission.sequences);
  const sizes = visitSizes(die, orders);
  let rows = noRows();
  let made = 0;
  for (const [index, at] of visitTimes(world, sizes.length).entries()) {
    const size = sizes[index] ?? 0;
    const shown = someLatest(orders - made, size, orders);
    const place = (die.chance(0.75) || shown) && open[0] || die.pick(open);
    const anyone = die.pickEarly(clients);
    const back = size === 1 && claimsNow(standing(orders - made - 1, orders)) ? returning(clients, at) : null;
    const client = back?.client ?? anyone;
    const parts: VisitPart[] = [];
    for (let part = 0; part < size; part++) {
      const device = back?.device ?? bringDevice(rows, world, { client, at });
      const sequence = sequences.get(place.branch.code) ?? 1;
      sequences.set(place.branch.code, sequence + 1);
      const recent = orders - made++;
      const now = standing(recent - 1, orders);
      const story: Story = now
        ? storyUntil(die, { ...now, claim: back !== null, work: workBetween(at, world.now, world.days) })
        : { ...makeStory(die), ...(recent <= QUOTED && { offer: "seen" }) };
      const claims = back || (!now && story.preauthorised) ? guaranteeAt(device, at) : null;
      delete device.guarantee;
      parts.push({ device, sequence, story, draft: now?.status === "draft", claims });
    }
    for (const draft of [false, true]) {
      const own = parts.filter((part) => part.draft === draft);
      if (own.length > 0) addVisit(rows, world, place, { at, client, parts: own });
    }
    if (rows.order.length < ORDERS_AT_ONCE && made < orders) continue;
    yield { sheets: sheetsOf(rows), sums: sumsOf(rows, dayAt), sequences: nextNumbers(open, sequences) };
    rows = noRows();
  }
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

/**
 * Null for an order that leads a life of its own: the last ones stand everywhere from the counter to the shelf, and the later one
 * came in, the less has been done. `turn` is 0 for the latest one in its status.
 */
function standing(recent: number, orders: number): { status: OrderStatus; turn: number } | null {
  const most = Math.floor(Math.min(Math.max(2 * STAGES.length, orders * 0.05), 240));
  const status = STAGES[Math.floor(recent * STAGES.length / most)];
  if (status === undefined) return null;
  return { status, turn: recent - Math.ceil(STAGES.indexOf(status) * most / STAGES.length) };
}

/** Some of those that came last came back: neither the latest of its status, nor all. */
function claimsNow(now: ReturnType<typeof standing>): boolean {
  return now?.turn === 1 && (now.status === "received" || now.status === "repairing");
}

/** Who was last given a device whose warranty is in force. */
function returning(
  clients: readonly SeedClient[],
  at: number,
): { client: SeedClient; device: SeedDevice } | null {
  const theirs = clients.flatMap((client) => client.devices.map((device) => ({ client, device })));
  const since = ({ device }: { device: SeedDevice }) => guaranteeAt(device, at)?.startsAt ?? 0;
  return theirs.filter((one) => since(one) > 0).sort((a, b) => since(b) - since(a))[0] ?? null;
}

/** Whether the latest one in some status comes with a visit of `size` devices: the first branch shows every status. */
function someLatest(recent: number, size: number, orders: number): boolean {
  return Array.from({ length: size }, (_, part) => standing(recent - part - 1, orders)).some((one) =>
    one?.turn === 0
  );
}

/** More of them wait for an answer. */
const STAGES: readonly OrderStatus[] = [
  "received",
  "draft",
  "diagnosing",
  "cancelled",
  "awaiting_approval",
  "awaiting_approval",
  "awaiting_approval",
  "on_hold",
  "approved",
  "repairing",
  "quality_check",
  "awaiting_parts",
  "outsourced",
  "ready",
];

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

function nextNumbers(places: Place[], sequences: Map<string, number>): Batch["sequences"] {
  return places.flatMap(({ branch: { id, code } }) => {
    const next = sequences.get(code);
    return next === undefined ? [] : [{ branch_id: id, series: code, next }];
  });
}
