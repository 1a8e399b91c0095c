import { recordAudit } from "../audit/record.ts";
import { requirePermission } from "../auth/permissions.ts";
import type { Ctx } from "../context.ts";
import { inSnapshot } from "../db/snapshot.ts";
import type { Db } from "../db/open.ts";
import { instantText } from "../lib/json.ts";
import { inboundOfClient } from "../whatsapp/inbound_queries.ts";
import { getClient } from "./queries.ts";
import { type ClientOrderData, ordersOfClient } from "./personal_orders.ts";

/** All that the shop keeps about one client, for the client. Instants are RFC 3339 in UTC, amounts minor units. */
export interface PersonalData {
  exported_at: string | null;
  client: Record<string, unknown>;
  devices: Record<string, unknown>[];
  orders: ClientOrderData[];
  appointments: Record<string, unknown>[];
  /** What they wrote to the shop's number apart from an order. */
  whatsapp: Record<string, unknown>[];
}

const MOST_INBOUND = 10_000;

/** The audit log says who took it along. @throws AppError forbidden, not_found */
export async function exportClient(ctx: Ctx, id: string): Promise<PersonalData> {
  requirePermission(ctx.actor, "clients.erase");
  const data = await inSnapshot(ctx, async (trx) => {
    const client = await getClient({ ...ctx, db: trx }, id);
    const { kind, name, document, address, notes, locale, channel, consents, createdAt, contacts } = client;
    return {
      exported_at: instantText(ctx.now),
      client: {
        kind,
        name,
        document,
        address,
        notes,
        language: locale,
        preferred_channel: channel,
        consents: Object.fromEntries(
          Object.entries(consents).map(([name, { granted, at, by }]) => [name, {
            granted,
            at: instantText(at),
            noted_by: by,
          }]),
        ),
        created_at: instantText(createdAt),
        contacts: contacts.map((contact) => ({ kind: contact.kind, value: contact.value })),
      },
      devices: await devices(trx, id),
      orders: await ordersOfClient(trx, id),
      appointments: await appointments(trx, id),
      whatsapp: (await inboundOfClient(trx, id, MOST_INBOUND)).map(({ text, at }) => ({
        text,
        at: instantText(at),
      })),
    };
  });
  await recordAudit(ctx.db, ctx, { kind: "client_exported", subject: { kind: "client", id } });
  return data;
}

async function devices(trx: Db, clientId: string) {
  const rows = await trx.selectFrom("device_owner").innerJoin("device", "device.id", "device_owner.device_id")
    .select(["device.category", "device.brand", "device.model", "device.serial"])
    .select(["device_owner.since", "device_owner.until"])
    .where("device_owner.client_id", "=", clientId).orderBy("device_owner.since").execute();
  return rows.map(({ since, until, ...device }) => ({
    ...device,
    owned_since: instantText(since),
    owned_until: instantText(until),
  }));
}

async function appointments(trx: Db, clientId: string) {
  const rows = await trx.selectFrom("appointment").select(["kind", "state", "starts_at", "ends_at", "note"])
    .where("client_id", "=", clientId).orderBy("starts_at").execute();
  return rows.map((row) => ({
    ...row,
    starts_at: instantText(row.starts_at),
    ends_at: instantText(row.ends_at),
  }));
}
