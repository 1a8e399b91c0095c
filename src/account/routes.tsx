import { type Context, Hono } from "hono";
import { AccountPage } from "../../views/account/page.tsx";
import { text } from "../../views/account/text.ts";
import { RecoveryCodesPage, SetUpPage } from "../../views/account/two_factors.tsx";
import { LensChoice, SecondStep } from "../auth/input.ts";
import { partyOf } from "../auth/passkey.ts";
import { listPasskeys } from "../auth/passkey_queries.ts";
import { readSecondFactor } from "../auth/second_factor.ts";
import {
  beginTotp,
  confirmTotp,
  pendingTotp,
  removeOwnSecondFactor,
  renewRecoveryCodes,
} from "../auth/second_factor_commands.ts";
import { confirmed } from "../http/confirmed.tsx";
import type { Env } from "../http/env.ts";
import { answer } from "../http/htmx.ts";
import { AppError, type FieldErrors } from "../lib/app_error.ts";
import { check, nest } from "../lib/form.ts";
import { paths } from "../paths.ts";
import { qrModules, qrPath, toSvg } from "../printing/barcodes.ts";
import { listSessions } from "../users/queries.ts";
import { endOwnSessions } from "./commands.ts";
import { lookAs } from "./lens_commands.ts";
import { passkeyRoutes } from "./passkey_routes.tsx";

/** What keeps one's own account safe. */
export const accountRoutes = new Hono<Env>()
  .get("/", async (c) => {
    const { ctx, viewer, signedIn } = c.var;
    if (!signedIn) throw new AppError("unauthenticated");
    const { id, role } = signedIn.user;
    const [sessions, factor, passkeys] = await Promise.all([
      listSessions(ctx, id),
      readSecondFactor(ctx, id),
      partyOf(ctx.baseUrl) ? listPasskeys(ctx, id) : null,
    ]);
    const needed = role === "admin" && ctx.shop.settings.admins_two_factors;
    return c.html(
      <AccountPage {...{ viewer, sessions, factor, needed, passkeys }} ownSession={signedIn.sessionId} />,
    );
  })
  .route("/llaves", passkeyRoutes)
  .get("/dos-pasos", async (c) => await settingUp(c))
  .post("/dos-pasos", confirmed, async (c) => {
    await beginTotp(c.var.ctx);
    return answer(c, { to: paths.twoFactors() });
  })
  .post("/dos-pasos/codigo", async (c) => {
    const { ctx, viewer, signedIn } = c.var;
    const form = check(SecondStep, nest(await c.req.formData()));
    if (!form.ok) return await settingUp(c, form.errors);
    try {
      const sessionId = signedIn?.sessionId ?? "";
      const codes = await confirmTotp(ctx, { code: form.data.code, sessionId });
      return c.html(<RecoveryCodesPage {...{ viewer, codes }} because="set up" />);
    } catch (refusal) {
      if (!(refusal instanceof AppError) || !refusal.detail.fields) throw refusal;
      return await settingUp(c, refusal.detail.fields);
    }
  })
  .post("/dos-pasos/recuperacion", confirmed, async (c) => {
    const codes = await renewRecoveryCodes(c.var.ctx);
    return c.html(<RecoveryCodesPage viewer={c.var.viewer} codes={codes} because="renewed" />);
  })
  .post("/dos-pasos/baja", confirmed, async (c) => {
    await removeOwnSecondFactor(c.var.ctx);
    return answer(c, { to: paths.account(), toast: text[c.var.viewer.locale].twoFactorsOff });
  })
  .post("/vista", async (c) => {
    const { ctx, signedIn } = c.var;
    if (signedIn?.user.role !== "admin") throw new AppError("forbidden");
    const form = check(LensChoice, nest(await c.req.formData()));
    if (!form.ok) throw new AppError("invalid", { fields: form.errors });
    await lookAs(ctx, signedIn, form.data.role);
    return answer(c, { to: paths.counter() });
  })
  .post("/sesiones", async (c) => {
    await endOwnSessions(c.var.ctx, { except: c.var.signedIn?.sessionId ?? "" });
    return answer(c, { to: paths.account(), toast: text[c.var.viewer.locale].othersEnded });
  })
  .post("/sesiones/:session", async (c) => {
    await endOwnSessions(c.var.ctx, { sessionId: c.req.param("session") });
    return answer(c, { to: paths.account(), toast: text[c.var.viewer.locale].ended });
  });

/** The page that sets an app up: the code to scan once it was begun. */
async function settingUp(c: Context<Env>, errors: FieldErrors = {}): Promise<Response> {
  const { ctx, viewer, signedIn } = c.var;
  if (!signedIn) throw new AppError("unauthenticated");
  const { user } = signedIn;
  if (user.twoFactors) return c.redirect(paths.account(), 303);
  const pending = await pendingTotp(ctx, user.email);
  const needed = user.role === "admin" && ctx.shop.settings.admins_two_factors;
  const page = (
    <SetUpPage
      {...{ viewer, errors, needed }}
      pending={pending && { secret: pending.secret, qr: qrPicture(pending.uri) }}
    />
  );
  return await c.html(page, Object.keys(errors).length > 0 ? 422 : 200);
}

/** An address of a picture, drawn here: the secret is in no other request. */
function qrPicture(uri: string): string {
  const qr = qrModules(uri);
  const svg = toSvg(qrPath(qr), { width: qr.size, height: qr.size, quiet: 4 });
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}
