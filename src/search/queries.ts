import { sql } from "kysely";
import { figuresReading } from "../clients/client.ts";
import type { ClientKind } from "../clients/client.ts";
import { firstContact } from "../clients/queries.ts";
import type { Ctx } from "../context.ts";
import { matches } from "../db/search.ts";
import type { DeviceCategory } from "../devices/device.ts";
import { fold } from "../lib/fold.ts";
import { seesContacts } from "../orders/own_orders.ts";
import type { OrderStatus } from "../orders/status.ts";
import type { PartUnit } from "../parts/part.ts";
import { partsIn } from "../parts/queries.ts";
import { trackingHash } from "../tracking/token.ts";
import type { SearchKind } from "./kinds.ts";
import { readScan, type Scan } from "./scan.ts";

export interface OrderHit {
  seq: number;
  number: string;
  status: OrderStatus;
  client: string;
  category: DeviceCategory;
  brand: string;
  model: string;
  fault: string;
  receivedAt: number;
  /** Last instant of the warranty of its work, null without one. */
  warrantyEndsAt: number | null;
}

export interface ClientHit {
  seq: number;
  id: string;
  kind: ClientKind;
  name: string;
  document: string;
  phone: string | null;
  email: string | null;
}

export interface DeviceHit {
  seq: number;
  id: string;
  category: DeviceCategory;
  brand: string;
  model: string;
  serial: string;
  owner: string | null;
}

export interface PartHit {
  seq: number;
  id: string;
  sku: string;
  name: string;
  category: string;
  unit: PartUnit;
  /** Thousandths in the branch of the one who asks. */
  available: number;
}

export interface Hits<Hit> {
  rows: Hit[];
  /** `seq` after which the next page begins, null on the last one. */
  next: number | null;
}

export interface Found {
  orders: Hits<OrderHit>;
  clients: Hits<ClientHit>;
  devices: Hits<DeviceHit>;
  parts: Hits<PartHit>;
}

export interface Query {
  text: string;
  kinds: readonly SearchKind[];
  /** Rows of each kind. */
  limit: number;
  after?: number;
}

/** What the text names or what has all its words, newest first. At most one statement per kind and one for what it names. */
export async function search(ctx: Ctx, query: Query): Promise<Found> {
  const { kinds, after } = query;
  const scan = scanOf(ctx, query.text);
  const searchable = scan.token === null && fold(query.text).length >= 2;
  const has = (kind: SearchKind) => searchable && kinds.includes(kind);
  const named = kinds.includes("orders") && after === undefined && (scan.token || scan.numbers.length > 0);
  const limit = query.limit + 1;
  const [exact, orders, clients, devices, parts] = await Promise.all([
    named ? namedOrders(ctx, scan).execute() : [],
    has("orders") ? ordersMatching(ctx, query).limit(limit).execute() : [],
    has("clients") ? clientsMatching(ctx, query).limit(limit).execute() : [],
    has("devices") ? devicesMatching(ctx, query).limit(limit).execute() : [],
    has("parts") ? partsMatching(ctx, query).limit(limit).execute() : [],
  ]);
  const others = orders.filter((order) => exact.every((one) => one.seq !== order.seq));
  return {
    orders: hits([...exact, ...others], query.limit),
    clients: hits(clients, query.limit),
    devices: hits(devices, query.limit),
    parts: hits(parts.map(partHit), query.limit),
  };
}

export type Target = { kind: "order" | "slip"; number: string } | { kind: "device" | "part"; id: string };

const KIND_OF = { order: "orders", slip: "orders", device: "devices", part: "parts" } as const;

/**
 * The one order, reserved slip, device or part that a whole number, serial, code or client's link names; null when it names none
 * or several. A slip that has become an order is that order.
 */
export async function namedBy(
  ctx: Ctx,
  { text, kinds }: { text: string; kinds: readonly SearchKind[] },
): Promise<Target | null> {
  const scan = scanOf(ctx, text);
  if (!scan.token && scan.numbers.length === 0 && scan.serial === "" && scan.part === "") return null;
  const rows = await targets(ctx, scan).execute();
  const seen = rows.filter(({ kind }) => kinds.includes(KIND_OF[kind]));
  for (const kind of ["order", "slip"] as const) {
    const numbered = seen.find((row) => row.kind === kind);
    if (numbered) return { kind, number: numbered.key };
  }
  const [only, another] = new Map(seen.map((one) => [one.key, one])).values();
  if (!only || another || only.kind === "order" || only.kind === "slip") return null;
  return { kind: only.kind, id: only.key };
}

