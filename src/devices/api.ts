import { z } from "zod";
import { cursorNumbers, cursorText } from "../api/cursor.ts";
import { type Operation, operation } from "../api/operation.ts";
import { Id, PAGE, Search } from "../api/shapes.ts";
import type { Ctx } from "../context.ts";
import { invalid } from "../lib/app_error.ts";
import { DEVICE_EXPANSIONS } from "./expansions.ts";
import { paths } from "../paths.ts";
import { addDevice, changeOwner, editDevice } from "./commands.ts";
import {
  Device,
  deviceAsIn,
  DeviceIn,
  DeviceOrderTold,
  deviceOrderTold,
  DeviceSummary,
  deviceSummary,
  deviceTold,
  NewDeviceIn,
} from "./json.ts";
import { deviceOrders, getDevice, listDevices } from "./queries.ts";

const tag = "devices";
const params = z.object({ id: Id });

export const deviceOperations: readonly Operation[] = [
  operation({
    id: "listDevices",
    method: "get",
    path: paths.apiDevices(),
    tag,
    scope: "devices:read",
    summary: "List devices",
    query: z.object({
      ...PAGE,
      q: Search.meta({
        description:
          "Words of the brand, the model and the serial or IMEI, accents and case aside; newest first",
      }),
      client_id: Id.optional().meta({ description: "Those that are this client's today; goes without `q`" }),
      sort: z.enum(["newest", "oldest"], { error: "invalid" }).default("newest").meta({
        description: "`oldest` goes without `q`",
      }),
    }),
    answer: { text: "One page of devices", schema: z.array(DeviceSummary) },
    expand: DEVICE_EXPANSIONS,
    async handle(ctx, { query: { q, client_id: clientId, sort, cursor, limit } }) {
      if (clientId !== undefined && q.trim() !== "") throw invalid({ client_id: { code: "with_search" } });
      if (sort !== "newest" && q.trim() !== "") throw invalid({ sort: { code: "sort_with_search" } });
      const [after] = cursorNumbers(sort, cursor, { count: 1 }) ?? [];
      const { rows, next } = await listDevices(ctx, { q, clientId, sort, after }, limit);
      return { body: rows.map(deviceSummary), next: next === null ? null : cursorText(sort, [next]) };
    },
  }),
  operation({
    id: "createDevice",
    method: "post",
    path: paths.apiDevices(),
    tag,
    scope: "devices:write",
    summary: "Add a device",
    description:
      "A serial or IMEI that is known is the same device: it becomes the client's, with status 200.",
    body: NewDeviceIn,
    example: {
      client_id: "01935f5a-7c00-7000-8000-000000000001",
      category: "phone",
      brand: "Samsung",
      model: "Galaxy A54",
      serial: "356938035643809",
    },
    statuses: [201, 200],
    answer: { text: "The device", schema: Device },
    async handle(ctx, { body: { client_id: clientId, ...device }, key }) {
      const { id, known } = await addDevice(ctx, { clientId, device, newId: key });
      return { ...await told(ctx, id), status: known ? 200 : 201, location: paths.apiDevice(id) };
    },
  }),
  operation({
    id: "getDevice",
    method: "get",
    path: paths.apiDevice("{id}"),
    tag,
    scope: "devices:read",
    summary: "Read a device",
    params,
    answer: { text: "The device", schema: Device },
    refuses: ["not_found"],
    expand: DEVICE_EXPANSIONS,
    handle: (ctx, { params: { id } }) => told(ctx, id),
  }),
  operation({
    id: "updateDevice",
    method: "patch",
    path: paths.apiDevice("{id}"),
    tag,
    scope: "devices:write",
    summary: "Change a device",
    params,
    body: DeviceIn,
    example: { model: "Galaxy A54 5G" },
    answer: { text: "The device as it is now", schema: Device },
    refuses: ["not_found"],
    merge: {
      stale: "device_changed",
      async onto(ctx, { id }) {
        const device = await getDevice(ctx, id);
        return { value: deviceAsIn(device), version: device.version };
      },
    },
    async handle(ctx, { params: { id }, body, version }) {
      await editDevice(ctx, id, { ...body, version });
      return await told(ctx, id);
    },
  }),
  operation({
    id: "changeDeviceOwner",
    method: "post",
    path: paths.apiDeviceOwner("{id}"),
    tag,
    scope: "devices:write",
    summary: "Hand a device over to another client",
    params,
    body: z.object({ client_id: z.uuid({ error: "required" }) }),
    example: { client_id: "01935f5a-7c00-7000-8000-000000000001" },
    answer: { text: "The device", schema: Device },
    refuses: ["not_found", "conflict"],
    async handle(ctx, { params: { id }, body }) {
      const { version } = await getDevice(ctx, id);
      await changeOwner(ctx, id, { ...body, version });
      return await told(ctx, id);
    },
  }),
  operation({
    id: "listDeviceOrders",
    method: "get",
    path: paths.apiDeviceOrders("{id}"),
    tag,
    scope: "orders:read",
    summary: "List the orders of a device, whoever brought it",
    params,
    query: z.object(PAGE),
    answer: { text: "One page of its orders, newest first", schema: z.array(DeviceOrderTold) },
    refuses: ["not_found"],
    async handle(ctx, { params: { id }, query: { cursor, limit } }) {
      const [after] = cursorNumbers("orders", cursor, { count: 1 }) ?? [];
      await getDevice(ctx, id);
      const { rows, next } = await deviceOrders(ctx, id, { after, limit });
      return { body: rows.map(deviceOrderTold), next: next === null ? null : cursorText("orders", [next]) };
    },
  }),
];

async function told(ctx: Ctx, id: string) {
  const device = await getDevice(ctx, id);
  return { body: deviceTold(device), version: device.version };
}
