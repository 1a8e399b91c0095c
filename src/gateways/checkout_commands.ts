import { requirePermission } from "../auth/permissions.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { AppError, conflict } from "../lib/app_error.ts";
import { actingUser } from "../orders/acting_user.ts";
import { lockOrder, type OrderRow } from "../orders/row.ts";
import { paths } from "../paths.ts";
import { ensureTrackingLink } from "../tracking/commands.ts";
import { adapterOf } from "./adapters.ts";
import { connectTo, findGateway } from "./connections.ts";
import { type Due, dueOf } from "./due.ts";
import type { CheckoutProvider } from "./gateway.ts";
import type { CheckoutInput } from "./input.ts";
import { payPageUrl } from "./pay_page.ts";
import { ProviderFault } from "./provider_http.ts";

const MINUTE = 60_000;
/** The longest that every provider lets a checkout live. */
const LIFE_MS = 23 * 60 * MINUTE;
/** One that ends sooner is not handed out again. */
const REUSABLE_MS = 10 * MINUTE;

/**
 * Asks a provider for a page on which the client pays what the ledger says is due. The same form, or another for the same sum while
 * the page is open, leads to the same intent. Answers its id.
 * @throws AppError not_found; conflict `nothing_due`, `gateway_off`, `gateway_refused`; unavailable `gateway_away`
 */
export async function startCheckout(
  ctx: Ctx,
  order: { number: string; byStaff: boolean },
  input: CheckoutInput,
): Promise<string> {
  const { intent, orderRow } = await ctx.db.transaction().execute(async (trx) => {
    const held = await lockOrder(trx, order.number);
    const intent = await openIntent(trx, ctx, { order: held, byStaff: order.byStaff, input });
    await ensureTrackingLink(trx, ctx, { orderId: held.id, until: intent.expires_at });
    return { intent, orderRow: held };
  });
  if (intent.state === "starting") await handOver(ctx, { intent, order: orderRow });
  ctx.live.changed(`order:${orderRow.id}`);
  return intent.id;
}

/** The same by somebody of the shop, for a link that is sent. @throws AppError forbidden and as `startCheckout` */
export async function makePaymentLink(ctx: Ctx, number: string, input: CheckoutInput): Promise<string> {
  requirePermission(ctx.actor, "payments.record");
  return await startCheckout(ctx, { number, byStaff: true }, input);
}

interface Asking {
  order: OrderRow;
  byStaff: boolean;
  input: CheckoutInput;
}

async function openIntent(trx: Db, ctx: Ctx, { order, byStaff, input }: Asking) {
  const known = await trx.selectFrom("payment_intent").selectAll().where("id", "=", input.form_key)
    .executeTakeFirst();
  if (known && (known.order_id !== order.id || known.provider !== input.provider)) {
    throw new AppError("conflict");
  }
  if (known) return known;
  const due = await dueOf(trx, order);
  if (!due) throw conflict("nothing_due");
  await requireTaken(trx, ctx, { provider: input.provider, due, byStaff });
  return await sameIntent(trx, ctx, { order, due, provider: input.provider }) ??
    await trx.insertInto("payment_intent").values({
      id: input.form_key,
      order_id: order.id,
      provider: input.provider,
      purpose: due.purpose,
      amount_minor: due.amountMinor,
      currency: due.currency,
      state: "starting",
      external_id: null,
      pay_url: "",
      created_at: ctx.now,
      created_by: byStaff ? actingUser(ctx) : null,
      expires_at: ctx.now + LIFE_MS,
      check_at: ctx.now + 5 * MINUTE,
      settled_at: null,
    }).returningAll().executeTakeFirstOrThrow();
}

/** While a provider works with test accounts only the shop itself starts payments. */
async function requireTaken(
  trx: Db,
  ctx: Ctx,
  { provider, due, byStaff }: { provider: CheckoutProvider; due: Due; byStaff: boolean },
): Promise<void> {
  const gateway = await findGateway(trx, provider);
  const takes = due.purpose === "deposit" ? gateway?.takes_deposit : gateway?.takes_balance;
  const open = gateway?.enabled === 1 && takes === 1 && (gateway.live === 1 || byStaff);
  if (!open || ctx.providers[provider] === undefined) throw conflict("gateway_off");
}

async function sameIntent(
  trx: Db,
  ctx: Ctx,
  { order, due, provider }: { order: OrderRow; due: Due; provider: CheckoutProvider },
) {
  return await trx.selectFrom("payment_intent").selectAll().where("order_id", "=", order.id)
    .where("provider", "=", provider).where("state", "=", "open").where("purpose", "=", due.purpose)
    .where("amount_minor", "=", due.amountMinor).where("expires_at", ">", ctx.now + REUSABLE_MS)
    .orderBy("seq", "desc").limit(1).executeTakeFirst();
}

interface Started {
  intent: Awaited<ReturnType<typeof openIntent>>;
  order: OrderRow;
}

/** Outside of any transaction: a provider may take ten seconds. The intent's id makes a second try the same. */
async function handOver(ctx: Ctx, { intent, order }: Started): Promise<void> {
  const provider = intent.provider === "stripe" ? "stripe" : "mercado_pago";
  const returnUrl = await payPageUrl(ctx.db, ctx, intent);
  if (returnUrl === null) throw conflict("nothing_due");
  const made = await told(async () => {
    const to = await connectTo(ctx, provider);
    return await (await adapterOf(provider)).createCheckout(to, {
      intentId: intent.id,
      title: `${ctx.shop.organization?.name ?? "Reparo"} · ${order.number}`,
      amountMinor: intent.amount_minor,
      currency: intent.currency,
      expiresAt: intent.expires_at,
      returnUrl: `${returnUrl}?vuelta=1`,
      // Providers only call addresses that everybody can reach.
      callbackUrl: ctx.baseUrl.startsWith("https:") ? ctx.baseUrl + paths.paymentCallback(provider) : null,
    });
  });
  await ctx.db.updateTable("payment_intent")
    .set({ state: "open", external_id: made.externalId, pay_url: made.payUrl })
    .where("id", "=", intent.id).where("state", "=", "starting").execute();
}

async function told<Result>(asking: () => Promise<Result>): Promise<Result> {
  try {
    return await asking();
  } catch (fault) {
    if (!(fault instanceof ProviderFault)) throw fault;
    if (fault.kind === "refused") throw new AppError("conflict", { reason: "gateway_refused", cause: fault });
    throw new AppError("unavailable", { reason: "gateway_away", retryAfter: 30, cause: fault });
  }
}
