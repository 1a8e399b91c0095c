import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { type DeviceCategory, serialFold } from "../devices/device.ts";
import { deviceWithId } from "../devices/queries.ts";
import { type FieldErrors, notFound } from "../lib/app_error.ts";
import { fold } from "../lib/fold.ts";
import { type Typed, typedText } from "../lib/form.ts";
import { OPEN_STATUSES, type OrderStatus } from "../orders/status.ts";
import { warrantyOf } from "../warranties/queries.ts";
import { typedDevices } from "./input.ts";

/** A device that the shop knows, as the intake offers it. */
export interface DevicePick {
  id: string;
  category: DeviceCategory;
  brand: string;
  model: string;
  serial: string;
  lastOrder: { number: string; status: OrderStatus; receivedAt: number } | null;
  hasOpenOrder: boolean;
}

/** A company's fleet is found by serial; these are for who comes back. */
const MOST_PICKS = 6;
const MOST_OWNED = 50;

/** What the client owns today, what was here last first. */
export async function clientPicks(db: Db, clientId: string): Promise<DevicePick[]> {
  if (clientId === "") return [];
  const picks = (await clientPickList(db, clientId).execute()).map(pickOf);
  const at = ({ lastOrder }: DevicePick) => lastOrder?.receivedAt ?? 0;
  return picks.sort((a, b) => at(b) - at(a)).slice(0, MOST_PICKS);
}

/** The query behind the picks, for the planner's test too. */
export function clientPickList(db: Db, clientId: string) {
  return pickList(db).innerJoin("device_owner", "device_owner.device_id", "device.id")
    .where("device_owner.client_id", "=", clientId).where("device_owner.until", "is", null)
    .orderBy("device_owner.since", "desc").orderBy("device_owner.id", "desc").limit(MOST_OWNED);
}

/** One device whoever owns it, null when there is none of that id. */
export async function pickOfDevice(db: Db, deviceId: string): Promise<DevicePick | null> {
  const row = await pickList(db).where("device.id", "=", deviceId).executeTakeFirst();
  return row ? pickOf(row) : null;
}

/** What a new intake begins with that is asked for from a client's or a device's page; unknown ids are left out. */
export async function beginning(
  ctx: Ctx,
  { clientId, deviceId }: { clientId: string; deviceId: string },
): Promise<Typed> {
  const device = deviceId === "" ? undefined : await deviceWithId(ctx.db, deviceId);
  if (!device) return { client_id: clientId };
  const owner = await ctx.db.selectFrom("device_owner").select("client_id").where("device_id", "=", device.id)
    .where("until", "is", null).executeTakeFirst();
  const typed = { client_id: clientId || (owner?.client_id ?? ""), devices: [{ device_id: device.id }] };
  return await withPickedFacts(ctx.db, typed);
}

/** What one begins with that claims the warranty of an order, given by its number: its device, and whose that is now. */
export async function claiming(ctx: Ctx, number: string): Promise<Typed> {
  const warranty = await warrantyOf(ctx.db, number);
  if (!warranty) throw notFound("order_not_found");
  const typed = await beginning(ctx, { clientId: "", deviceId: warranty.deviceId });
  return { ...typed, devices: typedDevices(typed).map((one) => ({ ...one, warranty_of: warranty.number })) };
}

/** A device that was chosen without scripts has nothing filled in yet: what the record says goes where it belongs. */
export async function withPickedFacts(db: Db, typed: Typed): Promise<Typed> {
  const devices: Typed[] = [];
  for (const device of typedDevices(typed)) {
    const chosen = typedText(device, "device_id");
    const blank = ["brand", "model", "serial"].every((name) => typedText(device, name).trim() === "");
    const known = chosen !== "" && blank ? await deviceWithId(db, chosen) : undefined;
    const { category, brand, model, serial } = known ?? {};
    devices.push(known ? { ...device, category, brand, model, serial } as Typed : device);
  }
  return typed["devices"] === undefined ? typed : { ...typed, devices };
}

/** A chosen record must be there, and be what is written below it: another serial is another device. */
export async function pickRefusals(
  db: Db,
  devices: readonly { id: string; category: string; brand: string; serial: string }[],
): Promise<FieldErrors> {
  const errors: FieldErrors = {};
  for (const [index, device] of devices.entries()) {
    if (device.id === "") continue;
    const path = `devices.${index}.device_id`;
    const known = await deviceWithId(db, device.id);
    if (!known) errors[path] = { code: "device_unknown" };
    else if (isAnother(device, known)) {
      errors[path] = { code: "device_differs", params: { name: `${known.brand} ${known.model}`.trim() } };
    }
  }
  return errors;
}

interface Identity {
  category: string;
  brand: string;
  serial: string;
}

/** A serial that one of them lacks tells nothing. */
function isAnother(typed: Identity, known: Identity): boolean {
  const [ours, theirs] = [serialFold(typed.serial), serialFold(known.serial)];
  if (ours !== "" && theirs !== "") return ours !== theirs;
  return typed.category !== known.category || fold(typed.brand) !== fold(known.brand);
}

function pickList(db: Db) {
  return db.selectFrom("device")
    .select(["device.id", "device.category", "device.brand", "device.model", "device.serial"])
    .select((q) => {
      const last = q.selectFrom("order").whereRef("order.device_id", "=", "device.id")
        .orderBy("order.seq", "desc").limit(1);
      return [
        last.select("order.number").as("number"),
        last.select("order.status").as("status"),
        last.select("order.received_at").as("received_at"),
        last.select("order.id").where("order.status", "in", OPEN_STATUSES).as("open_id"),
      ];
    });
}

type PickRow = Awaited<ReturnType<ReturnType<typeof pickList>["execute"]>>[number];

function pickOf({ number, status, received_at, open_id, ...device }: PickRow): DevicePick {
  const known = number !== null && status !== null && received_at !== null;
  return {
    ...device,
    lastOrder: known ? { number, status, receivedAt: received_at } : null,
    hasOpenOrder: open_id !== null,
  };
}
