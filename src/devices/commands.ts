import { recordAudit } from "../audit/record.ts";
import { requirePermission } from "../auth/permissions.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { publish } from "../events/publish.ts";
import { conflict, invalid, notFound } from "../lib/app_error.ts";
import { refreshOrderSearch } from "../orders/search_text.ts";
import { recountSince } from "../statistics/state.ts";
import { deviceSearchFold, serialFold } from "./device.ts";
import type { DeviceEdit, DeviceInput, OwnerChange } from "./input.ts";
import { deviceWithId, deviceWithSerial } from "./queries.ts";

export interface Registration {
  clientId: string;
  device: DeviceInput;
  /** The record, where the client chose one of its devices. */
  deviceId?: string;
  /** Nobody has seen the device: what the shop knows of it stays as it is, its owner too. */
  unseen?: boolean;
  /** Id of the record if one is made; the same again makes no other. */
  newId?: string;
}

/**
 * Registers a device without an intake. @throws AppError forbidden; invalid `client_id` that no client has
 */
export async function addDevice(
  ctx: Ctx,
  { clientId, device, newId }: Registration & { newId: string },
): Promise<{ id: string; known: boolean }> {
  requirePermission(ctx.actor, "devices.edit");
  return await ctx.db.transaction().execute(async (trx) => {
    const client = await trx.selectFrom("client").select("id").where("id", "=", clientId).executeTakeFirst();
    if (!client) throw invalid({ client_id: { code: "client_unknown" } });
    if (await deviceWithId(trx, newId)) return { id: newId, known: false };
    return await registerDevice(trx, ctx, { clientId, device, newId });
  });
}

/**
 * The device's record, made when there is none: a serial or IMEI that is known is the same device, whoever brings it, and it
 * becomes the client's. @throws AppError not_found for a `deviceId` that does not exist.
 */
export async function registerDevice(
  trx: Db,
  ctx: Ctx,
  { clientId, device, deviceId, newId, unseen = false }: Registration,
): Promise<{ id: string; known: boolean }> {
  const known = deviceId ? await deviceWithId(trx, deviceId) : await deviceWithSerial(trx, device);
  if (deviceId && !known) throw notFound();
  if (!known) return { id: await insertDevice(trx, ctx, { clientId, device, newId }), known: false };
  if (unseen) return { id: known.id, known: true };
  const model = known.model || device.model;
  const serial = known.serial || device.serial;
  if (model !== known.model || serial !== known.serial) {
    const { id, category, brand, version } = known;
    await writeFacts(trx, ctx, { id, device: { category, brand, model, serial, version } });
    await recordAudit(trx, ctx, {
      kind: "device_edited",
      subject: { kind: "device", id },
      data: { before: namesOf(known), after: namesOf({ category, brand, model, serial }) },
    });
  }
  await handOver(trx, ctx, { deviceId: known.id, clientId });
  return { id: known.id, known: true };
}

/** @throws AppError conflict `device_changed` when somebody saved since the form's version, not_found. */
export async function editDevice(ctx: Ctx, id: string, device: DeviceEdit): Promise<void> {
  requirePermission(ctx.actor, "devices.edit");
  await ctx.db.transaction().execute(async (trx) => {
    const before = await deviceWithId(trx, id);
    if (!before) throw notFound();
    if (!await writeFacts(trx, ctx, { id, device })) throw conflict("device_changed");
    if (device.category !== before.category) await recountDevice(trx, id);
    await recordAudit(trx, ctx, {
      kind: "device_edited",
      subject: { kind: "device", id },
      data: { before: namesOf(before), after: namesOf(device) },
    });
  });
}

/** Writes a device anew whatever its version and gives it to a client, as a file that is imported has it. */
export async function overwriteDevice(
  trx: Db,
  ctx: Ctx,
  { id, device, clientId }: { id: string; device: DeviceInput; clientId: string },
): Promise<void> {
  const before = await deviceWithId(trx, id);
  if (!before) throw notFound();
  await writeFacts(trx, ctx, { id, device: { ...device, version: before.version } });
  if (device.category !== before.category) await recountDevice(trx, id);
  await handOver(trx, ctx, { deviceId: id, clientId });
  await recordAudit(trx, ctx, {
    kind: "device_edited",
    subject: { kind: "device", id },
    data: { before: namesOf(before), after: namesOf(device) },
  });
}

