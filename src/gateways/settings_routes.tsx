import { type Context, Hono } from "hono";
import { GatewaysPage } from "../../views/gateways/settings.tsx";
import { gatewayText } from "../../views/gateways/text.ts";
import type { Env } from "../http/env.ts";
import { answer } from "../http/htmx.ts";
import { AppError, type FieldErrors, notFound } from "../lib/app_error.ts";
import { check, nest, type Typed } from "../lib/form.ts";
import { paths } from "../paths.ts";
import { isCheckout, type Provider } from "./gateway.ts";
import { gatewayInput, providerParam } from "./input.ts";
import { checkGateway, saveGateway } from "./settings_commands.ts";
import { gatewaySettings } from "./settings_queries.ts";

/** Which payment providers the shop uses. Mounted at `/admin/cobros`. */
export const gatewayRoutes = new Hono<Env>()
  .get("/", (c) => page(c))
  .post("/:provider", async (c) => {
    const provider = providerOf(c.req.param("provider"));
    const typed = nest(await c.req.formData());
    const form = check(gatewayInput(provider), typed);
    if (!form.ok) return await page(c, { provider, typed, errors: form.errors });
    try {
      await saveGateway(c.var.ctx, provider, form.data);
    } catch (refusal) {
      if (!(refusal instanceof AppError)) throw refusal;
      if (refusal.detail.fields) return await page(c, { provider, typed, errors: refusal.detail.fields });
      if (refusal.detail.reason !== "gateway_changed") throw refusal;
      return await page(c, { provider, typed, errors: { form: { code: "gateway_changed" } } }, 409);
    }
    return answer(c, { to: paths.gateways(), toast: gatewayText[c.var.viewer.locale].settings.saved });
  })
  .post("/:provider/prueba", async (c) => {
    const provider = providerOf(c.req.param("provider"));
    if (!isCheckout(provider)) throw notFound();
    const result = await checkGateway(c.var.ctx, provider);
    const words = gatewayText[c.var.viewer.locale].settings;
    return answer(c, { to: paths.gateways(), toast: words.checkResults[result] });
  });

/** A form that came back: whose, what was typed, and what is wrong. */
interface Returned {
  provider: Provider;
  typed: Typed;
  errors: FieldErrors;
}

async function page(c: Context<Env>, returned?: Returned, status: 409 | 422 = 422): Promise<Response> {
  const { ctx, viewer } = c.var;
  const gateways = await gatewaySettings(ctx);
  return await c.html(
    <GatewaysPage viewer={viewer} gateways={gateways} returned={returned} />,
    returned ? status : 200,
  );
}

/** @throws AppError not_found */
function providerOf(text: string): Provider {
  const found = providerParam.safeParse(text);
  if (!found.success) throw notFound();
  return found.data;
}
