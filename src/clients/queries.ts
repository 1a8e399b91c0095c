import { type ExpressionBuilder, sql } from "kysely";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { matches } from "../db/search.ts";
import { together } from "../db/together.ts";
import type { Schema } from "../db/schema.ts";
import type { DeviceCategory } from "../devices/device.ts";
import { notFound } from "../lib/app_error.ts";
import { fold } from "../lib/fold.ts";
import type { Locale } from "../lib/locale.ts";
import { seesContacts } from "../orders/own_orders.ts";
import type { OrderStatus } from "../orders/status.ts";
import { type Consents, consentsOf, type PreferredChannel } from "./consent.ts";
import type { ClientFilter } from "./filter.ts";
import {
  type ClientKind,
  type ContactKind,
  documentFold,
  figuresReading,
  type Identity,
  type KeptContact,
} from "./client.ts";

export interface ClientRow {
  seq: number;
  id: string;
  kind: ClientKind;
  name: string;
  document: string;
  /** As people read them, null when there is none. */
  phone: string | null;
  email: string | null;
  lastOrder: { number: string; receivedAt: number } | null;
  createdAt: number;
}

/** One page of a keyset list; the cursors are null where the list ends. */
export interface Page<Row> {
  rows: Row[];
  previous: number | null;
  next: number | null;
}

export const CLIENTS_PER_PAGE = 50;

export async function listClients(
  ctx: Ctx,
  filter: ClientFilter,
  perPage = CLIENTS_PER_PAGE,
): Promise<Page<ClientRow>> {
  if (filter.q.trim() !== "" && fold(filter.q) === "") return { rows: [], previous: null, next: null };
  const backwards = filter.before !== undefined;
  const rows = await clientList(ctx, filter).limit(perPage + 1).execute();
  const more = rows.length > perPage;
  const shown = rows.slice(0, perPage).map(clientRow);
  if (backwards) shown.reverse();
  const hasPrevious = backwards ? more : filter.after !== undefined;
  const hasNext = backwards || more;
  return {
    rows: shown,
    previous: hasPrevious ? shown[0]?.seq ?? null : null,
    next: hasNext ? shown.at(-1)?.seq ?? null : null,
  };
}

/** The query of a page, for the planner's test too. */
export function clientList(ctx: Ctx, { q, sort, after, before }: ClientFilter) {
  const clients = ctx.db.selectFrom("client")
    .select(["client.seq", "client.id", "client.kind", "client.name", "client.document"])
    .select("client.created_at as createdAt")
    .select((q) => [
      firstContact(q, ["phone", "whatsapp"]).as("phone"),
      firstContact(q, ["email"]).as("email"),
      q.selectFrom("order").select("order.number").whereRef("order.client_id", "=", "client.id")
        .orderBy("order.seq", "desc").limit(1).as("last_number"),
      q.selectFrom("order").select("order.received_at").whereRef("order.client_id", "=", "client.id")
        .orderBy("order.seq", "desc").limit(1).as("last_received_at"),
    ]);
  if (q.trim() !== "") {
    const orText = figuresReading(q, ctx.shop.settings.country);
    return clients.$call((query) =>
      matches(query, {
        flavour: ctx.flavour,
        table: "client",
        contacts: seesContacts(ctx.actor),
        text: q,
        orText,
        before: after,
      })
    );
  }
  const ascending = (sort !== "newest") === (before === undefined);
  const end = before ?? after;
  const from = end === undefined ? clients : clients.where(beyond(end, { sort, ascending }));
  const direction = ascending ? "asc" : "desc";
  return sort === "name"
    ? from.orderBy("client.name_fold", direction).orderBy("client.seq", direction)
    : from.orderBy("client.seq", direction);
}

export interface ClientPage {
  id: string;
  kind: ClientKind;
  name: string;
  document: string;
  address: string;
  notes: string;
  locale: Locale;
  channel: PreferredChannel;
  consents: Consents;
  createdAt: number;
  createdBy: string | null;
  updatedAt: number;
  /** When who they were was erased, null while it is known. */
  erasedAt: number | null;
  version: number;
  contacts: KeptContact[];
}

/** @throws AppError not_found */
export async function getClient(ctx: Ctx, id: string): Promise<ClientPage> {
  const [client] = await clientsWithIds(ctx, [id]);
  if (!client) throw notFound();
  return client;
}

/** Those of these ids that there are, in no order, by one statement. */
export async function clientsWithIds(ctx: Ctx, ids: readonly string[]): Promise<ClientPage[]> {
  const { clients, contacts } = await together(ctx, {
    clients: ctx.db.selectFrom("client").leftJoin("user", "user.id", "client.created_by")
      .select([
        "client.id",
        "client.kind",
        "client.name",
        "client.document",
        "client.address",
        "client.notes",
      ])
      .select(["client.locale", "client.channel", "client.consents_json", "client.version"])
      .select(["client.created_at as createdAt", "client.updated_at as updatedAt", "user.name as createdBy"])
      .select("client.erased_at as erasedAt")
      .where("client.id", "in", ids),
    contacts: ctx.db.selectFrom("contact").select(["client_id", "id", "kind", "value", "display"])
      .where("client_id", "in", ids).orderBy("client_id").orderBy("position"),
  });
  const own = Map.groupBy(contacts, ({ client_id }) => client_id);
  return clients.map(({ consents_json, ...client }) => ({
    ...client,
    consents: consentsOf({ consents_json }),
    contacts: (own.get(client.id) ?? []).map(({ client_id: _, ...contact }) => contact),
  }));
}

