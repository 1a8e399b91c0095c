import { type Context, Hono } from "hono";
import { PasswordPage, SignInPage } from "../../views/auth/pages.tsx";
import { PreferencesPage } from "../../views/auth/preferences.tsx";
import { SecondStepPage } from "../../views/auth/second_step.tsx";
import { text } from "../../views/auth/text.ts";
import type { Viewer } from "../../views/viewer.ts";
import { lookAs } from "../account/lens_commands.ts";
import { dropCookie, putCookie, readCookie } from "../http/cookies.ts";
import type { Env } from "../http/env.ts";
import { staffOnly } from "../http/guard.ts";
import { answer, cameFrom } from "../http/htmx.ts";
import { ownForms } from "../http/security.ts";
import { ownPath } from "../http/own_path.ts";
import { ensureVisit, signInBrowser, signOutBrowser } from "../http/session.ts";
import { AppError, ERROR_STATUS } from "../lib/app_error.ts";
import { check, nest, typedText } from "../lib/form.ts";
import { paths } from "../paths.ts";
import { changeMailPreferences, changePassword, changePreferences, signIn } from "./commands.ts";
import { MailPreferences, PasswordChange, Preferences, SecondStep, SignIn } from "./input.ts";
import { newChallenge, partyOf, requestOptions } from "./passkey.ts";
import { signInByPasskey } from "./passkey_commands.ts";
import { PasskeySignIn } from "./passkey_input.ts";
import { readMailChoices } from "./queries.ts";
import { beginSecondStep, takeSecondStep, waitsForCode } from "./second_step_commands.ts";
import { tellOfSignIn } from "./sign_in_notices.ts";

