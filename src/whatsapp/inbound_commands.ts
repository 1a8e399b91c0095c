import { recordAudit } from "../audit/record.ts";
import { consentsOf, noted } from "../clients/consent.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { publish } from "../events/publish.ts";
import { contactNumbers } from "../lib/phone.ts";
import { recordEvent } from "../orders/history.ts";
import { lockOrder, topicsOf } from "../orders/row.ts";
import { OPEN_STATUSES } from "../orders/status.ts";
import { type InboundNotice, instantOf } from "./notice.ts";
import { writtenIn } from "./written.ts";

const OPT_OUT = ["baja", "stop"];
const OPEN = OPEN_STATUSES.filter((status) => status !== "draft");

/**
 * Takes down what somebody wrote to the shop's number: on the open order of its clients where there is exactly one, else by the number.
 * A word of refusal ends their consent. The same message again changes nothing.
 */
export async function takeInbound(ctx: Ctx, notice: InboundNotice): Promise<void> {
  const topics = await ctx.db.transaction().execute(async (trx) => {
    const clients = await clientsOf(trx, notice.from);
    const order = await onlyOpenOrder(trx, clients.map(({ id }) => id));
    const text = writtenIn(ctx.locale, notice);
    const at = instantOf(notice.timestamp, ctx.now);
    const taken = await trx.insertInto("whatsapp_inbound").values({
      id: ctx.random.id(ctx.now),
      provider_id: notice.id,
      phone: notice.from,
      text: order ? "" : text,
      at,
      order_id: order?.id ?? null,
    }).onConflict((known) => known.column("provider_id").doNothing()).returning("id").executeTakeFirst();
    if (!taken) return [];
    if (OPT_OUT.includes(text.toLowerCase().replace(/[^a-z]/g, ""))) await endConsents(trx, ctx, clients);
    if (!order) return [];
    const held = await lockOrder(trx, order.number);
    const seen = { seen_at: null, seen_by: null };
    await trx.insertInto("client_message")
      .values({ id: taken.id, order_id: order.id, text, at, ip: "", ...seen }).execute();
    const writer = clients.find(({ id }) => id === order.client_id);
    const actor = { kind: "client" as const, id: order.client_id, name: writer?.name ?? "" };
    const data = { text, channel: "whatsapp" };
    await recordEvent(trx, { ...ctx, actor }, { orderId: order.id, kind: "client_message", data });
    return topicsOf(held);
  });
  ctx.live.changed(...topics);
}

interface Writer {
  id: string;
  name: string;
}

/** Families share phones. */
async function clientsOf(trx: Db, phone: string): Promise<Writer[]> {
  return await trx.selectFrom("client").select(["id", "name"]).where("erased_at", "is", null)
    .where(
      "id",
      "in",
      (q) =>
        q.selectFrom("contact").select("client_id").where("kind", "in", ["phone", "whatsapp"])
          .where("value", "in", contactNumbers(phone)),
    )
    .orderBy("id").execute();
}

async function onlyOpenOrder(trx: Db, clientIds: readonly string[]) {
  if (clientIds.length === 0) return undefined;
  const open = await trx.selectFrom("order").select(["id", "number", "client_id"])
    .where("client_id", "in", [...clientIds]).where("status", "in", OPEN).limit(2).execute();
  return open.length === 1 ? open[0] : undefined;
}

async function endConsents(trx: Db, ctx: Ctx, clients: readonly Writer[]): Promise<void> {
  for (const { id } of clients) {
    const client = await trx.selectFrom("client").select(["consents_json", "version"]).where("id", "=", id)
      .forUpdate().executeTakeFirstOrThrow();
    const before = consentsOf(client);
    if (before.whatsapp?.granted === false) continue;
    const after = noted(before, { whatsapp: "refused" }, { at: ctx.now, by: "WhatsApp" });
    await trx.updateTable("client").set({
      consents_json: JSON.stringify(after),
      updated_at: ctx.now,
      version: client.version + 1,
    }).where("id", "=", id).execute();
    const subject = { kind: "client" as const, id };
    await recordAudit(trx, ctx, { kind: "whatsapp_opted_out", subject });
    await publish(trx, ctx, [{ type: "client.updated", subject, data: { client: { id } } }]);
  }
}
