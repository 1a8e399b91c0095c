import { type Context, Hono } from "hono";
import { LinkPage } from "../../views/gateways/link_page.tsx";
import { gatewayText } from "../../views/gateways/text.ts";
import { ChatPage } from "../../views/untold/page.tsx";
import type { Env } from "../http/env.ts";
import { may } from "../http/guard.ts";
import { answer } from "../http/htmx.ts";
import { AppError, type FieldErrors, invalid } from "../lib/app_error.ts";
import { check, nest, type Typed } from "../lib/form.ts";
import { paths } from "../paths.ts";
import { makePaymentLink } from "./checkout_commands.ts";
import { checkoutInput, linkMailInput } from "./input.ts";
import { mailPaymentLink, openPaymentChat } from "./link_commands.ts";
import { linkPage } from "./queries.ts";

/** Links on which a client pays, made and sent by the shop. Mounted at `/ordenes`. */
export const paymentLinkRoutes = new Hono<Env>()
  .use("/:number/cobro", may("payments.record"))
  .use("/:number/cobro/*", may("payments.record"))
  .get("/:number/cobro", (c) => page(c, c.req.param("number")))
  .post("/:number/cobro", async (c) => {
    const number = c.req.param("number");
    const typed = nest(await c.req.formData());
    const form = check(checkoutInput, typed);
    if (!form.ok) return await page(c, number, { typed, errors: form.errors, status: 422 });
    try {
      await makePaymentLink(c.var.ctx, number, form.data);
    } catch (refusal) {
      if (!(refusal instanceof AppError) || !refusal.detail.reason || refusal.code === "not_found") {
        throw refusal;
      }
      const errors = { form: { code: refusal.detail.reason } };
      return await page(c, number, { typed, errors, status: refusal.code === "unavailable" ? 503 : 409 });
    }
    return answer(c, { to: paths.orderCheckout(number), toast: words(c).made });
  })
  .post("/:number/cobro/:intent/correo", async (c) => {
    const { number, intent } = c.req.param();
    const form = check(linkMailInput, nest(await c.req.formData()));
    if (!form.ok) throw invalid(form.errors);
    const { queued } = await mailPaymentLink(c.var.ctx, { number, intent }, form.data);
    return answer(c, {
      to: paths.orderCheckout(number),
      toast: queued ? words(c).mailed : words(c).notMailed,
    });
  })
  .post("/:number/cobro/:intent/whatsapp", async (c) => {
    const { ctx, viewer } = c.var;
    const { number, intent } = c.req.param();
    const chat = await openPaymentChat(ctx, { number, intent });
    const back = { href: paths.orderCheckout(number), label: number };
    return c.html(<ChatPage viewer={viewer} chat={chat} back={back} note={words(c).chatNoted} />);
  });

interface Returned {
  typed: Typed;
  errors: FieldErrors;
  status: 409 | 422 | 503;
}

async function page(c: Context<Env>, number: string, returned?: Returned): Promise<Response> {
  const { ctx, viewer } = c.var;
  const shown = await linkPage(ctx, number);
  const key = () => ctx.random.id(ctx.now);
  return await c.html(
    <LinkPage viewer={viewer} page={shown} keys={{ form: key(), mail: key() }} returned={returned} />,
    returned?.status ?? 200,
  );
}

function words(c: Context<Env>) {
  return gatewayText[c.var.viewer.locale].link;
}
