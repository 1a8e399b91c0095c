import type { Context, MiddlewareHandler } from "hono";
import { ConfirmedDownloadPage, ConfirmPage } from "../../views/auth/confirm.tsx";
import { confirmIdentity } from "../auth/confirm_commands.ts";
import { Confirmation } from "../auth/input.ts";
import { newChallenge, partyOf, requestOptions } from "../auth/passkey.ts";
import { confirmByPasskey } from "../auth/passkey_commands.ts";
import { PasskeyProof } from "../auth/passkey_input.ts";
import { passkeyIds } from "../auth/passkey_queries.ts";
import { AppError, type AppErrorDetail, ERROR_STATUS, type FieldErrors } from "../lib/app_error.ts";
import { check, nest } from "../lib/form.ts";
import type { Env } from "./env.ts";
import { cameFrom } from "./htmx.ts";
import { ownPath } from "./own_path.ts";

/** For so long after a sign-in, or after the last proof, nobody is asked again. */
export const RECENT_MS = 10 * 60_000;

/**
 * Before dangerous acts: who has not proved within the last ten minutes who they are is asked for it, and the form that came then
 * goes through as it was typed. The question is answered to the address of the act itself.
 */
export const confirmed: MiddlewareHandler<Env> = async (c, next) => {
  const proof = await proofOf(c);
  if (proof instanceof Response) return proof;
  await next();
};

/**
 * The same before an act that answers with a file. A browser that gets a file stays on its page: who has just proved who they are gets
 * one that begins the download, instead of the question that is already answered.
 */
export const confirmedDownload: MiddlewareHandler<Env> = async (c, next) => {
  const proof = await proofOf(c);
  if (proof instanceof Response) return proof;
  if (proof === "proved before") return await next();
  const { viewer } = c.var;
  const sent = await c.req.formData();
  return c.html(<ConfirmedDownloadPage viewer={viewer} waiting={waitingIn(sent)} back={backOf(c, sent)} />);
};

type Proof = "proved before" | "proved now" | Response;

/** A response asks for the proof, or once more. */
async function proofOf(c: Context<Env>): Promise<Proof> {
  if (c.req.method === "GET" || c.req.method === "HEAD") return "proved before";
  const { signedIn, ctx, services } = c.var;
  if (!signedIn) throw new AppError("unauthenticated");
  if (ctx.now - signedIn.confirmedAt < RECENT_MS) return "proved before";
  const sent = await c.req.formData();
  if (!sent.has("confirm_password")) return await ask(c, sent, { status: 403 });
  const { id: userId, email } = signedIn.user;
  const act = c.req.path;
  const byPasskey = sent.get("confirm_passkey");
  const typed = nest(sent);
  const form = byPasskey ? check(PasskeyProof, typed) : check(Confirmation, typed);
  if (!form.ok) return await ask(c, sent, { status: 422, errors: form.errors });
  try {
    if ("confirm_passkey" in form.data) {
      const { confirm_passkey: credential } = form.data;
      await confirmByPasskey(ctx, { credential, holder: c.var.viewer.csrf, email, act });
    } else {
      const { confirm_password: password, confirm_code: code } = form.data;
      await confirmIdentity(ctx, { userId, email, password, code, act });
    }
  } catch (refusal) {
    if (!(refusal instanceof AppError)) throw refusal;
    const { fields = {}, retryAfter } = refusal.detail;
    if (retryAfter) c.header("Retry-After", String(retryAfter));
    const errors = Object.fromEntries(
      Object.entries(fields).map(([name, error]) => [`confirm_${name}`, error]),
    );
    return await ask(c, sent, { status: ERROR_STATUS[refusal.code], errors, refusal: refusal.detail });
  }
  await services.sessions.confirm(signedIn.sessionId);
  return "proved now";
}

async function ask(
  c: Context<Env>,
  sent: FormData,
  { status, errors = {}, refusal = null }: {
    status: (typeof ERROR_STATUS)[keyof typeof ERROR_STATUS];
    errors?: FieldErrors;
    refusal?: AppErrorDetail | null;
  },
): Promise<Response> {
  const { viewer, signedIn, ctx } = c.var;
  const party = partyOf(ctx.baseUrl);
  const allowed = signedIn && party ? await passkeyIds(ctx, signedIn.user.id) : [];
  const challenge = newChallenge(ctx, "confirm", viewer.csrf);
  const page = (
    <ConfirmPage
      {...{ viewer, errors, refusal }}
      waiting={waitingIn(sent)}
      back={backOf(c, sent)}
      email={signedIn?.user.email ?? ""}
      passkeys={party && allowed.length > 0 ? requestOptions({ challenge, party, allowed }) : null}
      twoFactors={signedIn?.user.twoFactors ?? false}
    />
  );
  return await c.html(page, status);
}

/** The form that waits, without what asks for the proof. */
function waitingIn(sent: FormData): [name: string, value: string][] {
  return [...sent.entries()].flatMap(([name, value]): [string, string][] =>
    typeof value === "string" && name !== "_csrf" && !name.startsWith("confirm_") ? [[name, value]] : []
  );
}

/** The page on which the act was begun: an answer to the question comes from the question itself. */
function backOf(c: Context, sent: FormData): string {
  const kept = sent.get("confirm_back");
  return ownPath(typeof kept === "string" ? kept : cameFrom(c));
}