/** In their order. */
export async function keptContacts(db: Db, clientId: string): Promise<KeptContact[]> {
  return await db.selectFrom("contact").select(["id", "kind", "value", "display"])
    .where("client_id", "=", clientId).orderBy("position").execute();
}

export interface ClientDevice {
  id: string;
  category: DeviceCategory;
  brand: string;
  model: string;
  serial: string;
  since: number;
}

const MOST_DEVICES = 100;

/** What the client owns today, latest first. */
export async function clientDevices(ctx: Ctx, clientId: string): Promise<ClientDevice[]> {
  return await ctx.db.selectFrom("device_owner").innerJoin("device", "device.id", "device_owner.device_id")
    .select(["device.id", "device.category", "device.brand", "device.model", "device.serial"])
    .select("device_owner.since")
    .where("device_owner.client_id", "=", clientId).where("device_owner.until", "is", null)
    .orderBy("device_owner.since", "desc").orderBy("device_owner.id", "desc").limit(MOST_DEVICES).execute();
}

export interface ClientOrder {
  seq: number;
  number: string;
  status: OrderStatus;
  fault: string;
  receivedAt: number;
  deviceId: string;
  category: DeviceCategory;
  brand: string;
  model: string;
  /** Last instant of the warranty of its work, null without one. */
  warrantyEndsAt: number | null;
}

export const ORDERS_PER_PAGE = 20;

/** The client's orders, newest first, older than the `seq` of `after`. */
export async function clientOrders(
  ctx: Ctx,
  clientId: string,
  { after, limit = ORDERS_PER_PAGE }: { after?: number; limit?: number } = {},
): Promise<{ rows: ClientOrder[]; next: number | null }> {
  const rows = await clientOrderList(ctx, clientId, after).limit(limit + 1).execute();
  const shown = rows.slice(0, limit);
  return { rows: shown, next: rows.length > shown.length ? shown.at(-1)?.seq ?? null : null };
}

export function clientOrderList(ctx: Ctx, clientId: string, after?: number) {
  const orders = ctx.db.selectFrom("order").innerJoin("device", "device.id", "order.device_id")
    .select(["order.seq", "order.number", "order.status", "order.fault", "order.received_at as receivedAt"])
    .select(["device.id as deviceId", "device.category", "device.brand", "device.model"])
    .leftJoin("warranty", "warranty.order_id", "order.id").select("warranty.ends_at as warrantyEndsAt")
    .where("order.client_id", "=", clientId).orderBy("order.seq", "desc");
  return after === undefined ? orders : orders.where("order.seq", "<", after);
}

export interface Duplicate {
  id: string;
  name: string;
  document: string;
  /** What is the same. */
  matches: DuplicateMatch[];
}
export type DuplicateMatch = "phone" | "email" | "document";

const MOST_DUPLICATES = 5;

/** Clients that share a phone, an e-mail or a document: perhaps the same person, perhaps a family. Newest first. */
export async function possibleDuplicates(db: Db, identity: Identity): Promise<Duplicate[]> {
  const document = documentFold(identity.document);
  const values = [...identity.phones, ...identity.emails];
  const byDocument = document === "" ? [] : await db.selectFrom("client")
    .select((q) => ["id", "seq", "name", "document", q.val<ContactKind | "document">("document").as("match")])
    .where("document_fold", "=", document).orderBy("seq", "desc").limit(MOST_DUPLICATES + 1).execute();
  const byContact = values.length === 0
    ? []
    : await db.selectFrom("contact").innerJoin("client", "client.id", "contact.client_id")
      .select(["client.id", "client.seq", "client.name", "client.document", "contact.kind as match"])
      .where("contact.value", "in", values).orderBy("client.seq", "desc").limit(50).execute();
  const found = new Map<string, Duplicate & { seq: number }>();
  for (const { match, ...row } of [...byDocument, ...byContact]) {
    const duplicate = found.get(row.id) ?? { ...row, matches: [] };
    const same = match === "whatsapp" ? "phone" : match;
    if (!duplicate.matches.includes(same)) duplicate.matches.push(same);
    found.set(row.id, duplicate);
  }
  return [...found.values()].sort((a, b) => b.seq - a.seq).slice(0, MOST_DUPLICATES)
    .map(({ seq: _, ...duplicate }) => duplicate);
}

/** As a person reads it, null when the client has none of these kinds. */
export function firstContact(q: ExpressionBuilder<Schema, "client">, kinds: ContactKind[]) {
  return q.selectFrom("contact").select("contact.display").whereRef("contact.client_id", "=", "client.id")
    .where("contact.kind", "in", kinds).orderBy("contact.position").limit(1);
}

/** Rows after the one with that `seq` in the order of the list. */
function beyond(seq: number, { sort, ascending }: { sort: ClientFilter["sort"]; ascending: boolean }) {
  if (sort !== "name") {
    return ascending ? sql<boolean>`client.seq > ${seq}` : sql<boolean>`client.seq < ${seq}`;
  }
  const end = sql`(select last.name_fold, last.seq from client as last where last.seq = ${seq})`;
  return ascending
    ? sql<boolean>`(client.name_fold, client.seq) > ${end}`
    : sql<boolean>`(client.name_fold, client.seq) < ${end}`;
}

function clientRow(
  { last_number, last_received_at, ...row }: Omit<ClientRow, "lastOrder"> & {
    last_number: string | null;
    last_received_at: number | null;
  },
): ClientRow {
  const lastOrder = last_number !== null && last_received_at !== null
    ? { number: last_number, receivedAt: last_received_at }
    : null;
  return { ...row, lastOrder };
}
