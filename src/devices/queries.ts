import type { ExpressionBuilder } from "kysely";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import type { Schema } from "../db/schema.ts";
import { matches } from "../db/search.ts";
import { notFound } from "../lib/app_error.ts";
import { fold } from "../lib/fold.ts";
import type { OrderStatus } from "../orders/status.ts";
import { type DeviceCategory, identifies, isImei, serialFold } from "./device.ts";

export interface DevicePage {
  id: string;
  category: DeviceCategory;
  brand: string;
  model: string;
  serial: string;
  createdAt: number;
  updatedAt: number;
  version: number;
  /** Today's owner first. */
  owners: DeviceOwner[];
  /** Other records with the same serial, of another brand perhaps. */
  twins: DeviceTwin[];
}

export interface DeviceOwner {
  clientId: string;
  name: string;
  since: number;
  /** Null for today's owner. */
  until: number | null;
}

export interface DeviceTwin {
  id: string;
  brand: string;
  model: string;
}

export interface DeviceRow {
  seq: number;
  id: string;
  category: DeviceCategory;
  brand: string;
  model: string;
  serial: string;
  createdAt: number;
  version: number;
  /** Today's owner. */
  ownerId: string | null;
  owner: string | null;
}

export interface DeviceFilter {
  q: string;
  /** Only what is this client's today; not together with `q`. */
  clientId?: string;
  /** Newest first where it is left out; not together with `q`. */
  sort?: "newest" | "oldest";
  /** `seq` of the last device of the page before. */
  after?: number;
}

export async function listDevices(
  ctx: Ctx,
  filter: DeviceFilter,
  limit: number,
): Promise<{ rows: DeviceRow[]; next: number | null }> {
  if (filter.q.trim() !== "" && fold(filter.q) === "") return { rows: [], next: null };
  const rows = await deviceList(ctx, filter).limit(limit + 1).execute();
  const shown = rows.slice(0, limit);
  return { rows: shown, next: rows.length > limit ? shown.at(-1)?.seq ?? null : null };
}

export function deviceList(ctx: Ctx, { q, clientId, sort, after }: DeviceFilter) {
  const { flavour } = ctx;
  const devices = deviceRows(ctx.db);
  const owned = clientId === undefined ? devices : devices.where((where) =>
    where(
      "device.id",
      "in",
      where.selectFrom("device_owner").select("device_id").where("client_id", "=", clientId)
        .where("until", "is", null),
    )
  );
  if (sort === "oldest") {
    return owned.$if(after !== undefined, (query) => query.where("device.seq", ">", after ?? 0))
      .orderBy("device.seq");
  }
  return owned.$call((query) => matches(query, { flavour, table: "device", text: q, before: after }));
}

/** Those of these ids that there are, in no order. */
export async function devicesWithIds({ db }: Ctx, ids: readonly string[]): Promise<DeviceRow[]> {
  return await deviceRows(db).where("device.id", "in", ids).execute();
}

function deviceRows(db: Db) {
  return db.selectFrom("device")
    .select(["device.seq", "device.id", "device.category", "device.brand", "device.model", "device.serial"])
    .select(["device.created_at as createdAt", "device.version"])
    .select((q) => [ownerNow(q, "client.id").as("ownerId"), ownerNow(q, "client.name").as("owner")]);
}

function ownerNow(q: ExpressionBuilder<Schema, "device">, column: "client.id" | "client.name") {
  return q.selectFrom("device_owner").innerJoin("client", "client.id", "device_owner.client_id")
    .select(column).whereRef("device_owner.device_id", "=", "device.id")
    .where("device_owner.until", "is", null).limit(1);
}

