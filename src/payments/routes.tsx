import { type Context, Hono } from "hono";
import { PaymentPage } from "../../views/payments/payment_page.tsx";
import { RefundPage } from "../../views/payments/refund_page.tsx";
import { TakenPage } from "../../views/payments/taken_page.tsx";
import { actorMay } from "../auth/permissions.ts";
import { readDesk } from "../cash/desk.ts";
import type { Ctx } from "../context.ts";
import type { Env } from "../http/env.ts";
import { may } from "../http/guard.ts";
import { conflict } from "../lib/app_error.ts";
import { check, nest } from "../lib/form.ts";
import { minorOfWhole } from "../lib/money.ts";
import { orderDetail, readOrder } from "../orders/queries.ts";
import { STATUS_GROUP } from "../orders/status.ts";
import { paths } from "../paths.ts";
import { type CameBack, cameBack } from "./came_back.ts";
import { recordPayment, recordRefund } from "./commands.ts";
import { paymentInput, refundInput } from "./input.ts";
import { takenPayment } from "./queries.ts";
import { planOfPayment } from "./telling.ts";

/** Money of one order: what the client pays, what goes back, and what became of it. */
export const orderPaymentRoutes = new Hono<Env>()
  .use("/:number/pagos", may("payments.record"))
  .use("/:number/devoluciones", may("payments.record"))
  .get("/:number/pagos", async (c) => {
    const form = await moneyForm(c);
    const { status } = form.detail.order;
    if (STATUS_GROUP[status] === "closed" && form.detail.balance.balance <= 0) throw conflict("nothing_owed");
    return c.html(<PaymentPage {...form} />);
  })
  .post("/:number/pagos", async (c) => {
    const { ctx } = c.var;
    const number = c.req.param("number");
    const typed = nest(await c.req.formData());
    const { currency } = await readOrder(ctx, number);
    const form = check(paymentInput(currency), typed);
    if (!form.ok) return c.html(<PaymentPage {...await moneyForm(c, { typed, errors: form.errors })} />, 422);
    try {
      return c.redirect(paths.orderPayment(number, await recordPayment(ctx, number, form.data)), 303);
    } catch (refusal) {
      const { status, ...back } = cameBack(refusal, typed);
      return c.html(<PaymentPage {...await moneyForm(c, back)} />, status);
    }
  })
  .get("/:number/pagos/:payment", may("payments.read"), async (c) => {
    const taken = await takenPayment(c.var.ctx, c.req.param("number"), c.req.param("payment"));
    return c.html(<TakenPage viewer={c.var.viewer} taken={taken} />);
  })
  .get("/:number/devoluciones", async (c) => {
    const form = await moneyForm(c);
    if (form.detail.balance.paid <= 0) throw conflict("nothing_paid");
    return c.html(<RefundPage {...form} limitMinor={refundLimit(c.var.ctx, form.detail.order.currency)} />);
  })
  .post("/:number/devoluciones", async (c) => {
    const { ctx } = c.var;
    const number = c.req.param("number");
    const typed = nest(await c.req.formData());
    const { currency } = await readOrder(ctx, number);
    const limitMinor = refundLimit(ctx, currency);
    const form = check(refundInput(currency), typed);
    if (!form.ok) {
      const back = await moneyForm(c, { typed, errors: form.errors });
      return c.html(<RefundPage {...back} limitMinor={limitMinor} />, 422);
    }
    try {
      return c.redirect(paths.orderPayment(number, await recordRefund(ctx, number, form.data)), 303);
    } catch (refusal) {
      const { status, ...back } = cameBack(refusal, typed);
      return c.html(<RefundPage {...await moneyForm(c, back)} limitMinor={limitMinor} />, status);
    }
  });

async function moneyForm(c: Context<Env, "/:number/*">, back: Partial<CameBack> = {}) {
  const { ctx, viewer } = c.var;
  const [detail, desk] = await Promise.all([orderDetail(ctx, c.req.param("number")), readDesk(ctx)]);
  const key = () => ctx.random.id(ctx.now);
  const told = planOfPayment(ctx, detail.reach, { awaited: detail.depositDueMinor > 0 });
  return { viewer, detail, desk, told, keys: { form: key(), second: key(), opening: key() }, ...back };
}

/** Minor units that the one who asks may give back of one order, null for any amount. */
function refundLimit({ shop, actor }: Ctx, currency: string): number | null {
  const { refund_limit } = shop.settings;
  if (refund_limit === null) return null;
  if (actorMay(actor, "refunds.authorise")) return null;
  return currency === shop.organization?.currency ? minorOfWhole(refund_limit, currency) : 0;
}
