import { z } from "zod";
import { Id, Instant, instant } from "../api/shapes.ts";
import { OrderNumber, Status } from "../orders/json.ts";
import { DEVICE_CATEGORIES } from "./device.ts";
import { deviceInput } from "./input.ts";
import type { DeviceOrder, DevicePage, DeviceRow } from "./queries.ts";

const Owner = z.object({ id: Id, name: z.string() });
const Serial = z.string().meta({ description: "Serial number or IMEI, empty when unknown" });

export const DeviceSummary = z.object({
  id: Id,
  category: z.enum(DEVICE_CATEGORIES),
  brand: z.string().meta({ examples: ["Samsung"] }),
  model: z.string().meta({ examples: ["Galaxy A54"] }),
  serial: Serial,
  owner: Owner.nullable().meta({ description: "The client whose it is today" }),
  created_at: Instant,
  version: z.int(),
}).meta({ id: "DeviceSummary" });

export function deviceSummary(row: DeviceRow): z.input<typeof DeviceSummary> {
  const { id, category, brand, model, serial, ownerId, owner, createdAt, version } = row;
  return {
    id,
    category,
    brand,
    model,
    serial,
    owner: ownerId === null ? null : { id: ownerId, name: owner ?? "" },
    created_at: instant(createdAt),
    version,
  };
}

export const Device = DeviceSummary.extend({
  former_owners: z.array(Owner.extend({ since: Instant, until: Instant })),
  updated_at: Instant,
}).meta({ id: "Device", description: "The thing that is repaired, over all of its orders and owners" });

export function deviceTold(device: DevicePage): z.input<typeof Device> {
  const { id, category, brand, model, serial, owners, createdAt, updatedAt, version } = device;
  const today = owners.find(({ until }) => until === null);
  return {
    id,
    category,
    brand,
    model,
    serial,
    owner: today ? { id: today.clientId, name: today.name } : null,
    former_owners: owners.flatMap(({ clientId, name, since, until }) =>
      until === null ? [] : [{ id: clientId, name, since: instant(since), until: instant(until) }]
    ),
    created_at: instant(createdAt),
    updated_at: instant(updatedAt),
    version,
  };
}

export const DeviceIn = deviceInput;

export const NewDeviceIn = deviceInput.safeExtend({
  client_id: z.uuid({ error: "required" }).meta({ description: "Whose it is" }),
});

/** The device in the form in which it comes in. */
export function deviceAsIn({ category, brand, model, serial }: DevicePage): z.input<typeof DeviceIn> {
  return { category, brand, model, serial };
}

export const DeviceOrderTold = z.object({
  number: OrderNumber,
  status: Status,
  fault: z.string(),
  received_at: Instant,
  client: Owner,
  warranty_ends_at: Instant.nullable(),
}).meta({ id: "DeviceOrder" });

export function deviceOrderTold(order: DeviceOrder): z.input<typeof DeviceOrderTold> {
  const { number, status, fault, receivedAt, clientId, clientName, warrantyEndsAt } = order;
  return {
    number,
    status,
    fault,
    received_at: instant(receivedAt),
    client: { id: clientId, name: clientName },
    warranty_ends_at: warrantyEndsAt === null ? null : instant(warrantyEndsAt),
  };
}