/** One statement for all that a scan may name. */
export function targets(ctx: Ctx, scan: Scan) {
  const { token, numbers, serial, part } = scan;
  type Kind = Target["kind"];
  return ctx.db.selectFrom("order").select((q) => [q.val<Kind>("order").as("kind"), "number as key"])
    .where("number", "in", numbers.length > 0 ? numbers : [""])
    .unionAll(
      ctx.db.selectFrom("slip").select((q) => [q.val<Kind>("slip").as("kind"), "number as key"])
        .where("number", "in", numbers.length > 0 ? numbers : [""]),
    )
    .unionAll(
      ctx.db.selectFrom("tracking_link").innerJoin("order", "order.id", "tracking_link.order_id")
        .select((q) => [q.val<Kind>("order").as("kind"), "order.number as key"])
        .where("tracking_link.token_hash", "=", token ? trackingHash(token) : ""),
    )
    .unionAll(
      ctx.db.selectFrom("device").select((q) => [q.val<Kind>("device").as("kind"), "id as key"])
        .where("serial_fold", "=", serial === "" ? "-" : serial),
    )
    .unionAll(
      ctx.db.selectFrom("part").select((q) => [q.val<Kind>("part").as("kind"), "id as key"])
        .where("sku", "=", part),
    )
    .unionAll(
      ctx.db.selectFrom("part").select((q) => [q.val<Kind>("part").as("kind"), "id as key"])
        .where("ean", "=", part).where(sql<boolean>`ean <> ''`),
    )
    .unionAll(
      ctx.db.selectFrom("part_unit").select((q) => [q.val<Kind>("part").as("kind"), "part_id as key"])
        .where("serial_fold", "=", serial === "" ? "-" : serial).where("state", "=", "in_stock"),
    )
    .limit(10);
}

/** Reserved numbers that the text names and that no order has taken. */
export async function slipsNamed(ctx: Ctx, text: string): Promise<string[]> {
  const { numbers } = scanOf(ctx, text);
  if (numbers.length === 0) return [];
  const rows = await ctx.db.selectFrom("slip").select("number").where("number", "in", numbers)
    .where("order_id", "is", null).execute();
  return rows.map(({ number }) => number);
}

export function scanOf(ctx: Ctx, text: string): Scan {
  const { branches } = ctx.shop;
  const branchId = ctx.actor.kind === "user" ? ctx.actor.branchId : "";
  return readScan(text, {
    branchCode: branches.find(({ id }) => id === branchId)?.code ?? "",
    branchCodes: branches.map(({ code }) => code),
  });
}

export function namedOrders(ctx: Ctx, { numbers, token }: Scan) {
  const orders = orderHits(ctx);
  return token === null ? orders.where("order.number", "in", numbers) : orders.where(
    "order.id",
    "in",
    ctx.db.selectFrom("tracking_link").select("order_id").where("token_hash", "=", trackingHash(token)),
  );
}

export function ordersMatching(ctx: Ctx, { text, after }: Query) {
  return orderHits(ctx).$call((query) =>
    matches(query, {
      flavour: ctx.flavour,
      table: "order",
      contacts: seesContacts(ctx.actor),
      before: after,
      ...readings(ctx, text),
    })
  );
}

export function clientsMatching(ctx: Ctx, { text, after }: Query) {
  return ctx.db.selectFrom("client")
    .select(["client.seq", "client.id", "client.kind", "client.name", "client.document"])
    .select((q) => [
      firstContact(q, ["phone", "whatsapp"]).as("phone"),
      firstContact(q, ["email"]).as("email"),
    ])
    .$call((query) =>
      matches(query, {
        flavour: ctx.flavour,
        table: "client",
        contacts: seesContacts(ctx.actor),
        before: after,
        ...readings(ctx, text),
      })
    );
}

export function devicesMatching(ctx: Ctx, { text, after }: Query) {
  return ctx.db.selectFrom("device")
    .select(["device.seq", "device.id", "device.category", "device.brand", "device.model", "device.serial"])
    .select((q) =>
      q.selectFrom("device_owner").innerJoin("client", "client.id", "device_owner.client_id").select(
        "client.name",
      )
        .whereRef("device_owner.device_id", "=", "device.id").where("device_owner.until", "is", null)
        .limit(1).as("owner")
    )
    .$call((query) =>
      matches(query, { flavour: ctx.flavour, table: "device", before: after, ...readings(ctx, text) })
    );
}

/** With what is there of them in the branch of the one who asks. */
export function partsMatching(ctx: Ctx, { text, after }: Query) {
  const branchId = ctx.actor.kind === "user" ? ctx.actor.branchId : "";
  return partsIn(ctx, branchId).$call((query) =>
    matches(query, { flavour: ctx.flavour, table: "part", before: after, text })
  );
}

type PartFound = Omit<PartHit, "available"> & { on_hand: number | null; reserved: number | null };

function partHit({ seq, id, sku, name, category, unit, on_hand, reserved }: PartFound): PartHit {
  return { seq, id, sku, name, category, unit, available: (on_hand ?? 0) - (reserved ?? 0) };
}

function orderHits(ctx: Ctx) {
  return ctx.db.selectFrom("order")
    .innerJoin("client", "client.id", "order.client_id")
    .innerJoin("device", "device.id", "order.device_id")
    .select(["order.seq", "order.number", "order.status", "order.fault", "order.received_at as receivedAt"])
    .leftJoin("warranty", "warranty.order_id", "order.id")
    .select(["client.name as client", "device.category", "device.brand", "device.model"])
    .select("warranty.ends_at as warrantyEndsAt");
}

function readings(ctx: Ctx, text: string): { text: string; orText: string } {
  return { text, orText: figuresReading(text, ctx.shop.settings.country) };
}

function hits<Hit extends { seq: number }>(rows: Hit[], limit: number): Hits<Hit> {
  const shown = rows.slice(0, limit);
  return { rows: shown, next: rows.length > limit ? shown.at(-1)?.seq ?? null : null };
}
