import { type Context, Hono } from "hono";
import { LoanerPage } from "../../views/loaners/loaner_page.tsx";
import { LoanersPage, NewLoanerPage } from "../../views/loaners/pages.tsx";
import { OrderLoansPage } from "../../views/loaners/order_page.tsx";
import { loanerText } from "../../views/loaners/text.ts";
import type { Env } from "../http/env.ts";
import { may } from "../http/guard.ts";
import { answer } from "../http/htmx.ts";
import { AppError, type FieldErrors } from "../lib/app_error.ts";
import { check, nest, type Typed } from "../lib/form.ts";
import { orderDetail } from "../orders/queries.ts";
import { refusedFields } from "../lib/refused.ts";
import { paths } from "../paths.ts";
import { addLoaner, editLoaner, lend, takeBack } from "./commands.ts";
import { loanerList } from "./filter.ts";
import { loanerEdit, loanInput, newLoaner, returnInput } from "./input.ts";
import { getLoaner, listLoaners, loansOfOrder } from "./queries.ts";

/** The devices that the branch lends. Mounted at `/prestamos`. */
export const loanerRoutes = new Hono<Env>()
  .use(may("loaners.read"))
  .get("/", async (c) => {
    const { ctx, viewer } = c.var;
    const list = loanerList(c.req.query("estado"));
    const branch = viewer.branch?.id ?? "";
    return c.html(<LoanersPage viewer={viewer} list={list} loaners={await listLoaners(ctx, branch, list)} />);
  })
  .get("/nuevo", may("loaners.manage"), (c) => {
    const { ctx, viewer } = c.var;
    return c.html(<NewLoanerPage viewer={viewer} typed={{ form_key: ctx.random.id(ctx.now) }} />);
  })
  .post("/nuevo", may("loaners.manage"), async (c) => {
    const { ctx, viewer } = c.var;
    const typed = nest(await c.req.formData());
    const form = check(newLoaner, typed);
    if (!form.ok) return c.html(<NewLoanerPage viewer={viewer} typed={typed} errors={form.errors} />, 422);
    await addLoaner(ctx, form.data);
    return answer(c, { to: paths.loaners(), toast: loanerText[viewer.locale].toasts.added });
  })
  .get("/:id", async (c) => {
    const { ctx, viewer } = c.var;
    const loaner = await getLoaner(ctx, c.req.param("id"));
    return c.html(<LoanerPage viewer={viewer} loaner={loaner} returnKey={ctx.random.id(ctx.now)} />);
  })
  .post("/:id", may("loaners.manage"), async (c) => {
    const { ctx, viewer } = c.var;
    const id = c.req.param("id");
    const typed = nest(await c.req.formData());
    const form = check(loanerEdit, typed);
    const again = async (status: 409 | 422, back: { errors?: FieldErrors; conflict?: boolean }) =>
      c.html(
        <LoanerPage
          viewer={viewer}
          loaner={await getLoaner(ctx, id)}
          returnKey={ctx.random.id(ctx.now)}
          typed={typed}
          {...back}
        />,
        status,
      );
    if (!form.ok) return await again(422, { errors: form.errors });
    try {
      const errors = await refusedFields(editLoaner(ctx, id, form.data));
      if (errors) return await again(422, { errors });
    } catch (refusal) {
      if (!(refusal instanceof AppError) || refusal.detail.reason !== "loaner_changed") throw refusal;
      return await again(409, { conflict: true });
    }
    return answer(c, { to: paths.loaner(id), toast: loanerText[viewer.locale].toasts.saved });
  })
  .post("/:id/devolucion/:loan", may("loaners.manage"), async (c) => {
    const { ctx, viewer } = c.var;
    const { id, loan } = c.req.param();
    const typed = nest(await c.req.formData());
    const form = check(returnInput, typed);
    if (!form.ok) {
      const props = { viewer, loaner: await getLoaner(ctx, id), returnKey: ctx.random.id(ctx.now) };
      return c.html(<LoanerPage {...props} returning={{ typed, errors: form.errors }} />, 422);
    }
    await takeBack(ctx, loan, form.data);
    return answer(c, { to: paths.loaner(id), toast: loanerText[viewer.locale].toasts.returned });
  });

/** What is lent with an order. Mounted at `/ordenes`. */
export const orderLoanRoutes = new Hono<Env>()
  .use("/:number/prestamos", may("loaners.manage"))
  .get("/:number/prestamos", async (c) => c.html(await orderLoansPage(c, c.req.param("number"))))
  .post("/:number/prestamos", async (c) => {
    const { ctx, viewer } = c.var;
    const number = c.req.param("number");
    const typed = nest(await c.req.formData());
    const form = check(loanInput({ timeZone: viewer.timeZone, now: ctx.now }), typed);
    const errors = form.ok ? await refusedFields(lend(ctx, number, form.data)) : form.errors;
    if (errors) return c.html(await orderLoansPage(c, number, { typed, errors }), 422);
    return answer(c, { to: paths.order(number), toast: loanerText[viewer.locale].toasts.lent });
  });

async function orderLoansPage(
  c: Context<Env>,
  number: string,
  back: { typed?: Typed; errors?: FieldErrors } = {},
) {
  const { ctx, viewer } = c.var;
  const detail = await orderDetail(ctx, number);
  const [loans, free] = await Promise.all([
    loansOfOrder(ctx.db, detail.order.id),
    listLoaners(ctx, detail.order.branch_id, "free"),
  ]);
  return <OrderLoansPage {...{ viewer, detail, loans, free, ...back }} formKey={ctx.random.id(ctx.now)} />;
}
