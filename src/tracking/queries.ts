import { branchOf } from "../admin/shop.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import type { DeviceCategory } from "../devices/device.ts";
import { withChecks } from "../intakes/receipt_checks.ts";
import type { IntakeReceipt } from "../intakes/receipt.ts";
import type { Locale } from "../lib/locale.ts";
import type { Money } from "../lib/money.ts";
import { readBalance } from "../orders/balance.ts";
import type { OrderOutcome } from "../orders/status.ts";
import { paths } from "../paths.ts";
import { qrModules, qrPath, toSvg } from "../printing/barcodes.ts";
import { type ClientOffer, clientOffer } from "../quotes/client_queries.ts";
import { warrantyOfOrder } from "../warranties/queries.ts";
import { type Progress, progressOf, stepDates } from "./progress.ts";
import { serialEnd } from "./serial_end.ts";
import { isTrackingToken, trackingHash, trackingToken } from "./token.ts";

/** The order's link in force as the client has it, null when there is none. */
export async function trackingUrl(
  db: Db,
  ctx: Pick<Ctx, "now" | "secretKey" | "baseUrl">,
  orderId: string,
): Promise<string | null> {
  const link = await linkInForce(db, { orderId, now: ctx.now }).executeTakeFirst();
  return link ? trackingLink(ctx, link).url : null;
}

/** The address of a link, and until when it leads anywhere. */
export interface TrackingLink {
  url: string;
  expiresAt: number;
}

export function trackingLink(
  ctx: Pick<Ctx, "secretKey" | "baseUrl">,
  { id, expires_at }: { id: string; expires_at: number },
): TrackingLink {
  return { url: ctx.baseUrl + paths.tracking(trackingToken(ctx.secretKey, id)), expiresAt: expires_at };
}

/** The order's link in force, null when there is none. */
export async function orderLink(ctx: Ctx, { id: orderId }: { id: string }): Promise<TrackingLink | null> {
  const link = await linkInForce(ctx.db, { orderId, now: ctx.now }).executeTakeFirst();
  return link ? trackingLink(ctx, link) : null;
}

/** Where the client answers the order's offer: the same link, one step further. */
export async function quoteUrl(
  db: Db,
  ctx: Pick<Ctx, "now" | "secretKey" | "baseUrl">,
  orderId: string,
): Promise<string | null> {
  const link = await linkInForce(db, { orderId, now: ctx.now }).executeTakeFirst();
  return link ? ctx.baseUrl + paths.trackingQuote(trackingToken(ctx.secretKey, link.id)) : null;
}

/** The latest link of an order that leads somewhere. */
export function linkInForce(db: Db, { orderId, now }: { orderId: string; now: number }) {
  return db.selectFrom("tracking_link").select(["id", "expires_at"]).where("order_id", "=", orderId)
    .where("revoked_at", "is", null).where("expires_at", ">", now).orderBy("id", "desc").limit(1);
}

/** The client's link of an order by its number, as one free-standing QR. Null when no link is in force. */
export async function trackingQr(ctx: Ctx, number: string): Promise<string | null> {
  const order = await ctx.db.selectFrom("order").select("id").where("number", "=", number).executeTakeFirst();
  const url = order && await trackingUrl(ctx.db, ctx, order.id);
  if (!url) return null;
  const qr = qrModules(url);
  return toSvg(qrPath(qr), { width: qr.size, height: qr.size, quiet: 4 });
}

/** What is the client's to see of an order, and nothing else: no names of the staff, no costs, no secrets, no inner notes. */
export interface TrackedOrder {
  id: string;
  number: string;
  /** The client's. */
  locale: Locale;
  timeZone: string;
  progress: Progress;
  /** When each of its steps was reached, null for those that were not. */
  stepDates: (number | null)[];
  /** It claims the warranty of another order. */
  claim: boolean;
  outcome: OrderOutcome | null;
  receivedAt: number;
  promisedAt: number | null;
  device: { category: DeviceCategory; name: string; serialEnd: string };
  fault: string;
  notes: { text: string; at: number }[];
  photos: { id: string }[];
  /** What was offered for it, null when nothing was. */
  quote: ClientOffer | null;
  /** To be paid on collecting; null unless the order is ready and something is owed. */
  due: Money | null;
  /** Last instant of its warranty, or of the one that it claims; null without any. */
  warrantyEndsAt: number | null;
  shop: { name: string; branch: string; address: string; phone: string };
}