/** @throws AppError not_found */
export async function getDevice(ctx: Ctx, id: string): Promise<DevicePage> {
  const [device, owners] = await Promise.all([
    ctx.db.selectFrom("device").select(["id", "category", "brand", "model", "serial", "version"])
      .select(["created_at as createdAt", "updated_at as updatedAt"])
      .where("id", "=", id).executeTakeFirst(),
    ctx.db.selectFrom("device_owner").innerJoin("client", "client.id", "device_owner.client_id")
      .select(["client.id as clientId", "client.name", "device_owner.since", "device_owner.until"])
      .where("device_owner.device_id", "=", id)
      .orderBy("device_owner.since", "desc").orderBy("device_owner.id", "desc").limit(50).execute(),
  ]);
  if (!device) throw notFound();
  return { ...device, owners, twins: await twinsOf(ctx, device) };
}

/**
 * The record that this serial names. An IMEI says it alone; makers' serials may meet, so the brand must be the same too.
 */
export async function deviceWithSerial(db: Db, { brand, serial }: { brand: string; serial: string }) {
  if (!identifies(serial)) return undefined;
  const rows = await db.selectFrom("device").select(["id", "category", "brand", "model", "serial", "version"])
    .where("serial_fold", "=", serialFold(serial)).orderBy("seq").limit(20).execute();
  return rows.find((row) => isImei(serial) || fold(row.brand) === fold(brand));
}

export async function deviceWithId(db: Db, id: string) {
  return await db.selectFrom("device").select(["id", "category", "brand", "model", "serial", "version"])
    .where("id", "=", id).executeTakeFirst();
}

export interface DeviceOrder {
  seq: number;
  number: string;
  status: OrderStatus;
  fault: string;
  receivedAt: number;
  clientId: string;
  clientName: string;
  /** Last instant of the warranty of its work, null without one. */
  warrantyEndsAt: number | null;
}

export const ORDERS_PER_PAGE = 20;

/** The device's orders whoever brought it, newest first, older than the `seq` of `after`. */
export async function deviceOrders(
  ctx: Ctx,
  deviceId: string,
  { after, limit = ORDERS_PER_PAGE }: { after?: number; limit?: number } = {},
): Promise<{ rows: DeviceOrder[]; next: number | null }> {
  const rows = await deviceOrderList(ctx, deviceId, after).limit(limit + 1).execute();
  const shown = rows.slice(0, limit);
  return { rows: shown, next: rows.length > shown.length ? shown.at(-1)?.seq ?? null : null };
}

export function deviceOrderList(ctx: Ctx, deviceId: string, after?: number) {
  const orders = ctx.db.selectFrom("order").innerJoin("client", "client.id", "order.client_id")
    .select(["order.seq", "order.number", "order.status", "order.fault", "order.received_at as receivedAt"])
    .select(["client.id as clientId", "client.name as clientName"])
    .leftJoin("warranty", "warranty.order_id", "order.id").select("warranty.ends_at as warrantyEndsAt")
    .where("order.device_id", "=", deviceId).orderBy("order.seq", "desc");
  return after === undefined ? orders : orders.where("order.seq", "<", after);
}

export interface DevicePhoto {
  id: string;
  name: string;
  orderNumber: string;
  visibility: "internal" | "public";
  createdAt: number;
}

const MOST_PHOTOS = 24;

/** Photos of the device's orders, the latest first. */
export async function devicePhotos(ctx: Ctx, deviceId: string): Promise<DevicePhoto[]> {
  return await devicePhotoList(ctx, deviceId).execute();
}

export function devicePhotoList(ctx: Ctx, deviceId: string) {
  return ctx.db.selectFrom("attachment").innerJoin("order", "order.id", "attachment.order_id")
    .select(["attachment.id", "attachment.name", "attachment.visibility"])
    .select(["attachment.created_at as createdAt", "order.number as orderNumber"])
    .where("order.device_id", "=", deviceId).orderBy("attachment.id", "desc").limit(MOST_PHOTOS);
}

async function twinsOf(ctx: Ctx, device: { id: string; serial: string }): Promise<DeviceTwin[]> {
  if (!identifies(device.serial)) return [];
  return await ctx.db.selectFrom("device").select(["id", "brand", "model"])
    .where("serial_fold", "=", serialFold(device.serial)).where("id", "!=", device.id)
    .orderBy("seq", "desc").limit(5).execute();
}
