import { z } from "zod";
import { cursorNumbers, cursorText } from "../api/cursor.ts";
import { type Operation, operation } from "../api/operation.ts";
import { Id, PAGE } from "../api/shapes.ts";
import type { Ctx } from "../context.ts";
import { DeviceSummary, deviceSummary } from "../devices/json.ts";
import { listDevices } from "../devices/queries.ts";
import { notFound } from "../lib/app_error.ts";
import { paths } from "../paths.ts";
import { addContact, changeContact, removeContact } from "./contact_commands.ts";
import { ClientOrderTold, clientOrderTold, Contact, ContactIn } from "./json.ts";
import { clientOrders, getClient } from "./queries.ts";

const tag = "clients";
const params = z.object({ id: Id });
const one = params.extend({ contact: Id });

/** What belongs to one client. */
export const clientBelowOperations: readonly Operation[] = [
  operation({
    id: "listContacts",
    method: "get",
    path: paths.apiClientContacts("{id}"),
    tag,
    scope: "clients:read",
    summary: "List the ways to reach a client",
    params,
    answer: { text: "Its contacts, in their order", schema: z.array(Contact) },
    async handle(ctx, { params: { id } }) {
      return { body: (await getClient(ctx, id)).contacts };
    },
  }),
  operation({
    id: "addContact",
    method: "post",
    path: paths.apiClientContacts("{id}"),
    tag,
    scope: "clients:write",
    summary: "Add a way to reach a client",
    description: "One that the client has already is answered as it is, with status 200.",
    params,
    body: ContactIn,
    example: { kind: "whatsapp", value: "11 4000 1234" },
    statuses: [201, 200],
    answer: { text: "The contact", schema: Contact },
    async handle(ctx, { params: { id }, body, key }) {
      const contact = await addContact(ctx, id, { id: key, contact: body });
      const location = paths.apiClientContact(id, contact.id);
      return { body: contact, status: contact.id === key ? 201 : 200, location };
    },
  }),
  operation({
    id: "getContact",
    method: "get",
    path: paths.apiClientContact("{id}", "{contact}"),
    tag,
    scope: "clients:read",
    summary: "Read a contact",
    params: one,
    answer: { text: "The contact; its ETag changes with the client", schema: Contact },
    handle: (ctx, { params }) => told(ctx, params),
  }),
  operation({
    id: "updateContact",
    method: "patch",
    path: paths.apiClientContact("{id}", "{contact}"),
    tag,
    scope: "clients:write",
    summary: "Change a contact",
    params: one,
    body: ContactIn,
    example: { value: "11 4000 5678" },
    answer: { text: "The contact as it is now", schema: Contact },
    refuses: ["conflict"],
    merge: {
      stale: "client_changed",
      async onto(ctx, params) {
        const { body: { kind, value }, version } = await told(ctx, params);
        return { value: { kind, value }, version };
      },
    },
    async handle(ctx, { params, body, version }) {
      await changeContact(ctx, params.id, { id: params.contact, contact: body, version });
      return await told(ctx, params);
    },
  }),
  operation({
    id: "removeContact",
    method: "delete",
    path: paths.apiClientContact("{id}", "{contact}"),
    tag,
    scope: "clients:write",
    summary: "Remove a contact",
    params: one,
    statuses: [204],
    answer: { text: "It is gone", schema: z.undefined() },
    refuses: ["conflict"],
    async handle(ctx, { params: { id, contact } }) {
      await removeContact(ctx, id, contact);
      return { body: undefined };
    },
  }),
  operation({
    id: "listClientDevices",
    method: "get",
    path: paths.apiClientDevices("{id}"),
    tag,
    scope: "devices:read",
    summary: "List the devices that are a client's today",
    params,
    query: z.object(PAGE),
    answer: { text: "One page of devices, newest first", schema: z.array(DeviceSummary) },
    async handle(ctx, { params: { id }, query: { cursor, limit } }) {
      const [after] = cursorNumbers("newest", cursor, { count: 1 }) ?? [];
      await getClient(ctx, id);
      const { rows, next } = await listDevices(ctx, { q: "", clientId: id, after }, limit);
      return { body: rows.map(deviceSummary), next: next === null ? null : cursorText("newest", [next]) };
    },
  }),
  operation({
    id: "listClientOrders",
    method: "get",
    path: paths.apiClientOrders("{id}"),
    tag,
    scope: "orders:read",
    summary: "List the orders of a client",
    params,
    query: z.object(PAGE),
    answer: { text: "One page of orders, newest first", schema: z.array(ClientOrderTold) },
    async handle(ctx, { params: { id }, query: { cursor, limit } }) {
      const [after] = cursorNumbers("orders", cursor, { count: 1 }) ?? [];
      await getClient(ctx, id);
      const { rows, next } = await clientOrders(ctx, id, { after, limit });
      return { body: rows.map(clientOrderTold), next: next === null ? null : cursorText("orders", [next]) };
    },
  }),
];

async function told(ctx: Ctx, { id, contact }: z.output<typeof one>) {
  const { contacts, version } = await getClient(ctx, id);
  const body = contacts.find((one) => one.id === contact);
  if (!body) throw notFound();
  return { body, version };
}
