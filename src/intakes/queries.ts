import type { Selectable } from "kysely";
import type { Ctx } from "../context.ts";
import { matches } from "../db/search.ts";
import type { Db } from "../db/open.ts";
import type { Schema } from "../db/schema.ts";
import type { DeviceCategory } from "../devices/device.ts";
import { deviceWithId, deviceWithSerial } from "../devices/queries.ts";
import { fold } from "../lib/fold.ts";
import { seesContacts } from "../orders/own_orders.ts";
import type { OrderStatus } from "../orders/status.ts";
import { type DeviceWarranty, warrantiesOfDevice } from "../warranties/queries.ts";
import { openOrderOf } from "./open_order.ts";

/** A client as the intake offers it, with what the shop last did for it. */
export interface ClientOption {
  id: string;
  name: string;
  document: string;
  contacts: string[];
  orders: RecentOrder[];
}

export interface RecentOrder {
  id: string;
  number: string;
  status: OrderStatus;
  device: string;
  receivedAt: number;
}

const MOST_OPTIONS = 6;
const MOST_RECENT = 3;

/** Clients whose name, phone, e-mail or document has every word, newest first. */
export async function findClients(ctx: Ctx, query: string): Promise<ClientOption[]> {
  if (fold(query).length < 2) return [];
  const rows = await ctx.db.selectFrom("client").select(OFFERED)
    .$call((q) =>
      matches(q, { flavour: ctx.flavour, table: "client", contacts: seesContacts(ctx.actor), text: query })
    )
    .limit(MOST_OPTIONS).execute();
  return await withHistory(ctx, rows);
}

/** The clients of these ids, in that order; unknown ids are left out. */
export async function clientOptions(ctx: Ctx, ids: readonly string[]): Promise<ClientOption[]> {
  if (ids.length === 0) return [];
  const rows = await ctx.db.selectFrom("client").select(OFFERED).where("id", "in", ids)
    .execute();
  const ordered = ids.flatMap((id) => rows.filter((row) => row.id === id));
  return await withHistory(ctx, ordered);
}

const OFFERED = ["client.id", "client.name", "client.document"] as const;

async function withHistory(
  { db }: Ctx,
  clients: Pick<Selectable<Schema["client"]>, "id" | "name" | "document">[],
): Promise<ClientOption[]> {
  if (clients.length === 0) return [];
  const ids = clients.map((client) => client.id);
  const [contacts, ...orders] = await Promise.all([
    db.selectFrom("contact").select(["client_id", "display"]).where("client_id", "in", ids)
      .orderBy("client_id").orderBy("position").execute(),
    ...ids.map((id) => recentOrders(db, { clientId: id })),
  ]);
  return clients.map((client, at) => ({
    ...client,
    contacts: contacts.flatMap(({ client_id, display }) => client_id === client.id ? [display] : []),
    orders: orders[at] ?? [],
  }));
}

async function recentOrders(db: Db, of: { clientId: string } | { deviceId: string }): Promise<RecentOrder[]> {
  const rows = await db.selectFrom("order").innerJoin("device", "device.id", "order.device_id")
    .select(["order.id", "order.number", "order.status", "order.received_at", "device.brand", "device.model"])
    .$call((q) =>
      "clientId" in of
        ? q.where("order.client_id", "=", of.clientId)
        : q.where("order.device_id", "=", of.deviceId)
    )
    .orderBy("order.seq", "desc").limit(MOST_RECENT).execute();
  return rows.map(({ id, number, status, received_at, brand, model }) => ({
    id,
    number,
    status,
    device: [brand, model].filter((part) => part !== "").join(" "),
    receivedAt: received_at,
  }));
}

/** What the shop knows of the device that was chosen, or that a serial names. */
export interface DeviceHistory {
  id: string;
  category: DeviceCategory;
  name: string;
  owner: { id: string; name: string } | null;
  orders: RecentOrder[];
  open: { number: string; status: OrderStatus } | null;
  /** The one that ends last first. */
  warranties: DeviceWarranty[];
}

/** `order`: number of the one that it has and that the form is about. */
interface DeviceAsked {
  brand: string;
  serial: string;
  deviceId?: string;
  order?: string;
}

export async function deviceHistory(
  ctx: Ctx,
  { deviceId = "", order = "", ...device }: DeviceAsked,
): Promise<DeviceHistory | null> {
  const chosen = deviceId === "" ? undefined : await deviceWithId(ctx.db, deviceId);
  const known = chosen ?? await deviceWithSerial(ctx.db, device);
  if (!known) return null;
  const [owner, orders, open, warranties] = await Promise.all([
    ctx.db.selectFrom("device_owner").innerJoin("client", "client.id", "device_owner.client_id")
      .select(["client.id", "client.name"]).where("device_owner.device_id", "=", known.id)
      .where("device_owner.until", "is", null).executeTakeFirst(),
    recentOrders(ctx.db, { deviceId: known.id }),
    openOrderOf(ctx.db, known.id, { except: order }),
    warrantiesOfDevice(ctx.db, known.id),
  ]);
  const others = orders.filter(({ number }) => number !== order);
  // An announced device that nobody has seen yet was never here.
  if (order !== "" && others.length + warranties.length === 0 && !open) return null;
  return {
    id: known.id,
    category: known.category,
    name: [known.brand, known.model].filter((part) => part !== "").join(" "),
    owner: owner ?? null,
    orders: others,
    open: open ?? null,
    warranties,
  };
}

/** How far back the suggestions look: enough to know a shop's trade, few enough to read in a millisecond or two. */
const SEEN_DEVICES = 1500;

export interface SeenDevices {
  brands: string[];
  /** Brand → its models. */
  models: Record<string, string[]>;
}

/** Brands and models of the latest devices, most frequent first. */
export async function seenDevices(db: Db): Promise<SeenDevices> {
  const rows = await db.selectFrom("device").select(["brand", "model"]).orderBy("seq", "desc")
    .limit(SEEN_DEVICES).execute();
  const brands = tally(rows.map((row) => row.brand)).slice(0, 60);
  const models: Record<string, string[]> = {};
  for (const brand of brands) {
    const own = rows.filter((row) => row.brand === brand && row.model !== "").map((row) => row.model);
    models[brand] = tally(own).slice(0, 40);
  }
  return { brands, models };
}

function tally(names: string[]): string[] {
  const counts = new Map<string, number>();
  for (const name of names) if (name !== "") counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]).map(([name]) => name);
}

export interface WaitingPhoto {
  id: string;
  name: string;
}

/** Which of these uploads still wait for a form of the one who asks, in that order. */
export async function uploadsOf(ctx: Ctx, ids: readonly string[]): Promise<WaitingPhoto[]> {
  if (ids.length === 0) return [];
  const rows = await ctx.db.selectFrom("attachment").select(["id", "name"]).where(
    "id",
    "in",
    ids.slice(0, 50),
  )
    .where("order_id", "is", null).where("created_by", "=", ctx.actor.id ?? "").execute();
  return [...new Set(ids)].flatMap((id) => rows.filter((row) => row.id === id));
}