/** The spell of the owner until now ends and stays on record. @throws AppError not_found, conflict `device_changed`. */
export async function changeOwner(ctx: Ctx, id: string, change: OwnerChange): Promise<void> {
  requirePermission(ctx.actor, "devices.edit");
  await ctx.db.transaction().execute(async (trx) => {
    const client = await trx.selectFrom("client").select("id").where("id", "=", change.client_id)
      .where("erased_at", "is", null).executeTakeFirst();
    if (!client) throw notFound();
    const moved = await trx.updateTable("device").set({ version: change.version + 1, updated_at: ctx.now })
      .where("id", "=", id).where("version", "=", change.version).returning("id").executeTakeFirst();
    if (!moved) throw await deviceWithId(trx, id) ? conflict("device_changed") : notFound();
    await handOver(trx, ctx, { deviceId: id, clientId: client.id });
    await recordAudit(trx, ctx, {
      kind: "device_owner_changed",
      subject: { kind: "device", id },
      data: { client_id: client.id },
    });
  });
}

async function insertDevice(
  trx: Db,
  ctx: Ctx,
  { clientId, device, newId }: Registration,
): Promise<string> {
  const id = newId ?? ctx.random.id(ctx.now);
  await trx.insertInto("device").values({
    id,
    ...factsOf(device),
    created_at: ctx.now,
    updated_at: ctx.now,
    version: 1,
  }).execute();
  await own(trx, ctx, { deviceId: id, clientId });
  await tell(trx, ctx, { type: "device.created", id });
  return id;
}

/** False when the version has moved on. */
async function writeFacts(
  trx: Db,
  ctx: Ctx,
  { id, device }: { id: string; device: DeviceEdit },
): Promise<boolean> {
  const saved = await trx.updateTable("device").set({
    ...factsOf(device),
    updated_at: ctx.now,
    version: device.version + 1,
  }).where("id", "=", id).where("version", "=", device.version).returning("id").executeTakeFirst();
  if (!saved) return false;
  await refreshOrderSearch(trx, { deviceId: id });
  await tell(trx, ctx, { type: "device.updated", id });
  return true;
}

/** Figures are kept by category: those of its orders change. */
async function recountDevice(trx: Db, deviceId: string): Promise<void> {
  // What came from another system was received long before it was written down, what was announced is written down before.
  const { received, made } = await trx.selectFrom("order").where("device_id", "=", deviceId)
    .select((q) => [q.fn.min("received_at").as("received"), q.fn.min("created_at").as("made")])
    .executeTakeFirstOrThrow();
  if (received !== null) await recountSince(trx, Math.min(Number(received), Number(made)));
}

async function tell(
  trx: Db,
  ctx: Ctx,
  { type, id }: { type: "device.created" | "device.updated"; id: string },
): Promise<void> {
  await publish(trx, ctx, [{ type, subject: { kind: "device", id }, data: { device: { id } } }]);
}

function factsOf({ category, brand, model, serial }: DeviceInput) {
  return {
    category,
    brand,
    model,
    serial,
    serial_fold: serialFold(serial),
    search_fold: deviceSearchFold({ brand, model, serial }),
  };
}

function namesOf({ category, brand, model, serial }: DeviceInput): DeviceInput {
  return { category, brand, model, serial };
}

async function handOver(
  trx: Db,
  ctx: Ctx,
  { deviceId, clientId }: { deviceId: string; clientId: string },
): Promise<void> {
  const owner = await trx.selectFrom("device_owner").select(["id", "client_id"])
    .where("device_id", "=", deviceId).where("until", "is", null).executeTakeFirst();
  if (owner?.client_id === clientId) return;
  if (owner) {
    await trx.updateTable("device_owner").set({ until: ctx.now }).where("id", "=", owner.id).execute();
  }
  await own(trx, ctx, { deviceId, clientId });
  await publish(trx, ctx, [{
    type: "device.owner_changed",
    subject: { kind: "device", id: deviceId },
    data: { device: { id: deviceId }, client_id: clientId },
  }]);
}

async function own(
  trx: Db,
  ctx: Ctx,
  { deviceId, clientId }: { deviceId: string; clientId: string },
): Promise<void> {
  await trx.insertInto("device_owner").values({
    id: ctx.random.id(ctx.now),
    device_id: deviceId,
    client_id: clientId,
    since: ctx.now,
    until: null,
  }).execute();
}
