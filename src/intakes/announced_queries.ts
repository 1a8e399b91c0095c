import { branchOf } from "../admin/shop.ts";
import { type Identity, identityOf } from "../clients/client.ts";
import { possibleDuplicates } from "../clients/queries.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { deviceWithId } from "../devices/queries.ts";
import { type FieldError, notFound } from "../lib/app_error.ts";
import { localDateTime } from "../lib/dates.ts";
import { type Typed, typedText } from "../lib/form.ts";
import { moneyField } from "../lib/money.ts";
import { announcedRefusal } from "./announced.ts";
import { MOST_DEVICES } from "./intake.ts";
import { staffOf } from "./staff.ts";

/** The draft order that a device of a form comes into. */
export interface FormDraftOrder {
  number: string;
  /** As the order is now: the form that comes back shows it. */
  version: number;
  /** Who noted it down, and when (UTC milliseconds). */
  by: string;
  /** The client did, through a link: nobody has confirmed anything. */
  byClient: boolean;
  at: number;
  /** What the order has already; what the form brings is added. */
  photos: number;
  secrets: number;
  /** Why it cannot be received as the form shows it, null while it can. */
  refusal: FieldError | null;
}

/** Null for a device that has no order yet, or names one that does not exist. */
export async function announcedOfForm(ctx: Ctx, typed: Typed): Promise<FormDraftOrder | null> {
  const number = typedText(typed, "order").trim();
  const order = number === "" ? undefined : await draftNumbered(ctx.db, number);
  if (!order) return null;
  const { branchId } = staffOf(ctx);
  const shown = Number(typedText(typed, "order_version"));
  return {
    number,
    version: order.version,
    by: order.by_client === 1 ? order.client : order.by,
    byClient: order.by_client === 1,
    at: order.created_at,
    photos: Number(order.photos),
    secrets: Number(order.secrets),
    refusal: announcedRefusal(ctx.shop, order, { branchId, version: shown }),
  };
}

/** Whether the one who asks can receive the device of this order now. @throws AppError not_found */
export async function mayReceiveAnnounced(ctx: Ctx, number: string): Promise<boolean> {
  const order = await draftNumbered(ctx.db, number);
  if (!order) throw notFound("order_not_found");
  const { branchId } = staffOf(ctx);
  return announcedRefusal(ctx.shop, order, { branchId, version: order.version }) === null;
}

/**
 * What an intake begins with that receives an announced device, and what was announced along with it: all that their orders say.
 * @throws AppError not_found
 */
export async function announcedForm(ctx: Ctx, number: string): Promise<Typed> {
  const order = await draftNumbered(ctx.db, number);
  if (!order) throw notFound("order_not_found");
  const together = await ctx.db.selectFrom("order").select("number").where("intake_id", "=", order.intake_id)
    .where("status", "=", "draft").where("branch_id", "=", order.branch_id)
    .where("client_id", "=", order.client_id).orderBy("seq").limit(MOST_DEVICES).execute();
  const devices: Typed[] = [];
  for (const one of together) devices.push(await announcedDevice(ctx, one.number));
  return { client_id: order.client_id, devices };
}

/** What was announced, with its device. @throws AppError not_found */
export async function announcedOrder(ctx: Ctx, number: string) {
  const order = await draftNumbered(ctx.db, number);
  const device = order && await deviceWithId(ctx.db, order.device_id);
  if (!order || !device) throw notFound("order_not_found");
  const accessories = await ctx.db.selectFrom("order_accessory").select("description")
    .where("order_id", "=", order.id).orderBy("position").execute();
  return { order, device, accessories: accessories.map(({ description }) => description) };
}

async function announcedDevice(ctx: Ctx, number: string): Promise<Typed> {
  const { order, device, accessories } = await announcedOrder(ctx, number);
  const { timeZone } = branchOf(ctx.shop, order.branch_id);
  const { category, brand, model, serial } = device;
  return {
    order: number,
    order_version: String(order.version),
    device_id: device.id,
    category,
    brand,
    model,
    serial,
    fault: order.fault,
    condition: order.condition,
    accessory_lines: accessories.join("\n"),
    priority: order.priority,
    promised: order.promised_at === null ? "" : localDateTime(order.promised_at, timeZone),
    preauthorised: moneyField(order.preauthorised_minor, { currency: order.currency, locale: ctx.locale }),
    warranty_of: order.claims ?? "",
  };
}

/**
 * Ids of the clients with a phone, e-mail or document of who announced these orders through a branch's link, without the one that
 * was chosen. What came by a client's own link is theirs.
 */
export async function clientsLikeThose(
  db: Db,
  { numbers, chosen }: { numbers: readonly string[]; chosen: string },
): Promise<string[]> {
  if (numbers.length === 0) return [];
  const order = await db.selectFrom("order")
    .innerJoin("preintake_order", "preintake_order.order_id", "order.id")
    .innerJoin("preintake_link as shown", "shown.id", "preintake_order.link_id")
    .innerJoin("preintake_link as via", "via.id", "shown.via_id")
    .select("order.client_id").where("order.number", "in", numbers.slice(0, MOST_DEVICES))
    .where("order.status", "=", "draft").where("via.kind", "=", "branch").limit(1).executeTakeFirst();
  if (!order) return [];
  const identity = await clientIdentity(db, order.client_id);
  const alike = await possibleDuplicates(db, identity);
  return [...new Set([order.client_id, ...alike.map(({ id }) => id)])].filter((id) => id !== chosen);
}

async function clientIdentity(db: Db, clientId: string): Promise<Identity> {
  const client = await db.selectFrom("client").select("document").where("id", "=", clientId)
    .executeTakeFirstOrThrow();
  const contacts = await db.selectFrom("contact").select(["kind", "value", "display"])
    .where("client_id", "=", clientId).execute();
  return identityOf({ ...client, contacts });
}

async function draftNumbered(db: Db, number: string) {
  return await db.selectFrom("order").innerJoin("user", "user.id", "order.created_by")
    .innerJoin("client", "client.id", "order.client_id")
    .leftJoin("order as claimed", "claimed.id", "order.warranty_of_order_id")
    .select(["order.id", "order.number", "order.status", "order.branch_id", "order.version"])
    .select([
      "order.client_id",
      "order.device_id",
      "order.intake_id",
      "order.fault",
      "order.condition",
      "order.priority",
    ])
    .select(["order.promised_at", "order.preauthorised_minor", "order.currency", "order.created_at"])
    .select(["user.name as by", "client.name as client", "order.by_client", "claimed.number as claims"])
    .select((q) => [
      q.selectFrom("attachment").select((one) => one.fn.countAll().as("count"))
        .whereRef("attachment.order_id", "=", "order.id").as("photos"),
      q.selectFrom("secret").select((one) => one.fn.countAll().as("count"))
        .whereRef("secret.order_id", "=", "order.id").where("secret.purged_at", "is", null).as("secrets"),
    ])
    .where("order.number", "=", number).executeTakeFirst();
}
