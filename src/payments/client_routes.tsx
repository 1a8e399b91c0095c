import { type Context, Hono } from "hono";
import { ClientPaymentPage } from "../../views/payments/client_payment.tsx";
import { DebtorsPage } from "../../views/payments/debtors.tsx";
import { paymentText } from "../../views/payments/text.ts";
import { readDesk } from "../cash/desk.ts";
import { getClient } from "../clients/queries.ts";
import type { Env } from "../http/env.ts";
import { may } from "../http/guard.ts";
import { answer } from "../http/htmx.ts";
import { conflict } from "../lib/app_error.ts";
import { check, nest, typedList, typedText } from "../lib/form.ts";
import { formatMoney } from "../lib/money.ts";
import { readReach } from "../mail/reach.ts";
import { paths } from "../paths.ts";
import { payAccount } from "./account_commands.ts";
import { type CameBack, cameBack } from "./came_back.ts";
import { debtorFilter } from "./filter.ts";
import { accountPaymentInput, MOST_SHARES } from "./input.ts";
import { accountsNow, clientAccount, debtCurrencies, listDebtors } from "./queries.ts";
import { planOfPayment } from "./telling.ts";

/** What clients owe: one client's payment over several orders, and the list of those who owe. */
export const clientPaymentRoutes = new Hono<Env>()
  .get("/deudores", may("payments.read"), async (c) => {
    const { ctx, viewer } = c.var;
    const currencies = await debtCurrencies(ctx);
    const filter = debtorFilter(
      c.req.query(),
      currencies.includes(viewer.currency) ? viewer.currency : currencies[0],
    );
    const list = await listDebtors(ctx, filter);
    return c.html(<DebtorsPage {...{ viewer, filter, currencies, list }} />);
  })
  .use("/:id/pago", may("payments.record"))
  .get("/:id/pago", async (c) => c.html(<ClientPaymentPage {...await accountForm(c, c.req.param("id"))} />))
  .post("/:id/pago", async (c) => {
    const { ctx, viewer } = c.var;
    const id = c.req.param("id");
    const typed = nest(await c.req.formData());
    const currency = currencyOf(c);
    const form = check(accountPaymentInput(currency), typed);
    if (!form.ok) {
      return c.html(<ClientPaymentPage {...await accountForm(c, id, { typed, errors: form.errors })} />, 422);
    }
    try {
      const orders = await payAccount(ctx, id, form.data);
      const { received, amount } = form.data;
      const text = paymentText[viewer.locale].client;
      const done = text.done(orders);
      const toast = received === null
        ? done
        : text.withChange(done, formatMoney(received - amount, currency, viewer.locale));
      return answer(c, { to: paths.client(id), toast });
    } catch (refusal) {
      const { status, ...back } = cameBack(refusal, typed);
      return c.html(<ClientPaymentPage {...await accountForm(c, id, back)} />, status);
    }
  });

async function accountForm(c: Context<Env>, id: string, back: Partial<CameBack> = {}) {
  const { ctx, viewer } = c.var;
  const currency = currencyOf(c);
  const named = typedList(back.typed, "shares").map((share) => typedText(share, "order"));
  const [client, account, now, desk, reach] = await Promise.all([
    getClient(ctx, id),
    clientAccount(ctx, id),
    accountsNow(ctx, id, named),
    readDesk(ctx),
    readReach(ctx.db, id),
  ]);
  const owed = account.orders.filter((order) => order.currency === currency && order.balance > 0)
    .slice(0, MOST_SHARES);
  if (owed.length === 0 && !back.typed) throw conflict("nothing_owed");
  const key = () => ctx.random.id(ctx.now);
  return {
    viewer,
    client,
    currency,
    currencies: account.totals.filter((total) => total.owed > 0).map((total) => total.currency),
    orders: owed.map((order) => ({ ...order, key: key() })),
    now,
    desk,
    told: planOfPayment(ctx, reach, { awaited: false }),
    openingKey: key(),
    ...back,
  };
}

function currencyOf(c: Context<Env>): string {
  const asked = c.req.query("moneda") ?? "";
  return /^[A-Z]{3}$/.test(asked) ? asked : c.var.viewer.currency;
}
