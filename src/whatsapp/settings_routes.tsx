import { type Context, Hono } from "hono";
import { ChoicePage } from "../../views/whatsapp/choice.tsx";
import { WhatsappPage } from "../../views/whatsapp/settings.tsx";
import { whatsappText } from "../../views/whatsapp/text.ts";
import type { Env } from "../http/env.ts";
import { answer } from "../http/htmx.ts";
import { AppError, type FieldErrors, notFound } from "../lib/app_error.ts";
import { check, nest, type Typed } from "../lib/form.ts";
import { paths } from "../paths.ts";
import { inboundFromStrangers } from "./inbound_queries.ts";
import { accountInput, type ChoiceInput, choiceInput, choiceParams, type ChoicePlace } from "./input.ts";
import { previewOf } from "./preview.ts";
import { checkAccount, saveAccount } from "./settings_commands.ts";
import { accountSettings, allChoices, choiceFor, templatesIn } from "./settings_queries.ts";
import { fieldsOfKind, obstacleFor, parametersOf, suggestedField } from "./template.ts";
import { chooseTemplate, dropTemplate, fetchTemplates } from "./template_commands.ts";

/** WhatsApp as a channel of messages. Mounted at `/admin/whatsapp`. */
export const whatsappRoutes = new Hono<Env>()
  .get("/", (c) => page(c))
  .post("/", async (c) => {
    const typed = nest(await c.req.formData());
    const form = check(accountInput, typed);
    if (!form.ok) return await page(c, { typed, errors: form.errors });
    try {
      await saveAccount(c.var.ctx, form.data);
    } catch (refusal) {
      if (!(refusal instanceof AppError)) throw refusal;
      const { fields, reason } = refusal.detail;
      if (fields) return await page(c, { typed, errors: fields });
      if (reason !== "whatsapp_changed") throw refusal;
      return await page(c, { typed, reason });
    }
    return answer(c, { to: paths.whatsapp(), toast: whatsappText[c.var.viewer.locale].saved });
  })
  .post("/prueba", async (c) => {
    const result = await checkAccount(c.var.ctx);
    return answer(c, { to: paths.whatsapp(), toast: whatsappText[c.var.viewer.locale].results[result] });
  })
  .post("/plantillas", async (c) => {
    try {
      const count = await fetchTemplates(c.var.ctx);
      return await answer(c, {
        to: paths.whatsapp(),
        toast: whatsappText[c.var.viewer.locale].fetched(count),
      });
    } catch (refusal) {
      if (!(refusal instanceof AppError) || refusal.code !== "conflict") throw refusal;
      return await page(c, { reason: refusal.detail.reason });
    }
  })
  .get("/plantillas/:kind/:locale", (c) => choicePage(c))
  .post("/plantillas/:kind/:locale", async (c) => {
    const place = placeOf(c);
    const typed = nest(await c.req.formData());
    const form = check(choiceInput, typed);
    if (!form.ok) return await choicePage(c, { typed, errors: form.errors });
    try {
      await chooseTemplate(c.var.ctx, place, form.data);
    } catch (refusal) {
      if (!(refusal instanceof AppError) || !refusal.detail.fields) throw refusal;
      return await choicePage(c, { typed, errors: refusal.detail.fields });
    }
    return answer(c, { to: paths.whatsapp(), toast: whatsappText[c.var.viewer.locale].choice.saved });
  })
  .post("/plantillas/:kind/:locale/baja", async (c) => {
    await dropTemplate(c.var.ctx, placeOf(c));
    return answer(c, { to: paths.whatsapp(), toast: whatsappText[c.var.viewer.locale].choice.dropped });
  });

/** What came back: what was typed with what is wrong, or why the act was refused. */
interface Returned {
  typed?: Typed;
  errors?: FieldErrors;
  reason?: string;
}

async function page(c: Context<Env>, { typed, errors = {}, reason }: Returned = {}): Promise<Response> {
  const { ctx, viewer } = c.var;
  const [account, choices, strangers] = await Promise.all([
    accountSettings(ctx),
    allChoices(ctx),
    inboundFromStrangers(ctx.db),
  ]);
  const returned = typed && { typed, errors };
  const status = reason ? 409 : returned ? 422 : 200;
  return await c.html(
    <WhatsappPage {...{ viewer, account, choices, strangers, returned, reason }} />,
    status,
  );
}

async function choicePage(
  c: Context<Env>,
  returned?: { typed: Typed; errors: FieldErrors },
): Promise<Response> {
  const { ctx, viewer } = c.var;
  const place = placeOf(c);
  const [templates, choice] = await Promise.all([templatesIn(ctx, place.locale), choiceFor(ctx, place)]);
  const sent = lenient(returned?.typed);
  const usable = templates.filter((one) => obstacleFor(place.kind, one) === "");
  const wanted = sent?.template ?? c.req.query("plantilla") ?? choice?.template.id;
  const picked = usable.find(({ id }) => id === wanted) ?? null;
  const known = fieldsOfKind(place.kind);
  const parameters = picked ? parametersOf(picked.body) : [];
  const before = choice?.template.id === picked?.id ? choice?.fields : undefined;
  const fields = parameters.map((name, at) => (sent?.fields ?? before)?.[at] ?? suggestedField(name, known));
  const whole = fields.every((field) => known.includes(field));
  const preview = picked && whole ? await previewOf(ctx, place, { template: picked, fields }) : null;
  return await c.html(
    <ChoicePage
      {...{ viewer, ...place, templates, picked, parameters, fields, known, preview }}
      chosen={choice !== null}
      errors={returned?.errors}
    />,
    returned ? 422 : 200,
  );
}

/** What was typed, as far as it can be shown again. */
function lenient(typed: Typed | undefined): ChoiceInput | undefined {
  if (!typed) return undefined;
  const { template, fields } = typed;
  return {
    template: typeof template === "string" ? template : "",
    fields: Array.isArray(fields) ? fields.map((field) => typeof field === "string" ? field : "") : [],
  };
}

/** @throws AppError not_found */
function placeOf(c: Context<Env>): ChoicePlace {
  const place = choiceParams.safeParse({ kind: c.req.param("kind"), locale: c.req.param("locale") });
  if (!place.success) throw notFound();
  return place.data;
}
