import { answersOf, consentsOf } from "../clients/consent.ts";
import type { ContactKind } from "../clients/client.ts";
import type { ClientFilter } from "../clients/filter.ts";
import { listClients } from "../clients/queries.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { matches } from "../db/search.ts";
import { everyPage, pageOf, READ_ROWS } from "./keyset.ts";

export type ClientLine = Awaited<ReturnType<typeof clientLines>>[number];

/** The clients of a filter in the order of their list. */
export async function* clientPages(ctx: Ctx, filter: ClientFilter): AsyncGenerator<ClientLine[]> {
  const pages = everyPage((after: number | null) =>
    listClients(ctx, { ...filter, before: undefined, after: after ?? undefined }, READ_ROWS)
  );
  for await (const page of pages) yield await clientLines(ctx, page);
}

async function clientLines(ctx: Ctx, listed: Awaited<ReturnType<typeof listClients>>["rows"]) {
  if (listed.length === 0) return [];
  const ids = listed.map(({ id }) => id);
  const rows = await ctx.db.selectFrom("client").select([
    "id",
    "address",
    "notes",
    "locale",
    "channel",
    "consents_json",
  ])
    .where("id", "in", ids).execute();
  const known = new Map(rows.map((row) => [row.id, row]));
  const contacts = await contactsOf(ctx.db, ids);
  return listed.map((client) => ({
    ...client,
    address: known.get(client.id)?.address ?? "",
    notes: known.get(client.id)?.notes ?? "",
    locale: known.get(client.id)?.locale ?? "es",
    channel: known.get(client.id)?.channel ?? "",
    consents: answersOf(consentsOf({ consents_json: known.get(client.id)?.consents_json ?? "" })),
    ...contacts(client.id),
  }));
}

export interface LineContacts {
  /** As people read them; several are parted by commas, null where there is none. */
  phone: string | null;
  whatsapp: string | null;
  email: string | null;
}

/** How some clients are reached, by id. */
export async function contactsOf(
  db: Db,
  clientIds: readonly string[],
): Promise<(clientId: string) => LineContacts> {
  const rows = clientIds.length === 0 ? [] : await db.selectFrom("contact")
    .select(["client_id", "kind", "display"]).where("client_id", "in", [...new Set(clientIds)])
    .orderBy("position").execute();
  const known = Map.groupBy(rows, ({ client_id }) => client_id);
  return (clientId) => {
    const own = known.get(clientId) ?? [];
    const of = (kind: ContactKind) =>
      own.filter((one) => one.kind === kind).map(({ display }) => display).join(", ") || null;
    return { phone: of("phone"), whatsapp: of("whatsapp"), email: of("email") };
  };
}

export type DeviceLine = Awaited<ReturnType<ReturnType<typeof deviceLines>["execute"]>>[number];

/** The devices that have every word of a text, all of them without one; the latest first. */
export function devicePages(ctx: Ctx, text: string): AsyncGenerator<DeviceLine[]> {
  return everyPage(async (before: number | null) => {
    const found = await deviceLines(ctx, text, before ?? undefined).execute();
    return pageOf(found, ({ seq }) => seq);
  });
}

/** The query of a page, for the planner's test too. */
export function deviceLines(ctx: Ctx, text: string, before?: number) {
  return ctx.db.selectFrom("device")
    .select(["device.seq", "device.id", "device.category", "device.brand", "device.model", "device.serial"])
    .select("device.created_at")
    .select((q) => {
      const owner = q.selectFrom("device_owner")
        .innerJoin("client", "client.id", "device_owner.client_id")
        .whereRef("device_owner.device_id", "=", "device.id").where("device_owner.until", "is", null)
        .orderBy("device_owner.since", "desc").limit(1);
      return [owner.select("client.id").as("client_id"), owner.select("client.name").as("client")];
    })
    .$call((query) => matches(query, { flavour: ctx.flavour, table: "device", text, before }))
    .limit(READ_ROWS + 1);
}
