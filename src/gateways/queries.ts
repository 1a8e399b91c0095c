import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { notFound } from "../lib/app_error.ts";
import type { Consents } from "../clients/consent.ts";
import { type Plan, planFor, sends } from "../mail/plan.ts";
import { readReach } from "../mail/reach.ts";
import type { OrderStatus } from "../orders/status.ts";
import { type Due, dueOf } from "./due.ts";
import { CHECKOUT_PROVIDERS, type CheckoutProvider, type IntentState, type Purpose } from "./gateway.ts";
import { payPageUrl } from "./pay_page.ts";

/** What somebody can pay online of an order, and by which providers; null when there is nothing to pay or no way to. */
export interface PayChoices {
  due: Due;
  providers: CheckoutProvider[];
}

/** `byStaff`: those that work with test accounts too. */
export async function payChoices(
  ctx: Ctx,
  orderId: string,
  { byStaff = false }: { byStaff?: boolean } = {},
): Promise<PayChoices | null> {
  const reached = CHECKOUT_PROVIDERS.filter((provider) => ctx.providers[provider] !== undefined);
  if (reached.length === 0) return null;
  const gateways = await ctx.db.selectFrom("payment_gateway")
    .select(["provider", "live", "takes_balance", "takes_deposit"]).where("enabled", "=", 1)
    .where("provider", "in", reached).execute();
  if (gateways.length === 0) return null;
  const order = await ctx.db.selectFrom("order").select(["id", "status", "currency"]).where(
    "id",
    "=",
    orderId,
  )
    .executeTakeFirstOrThrow();
  const due = await dueOf(ctx.db, order);
  if (!due) return null;
  const providers = reached.filter((provider) => {
    const gateway = gateways.find((one) => one.provider === provider);
    const takes = due.purpose === "deposit" ? gateway?.takes_deposit : gateway?.takes_balance;
    return takes === 1 && (byStaff || gateway?.live === 1);
  });
  return providers.length > 0 ? { due, providers } : null;
}

export interface IntentLine {
  id: string;
  provider: CheckoutProvider;
  purpose: Purpose;
  amountMinor: number;
  currency: string;
  state: IntentState;
  createdAt: number;
  /** Null for the client. */
  createdBy: string | null;
  expiresAt: number;
}

/** What was asked of the client of an order, newest first. */
export async function orderIntents(ctx: Ctx, orderId: string): Promise<IntentLine[]> {
  return await ctx.db.selectFrom("payment_intent").leftJoin("user", "user.id", "payment_intent.created_by")
    .select(["payment_intent.id", "payment_intent.purpose", "payment_intent.amount_minor as amountMinor"])
    .select(["payment_intent.currency", "payment_intent.state", "payment_intent.created_at as createdAt"])
    .select(["user.name as createdBy", "payment_intent.expires_at as expiresAt"])
    .select((q) => q.ref("payment_intent.provider").$castTo<CheckoutProvider>().as("provider"))
    .where("payment_intent.order_id", "=", orderId).orderBy("payment_intent.seq", "desc").limit(20).execute();
}

export interface LinkPage {
  order: {
    id: string;
    number: string;
    currency: string;
    status: OrderStatus;
    client: string;
  };
  /** How a link would reach the client. */
  told: Plan;
  /** Of the client. */
  consents: Consents;
  /** Something can be written to them. */
  sendable: boolean;
  choices: PayChoices | null;
  intents: (IntentLine & { url: string | null })[];
}

/** What the shop sends to a client so that they pay online. @throws AppError not_found */
export async function linkPage(ctx: Ctx, number: string): Promise<LinkPage> {
  const found = await ctx.db.selectFrom("order").innerJoin("client", "client.id", "order.client_id")
    .select(["order.id", "order.number", "order.currency", "order.status", "client.name as client"])
    .select("order.client_id").where("order.number", "=", number).executeTakeFirst();
  if (!found) throw notFound("order_not_found");
  const { client_id, ...order } = found;
  const reach = await readReach(ctx.db, client_id);
  const told = planFor(ctx, reach, { kind: "payment_link" });
  const [choices, lines] = await Promise.all([
    payChoices(ctx, order.id, { byStaff: true }),
    orderIntents(ctx, order.id),
  ]);
  const [latest] = lines;
  const url = latest ? await payPageUrl(ctx.db, ctx, { id: latest.id, order_id: order.id }) : null;
  const intents = lines.map((line) => ({
    ...line,
    url: url && latest ? url.replace(latest.id, line.id) : null,
  }));
  const { consents } = reach;
  return { order, told, consents, sendable: sends(told), choices, intents };
}

/** An intent as its client sees it. */
export interface ClientIntent {
  id: string;
  provider: CheckoutProvider;
  purpose: Purpose;
  amountMinor: number;
  currency: string;
  state: IntentState;
  /** The provider's page, "" while it has not answered. */
  payUrl: string;
  expiresAt: number;
  /** The ledger's entry, once it was entered. */
  paymentId: string | null;
}

/** @throws AppError not_found */
export async function clientIntent(
  db: Db,
  { orderId, id }: { orderId: string; id: string },
): Promise<ClientIntent> {
  const intent = await db.selectFrom("payment_intent")
    .select(["id", "purpose", "amount_minor as amountMinor", "currency", "state", "pay_url as payUrl"])
    .select("expires_at as expiresAt")
    .select((q) => q.ref("provider").$castTo<CheckoutProvider>().as("provider"))
    .where("id", "=", id).where("order_id", "=", orderId).executeTakeFirst();
  if (!intent) throw notFound();
  const entered = intent.state === "paid" ? await enteredFor(db, { orderId, intentId: id }) : null;
  return { ...intent, paymentId: entered };
}

async function enteredFor(
  db: Db,
  { orderId, intentId }: { orderId: string; intentId: string },
): Promise<string | null> {
  const payment = await db.selectFrom("gateway_payment").select("payment_id").where(
    "intent_id",
    "=",
    intentId,
  )
    .where("order_id", "=", orderId).where("payment_id", "is not", null).executeTakeFirst();
  return payment?.payment_id ?? null;
}
