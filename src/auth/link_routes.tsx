import { type Context, Hono, type MiddlewareHandler } from "hono";
import { ForgottenPage, LinkPasswordPage, LinkSaidPage } from "../../views/auth/link_pages.tsx";
import type { Env } from "../http/env.ts";
import { ownForms } from "../http/security.ts";
import { ensureVisit } from "../http/session.ts";
import { AppError, ERROR_STATUS, type FieldErrors, notFound } from "../lib/app_error.ts";
import { check, nest } from "../lib/form.ts";
import { Forgotten, LinkPassword } from "./input.ts";
import { askForReset, setPasswordByLink } from "./link_commands.ts";
import { openUserLink } from "./link_rows.ts";

/** No address with a token leaves the page: neither to another one nor into a cache. */
const quiet: MiddlewareHandler<Env> = async (c, next) => {
  c.header("Cache-Control", "no-store");
  c.header("Referrer-Policy", "no-referrer");
  await next();
};

/** Ways into an account by mail, without a session. Mounted at `/ingresar`; there are none without a mail server. */
export const linkRoutes = new Hono<Env>()
  .use(quiet)
  .get("/olvido", async (c) => {
    if (!c.var.ctx.sendsMail) throw notFound();
    ensureVisit(c);
    return await c.html(<ForgottenPage viewer={c.var.viewer} typed={{}} errors={{}} refusal={null} />);
  })
  .post("/olvido", ownForms, async (c) => {
    const { ctx, viewer } = c.var;
    if (!ctx.sendsMail) throw notFound();
    const form = check(Forgotten, nest(await c.req.formData()));
    const { typed } = form;
    if (!form.ok) {
      return c.html(<ForgottenPage {...{ viewer, typed }} errors={form.errors} refusal={null} />, 422);
    }
    try {
      await askForReset(ctx, form.data.email);
    } catch (refusal) {
      if (!(refusal instanceof AppError)) throw refusal;
      if (refusal.detail.retryAfter) c.header("Retry-After", String(refusal.detail.retryAfter));
      const page = <ForgottenPage {...{ viewer, typed }} errors={{}} refusal={refusal.detail} />;
      return c.html(page, ERROR_STATUS[refusal.code]);
    }
    return c.html(<LinkSaidPage viewer={viewer} said="sent" />);
  })
  .get("/clave/:token", async (c) => {
    ensureVisit(c);
    return await choosing(c, c.req.param("token"));
  })
  .post("/clave/:token", ownForms, async (c) => {
    const { ctx, viewer } = c.var;
    const token = c.req.param("token");
    const form = check(LinkPassword, nest(await c.req.formData()));
    if (!form.ok) return await choosing(c, token, form.errors);
    try {
      await setPasswordByLink(ctx, { token, password: form.data.password });
    } catch (refusal) {
      if (!(refusal instanceof AppError)) throw refusal;
      if (refusal.detail.fields) return await choosing(c, token, refusal.detail.fields);
      if (refusal.code !== "not_found") throw refusal;
      return c.html(<LinkSaidPage viewer={viewer} said="gone" />, 404);
    }
    return c.html(<LinkSaidPage viewer={viewer} said="saved" />);
  });

/** Opening it uses nothing up: programs that look through mails open every link. */
async function choosing(c: Context<Env>, token: string, errors: FieldErrors = {}): Promise<Response> {
  const { ctx, viewer } = c.var;
  const user = await openUserLink(ctx.db, ctx, token);
  if (!user) return await c.html(<LinkSaidPage viewer={viewer} said="gone" />, 404);
  const reader = { ...viewer, locale: user.locale };
  const status = Object.keys(errors).length > 0 ? 422 : 200;
  return await c.html(<LinkPasswordPage viewer={reader} {...{ token, user, errors }} />, status);
}