export const authRoutes = new Hono<Env>()
  .get("/ingresar", async (c) => {
    if (c.var.ctx.shop.organization === null) return c.redirect(paths.setup(), 303);
    const next = ownPath(c.req.query("next"));
    if (c.var.signedIn) return c.redirect(next, 303);
    ensureVisit(c);
    c.header("Cache-Control", "no-store");
    return await c.html(<SignInPage {...gate(c)} typed={{ next }} errors={{}} refusal={null} />);
  })
  .post("/ingresar", ownForms, async (c) => {
    const form = check(SignIn, nest(await c.req.formData()));
    const typed = { ...form.typed, password: "" };
    if (!form.ok) {
      return c.html(
        <SignInPage {...gate(c)} typed={typed} errors={form.errors} refusal={null} />,
        422,
      );
    }
    try {
      const { userId, secondStep, failures } = await signIn(c.var.ctx, form.data);
      if (secondStep) {
        putCookie(c, STEP_COOKIE, await beginSecondStep(c.var.ctx, userId), STEP_SECONDS);
        return c.redirect(paths.secondStep(ownPath(form.data.next)), 303);
      }
      await enter(c, { userId, failures });
      return c.redirect(ownPath(form.data.next), 303);
    } catch (refusal) {
      if (!(refusal instanceof AppError)) throw refusal;
      if (refusal.detail.retryAfter) c.header("Retry-After", String(refusal.detail.retryAfter));
      const page = <SignInPage {...gate(c)} typed={typed} errors={{}} refusal={refusal.detail} />;
      return c.html(page, ERROR_STATUS[refusal.code]);
    }
  })
  .post("/ingresar/llave", ownForms, async (c) => {
    const { ctx, viewer } = c.var;
    const form = check(PasskeySignIn, nest(await c.req.formData()));
    const typed = { next: typedText(form.typed, "next") };
    try {
      if (!form.ok) throw new AppError("unauthenticated", { reason: "passkey_refused" });
      await enter(c, await signInByPasskey(ctx, { ...form.data, holder: viewer.csrf }));
      return c.redirect(ownPath(typed.next), 303);
    } catch (refusal) {
      if (!(refusal instanceof AppError)) throw refusal;
      if (refusal.detail.retryAfter) c.header("Retry-After", String(refusal.detail.retryAfter));
      const page = <SignInPage {...gate(c)} typed={typed} errors={{}} refusal={refusal.detail} />;
      return c.html(page, ERROR_STATUS[refusal.code]);
    }
  })
  .get("/ingresar/codigo", async (c) => {
    const next = ownPath(c.req.query("next"));
    if (c.var.signedIn) return c.redirect(next, 303);
    if (!await waitsForCode(c.var.ctx, readCookie(c, STEP_COOKIE) ?? "")) {
      return c.redirect(paths.signIn(next === paths.counter() ? "" : next), 303);
    }
    ensureVisit(c);
    c.header("Cache-Control", "no-store");
    return await c.html(<SecondStepPage viewer={c.var.viewer} next={next} errors={{}} refusal={null} />);
  })
  .post("/ingresar/codigo", ownForms, async (c) => {
    const { ctx, viewer } = c.var;
    const form = check(SecondStep, nest(await c.req.formData()));
    const next = ownPath(typedText(form.typed, "next"));
    if (!form.ok) {
      return c.html(<SecondStepPage {...{ viewer, next }} errors={form.errors} refusal={null} />, 422);
    }
    try {
      const token = readCookie(c, STEP_COOKIE) ?? "";
      await enter(c, await takeSecondStep(ctx, { token, code: form.data.code }));
      dropCookie(c, STEP_COOKIE);
      return c.redirect(next, 303);
    } catch (refusal) {
      if (!(refusal instanceof AppError)) throw refusal;
      const { retryAfter, fields = {} } = refusal.detail;
      if (retryAfter) c.header("Retry-After", String(retryAfter));
      const page = <SecondStepPage {...{ viewer, next }} errors={fields} refusal={refusal.detail} />;
      return c.html(page, ERROR_STATUS[refusal.code]);
    }
  })
  .post("/salir", staffOnly, ownForms, async (c) => {
    const { ctx, signedIn } = c.var;
    if (signedIn?.seenAs) await lookAs(ctx, signedIn, null);
    await signOutBrowser(c);
    return c.redirect(paths.signIn(), 303);
  })
  .post("/preferencias", staffOnly, ownForms, async (c) => {
    const form = check(Preferences, nest(await c.req.formData()));
    if (!form.ok) throw new AppError("invalid", { fields: form.errors });
    await changePreferences(c.var.ctx, form.data);
    return c.redirect(ownPath(cameFrom(c)), 303);
  })
  .get("/preferencias", staffOnly, async (c) => {
    const { ctx, viewer, signedIn } = c.var;
    const choices = await readMailChoices(ctx);
    const address = signedIn?.user.email ?? "";
    return c.html(<PreferencesPage {...{ viewer, address, choices }} sendsMail={ctx.sendsMail} />);
  })
  .post("/preferencias/correos", staffOnly, ownForms, async (c) => {
    const form = check(MailPreferences, nest(await c.req.formData()));
    if (!form.ok) throw new AppError("invalid", { fields: form.errors });
    await changeMailPreferences(c.var.ctx, form.data);
    return answer(c, { to: paths.preferences(), toast: text[c.var.viewer.locale].preferences.saved });
  })
  .get(
    "/contrasena",
    staffOnly,
    (c) => c.html(<PasswordPage viewer={c.var.viewer} errors={{}} forced={forced(c.var)} />),
  )
  .post("/contrasena", staffOnly, ownForms, async (c) => {
    const { ctx, viewer, services, signedIn } = c.var;
    if (!signedIn) throw new AppError("unauthenticated");
    const form = check(PasswordChange, nest(await c.req.formData()));
    if (!form.ok) {
      return c.html(<PasswordPage viewer={viewer} errors={form.errors} forced={forced(c.var)} />, 422);
    }
    try {
      await changePassword(ctx, { email: signedIn.user.email, ...form.data });
    } catch (refusal) {
      if (!(refusal instanceof AppError) || !refusal.detail.fields) throw refusal;
      return c.html(
        <PasswordPage viewer={viewer} errors={refusal.detail.fields} forced={forced(c.var)} />,
        422,
      );
    }
    await services.sessions.endAll(signedIn.user.id);
    await signInBrowser(c, signedIn.user.id);
    return answer(c, { to: paths.counter(), toast: text[viewer.locale].passwordChanged });
  });

/** What a browser shows between the password and the code. */
const STEP_COOKIE = "step";
const STEP_SECONDS = 600;

/** The session begins, and whoever owns the account is told if it may not be theirs. */
async function enter(c: Context<Env>, whose: { userId: string; failures: number }): Promise<void> {
  const known = await signInBrowser(c, whose.userId);
  await tellOfSignIn(c.var.ctx, { ...whose, known, userAgent: c.req.header("User-Agent") ?? "" });
}

function gate({ var: { viewer, ctx } }: Context<Env>): GateProps {
  const party = partyOf(ctx.baseUrl);
  const challenge = newChallenge(ctx, "sign_in", viewer.csrf);
  return { viewer, sendsMail: ctx.sendsMail, passkeys: party && requestOptions({ challenge, party }) };
}

interface GateProps {
  viewer: Viewer;
  sendsMail: boolean;
  passkeys: string | null;
}

function forced({ signedIn }: Env["Variables"]): boolean {
  return signedIn?.user.mustChangePassword ?? false;
}