/** Null for a token that is unknown, expired or revoked, all alike. */
export async function trackedOrder(ctx: Ctx, token: string): Promise<TrackedOrder | null> {
  const orderId = await trackedOrderId(ctx, token);
  if (!orderId) return null;
  const [order, moves, notes, photos, warranty] = await Promise.all([
    ctx.db.selectFrom("order").innerJoin("device", "device.id", "order.device_id")
      .innerJoin("client", "client.id", "order.client_id")
      .select(["order.number", "order.branch_id", "order.status", "order.held_from", "order.outcome"])
      .select(["order.received_at", "order.promised_at", "order.fault", "order.currency", "client.locale"])
      .select(["device.category", "device.brand", "device.model", "device.serial"])
      .select("order.warranty_of_order_id")
      .where("order.id", "=", orderId).executeTakeFirstOrThrow(),
    ctx.db.selectFrom("order_event").select(["to_status as to", "at"]).where("order_id", "=", orderId)
      .where("to_status", "is not", null).orderBy("id").execute(),
    ctx.db.selectFrom("note").select(["text", "written_at as at"]).where("order_id", "=", orderId)
      .where("visibility", "=", "public").orderBy("id", "desc").limit(50).execute(),
    ctx.db.selectFrom("attachment").select("id").where("order_id", "=", orderId)
      .where("visibility", "=", "public").orderBy("id").limit(50).execute(),
    warrantyOfOrder(ctx.db, orderId),
  ]);
  const branch = branchOf(ctx.shop, order.branch_id);
  const { organization } = ctx.shop;
  const quote = await clientOffer(ctx, { id: orderId, status: order.status });
  const { balance } = order.status === "ready" ? await readBalance(ctx.db, orderId) : { balance: 0 };
  return {
    id: orderId,
    number: order.number,
    locale: order.locale,
    timeZone: branch.timeZone,
    progress: progressOf({ status: order.status, heldFrom: order.held_from }),
    stepDates: stepDates(moves),
    claim: order.warranty_of_order_id !== null,
    outcome: order.outcome,
    receivedAt: order.received_at,
    promisedAt: order.promised_at,
    device: {
      category: order.category,
      name: [order.brand, order.model].filter((part) => part !== "").join(" "),
      serialEnd: serialEnd(order.serial),
    },
    fault: order.fault,
    notes,
    photos,
    quote,
    due: balance > 0 ? { minor: balance, currency: order.currency } : null,
    warrantyEndsAt: warranty?.endsAt ?? null,
    shop: {
      name: organization?.name ?? branch.name,
      branch: branch.name,
      address: branch.address || (organization?.address ?? ""),
      phone: branch.phone || (organization?.phone ?? ""),
    },
  };
}

/** The order that a link in force leads to. */
export async function trackedOrderId(ctx: Ctx, token: string): Promise<string | null> {
  if (!isTrackingToken(token)) return null;
  const link = await ctx.db.selectFrom("tracking_link").select("order_id")
    .where("token_hash", "=", trackingHash(token)).where("revoked_at", "is", null)
    .where("expires_at", ">", ctx.now).executeTakeFirst();
  return link?.order_id ?? null;
}

/**
 * The intake receipt for who has the link: of this order alone, without the serial's beginning, the client's contacts, the
 * drawn signature or who received it. The paper itself was handed out whole.
 */
export async function trackedReceipt(ctx: Ctx, token: string): Promise<IntakeReceipt | null> {
  const orderId = await trackedOrderId(ctx, token);
  if (!orderId) return null;
  const row = await ctx.db.selectFrom("order").innerJoin("intake", "intake.id", "order.intake_id")
    .select(["order.id", "order.number", "intake.receipt_json"]).where("order.id", "=", orderId)
    .executeTakeFirstOrThrow();
  if (row.receipt_json === "") return null;
  const receipt = await withChecks(ctx.db, JSON.parse(row.receipt_json), [row]);
  return {
    ...receipt,
    reference: row.number,
    receivedBy: "",
    client: { name: receipt.client.name, document: "", phone: "", email: "" },
    orders: receipt.orders.filter((order) => order.number === row.number).map((order) => ({
      ...order,
      device: {
        ...order.device,
        serial: order.device.serial && `…${serialEnd(order.device.serial)}`,
      },
    })),
    signature: receipt.signature && { ...receipt.signature, fileHash: "" },
  };
}
