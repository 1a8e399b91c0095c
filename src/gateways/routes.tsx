import { type Context, Hono } from "hono";
import { OnlinePaymentsPage } from "../../views/gateways/payments_page.tsx";
import { ReviewPage } from "../../views/gateways/review_page.tsx";
import { gatewayText } from "../../views/gateways/text.ts";
import type { Env } from "../http/env.ts";
import { may } from "../http/guard.ts";
import { answer } from "../http/htmx.ts";
import { AppError, type FieldErrors } from "../lib/app_error.ts";
import { check, nest, type Typed } from "../lib/form.ts";
import { paths } from "../paths.ts";
import { acceptInput, dismissInput, paymentsFilter } from "./input.ts";
import { acceptReview, dismissReview } from "./review_commands.ts";
import { listOnlinePayments, openReviews, readReview } from "./review_queries.ts";

/** What gateways brought, and what of it somebody has to decide. Mounted at `/cobros`. */
export const onlinePaymentRoutes = new Hono<Env>()
  .use("*", may("payments.review"))
  .get("/", async (c) => {
    const { ctx, viewer } = c.var;
    const filter = paymentsFilter.parse(c.req.query());
    const [reviews, { rows, next }] = await Promise.all([openReviews(ctx), listOnlinePayments(ctx, filter)]);
    return c.html(<OnlinePaymentsPage {...{ viewer, filter, reviews, rows, next }} />);
  })
  .get("/revision/:id", (c) => page(c, c.req.param("id")))
  .post("/revision/:id/aceptacion", async (c) => {
    const id = c.req.param("id");
    return await resolved(c, { id, doing: "accept" }, async (typed) => {
      const form = check(acceptInput, typed);
      if (!form.ok) return form.errors;
      await acceptReview(c.var.ctx, id, form.data);
    });
  })
  .post("/revision/:id/descarte", async (c) => {
    const id = c.req.param("id");
    return await resolved(c, { id, doing: "dismiss" }, async (typed) => {
      const form = check(dismissInput, typed);
      if (!form.ok) return form.errors;
      await dismissReview(c.var.ctx, id, form.data);
    });
  });

interface Returned {
  doing: "accept" | "dismiss";
  typed: Typed;
  errors: FieldErrors;
}

async function resolved(
  c: Context<Env>,
  { id, doing }: { id: string; doing: "accept" | "dismiss" },
  act: (typed: Typed) => Promise<FieldErrors | void>,
): Promise<Response> {
  const typed = nest(await c.req.formData());
  try {
    const errors = await act(typed);
    if (errors) return await page(c, id, { doing, typed, errors });
  } catch (refusal) {
    if (!(refusal instanceof AppError) || !refusal.detail.fields) throw refusal;
    return await page(c, id, { doing, typed, errors: refusal.detail.fields });
  }
  const words = gatewayText[c.var.viewer.locale].review;
  return await answer(c, {
    to: paths.onlinePayments(),
    toast: doing === "accept" ? words.accepted : words.dismissed,
  });
}

async function page(c: Context<Env>, id: string, returned?: Returned): Promise<Response> {
  const review = await readReview(c.var.ctx, id);
  return await c.html(
    <ReviewPage viewer={c.var.viewer} review={review} returned={returned} />,
    returned ? 422 : 200,
  );
}
