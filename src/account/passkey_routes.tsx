import { type Context, Hono } from "hono";
import { NewPasskeyPage, PasskeyNamePage } from "../../views/account/passkeys.tsx";
import { text } from "../../views/account/text.ts";
import { creationOptions, newChallenge, partyOf } from "../auth/passkey.ts";
import { addPasskey, removePasskey, renamePasskey } from "../auth/passkey_commands.ts";
import { NewPasskey, PasskeyName } from "../auth/passkey_input.ts";
import { listPasskeys, passkeyIds } from "../auth/passkey_queries.ts";
import { confirmed } from "../http/confirmed.tsx";
import type { Env } from "../http/env.ts";
import { answer } from "../http/htmx.ts";
import { AppError, type FieldErrors, notFound } from "../lib/app_error.ts";
import { check, nest, typedText } from "../lib/form.ts";
import { paths } from "../paths.ts";

/** One's own passkeys. */
export const passkeyRoutes = new Hono<Env>()
  .get("/nueva", (c) => c.redirect(paths.account(), 303))
  .post("/nueva", confirmed, async (c) => await making(c, { name: "" }))
  .post("/", confirmed, async (c) => {
    const { ctx, viewer } = c.var;
    const form = check(NewPasskey, nest(await c.req.formData()));
    const name = typedText(form.typed, "name");
    if (!form.ok) return await making(c, { name, errors: form.errors });
    try {
      await addPasskey(ctx, { ...form.data, holder: viewer.csrf });
      return answer(c, { to: paths.account(), toast: text[viewer.locale].passkeyAdded });
    } catch (refusal) {
      if (!(refusal instanceof AppError) || !refusal.detail.fields) throw refusal;
      return await making(c, { name, errors: refusal.detail.fields });
    }
  })
  .get("/:id/nombre", async (c) => {
    const { ctx, viewer } = c.var;
    const id = c.req.param("id");
    const passkey = (await listPasskeys(ctx, viewer.user?.id ?? "")).find((one) => one.id === id);
    if (!passkey) throw notFound();
    return c.html(<PasskeyNamePage {...{ viewer, id }} name={passkey.name} errors={{}} />);
  })
  .post("/:id/nombre", async (c) => {
    const { ctx, viewer } = c.var;
    const id = c.req.param("id");
    const form = check(PasskeyName, nest(await c.req.formData()));
    if (!form.ok) {
      const name = typedText(form.typed, "name");
      return c.html(<PasskeyNamePage {...{ viewer, id, name }} errors={form.errors} />, 422);
    }
    await renamePasskey(ctx, id, form.data.name);
    return answer(c, { to: paths.account(), toast: text[viewer.locale].passkeyRenamed });
  })
  .post("/:id/baja", confirmed, async (c) => {
    await removePasskey(c.var.ctx, c.req.param("id"));
    return answer(c, { to: paths.account(), toast: text[c.var.viewer.locale].passkeyRemoved });
  });

/** The page whose button asks the device; each has a challenge of its own. */
async function making(
  c: Context<Env>,
  { name, errors = {} }: { name: string; errors?: FieldErrors },
): Promise<Response> {
  const { ctx, viewer, signedIn } = c.var;
  const party = partyOf(ctx.baseUrl);
  if (!party || !signedIn) throw notFound();
  const { user } = signedIn;
  const options = creationOptions({
    challenge: newChallenge(ctx, "add", viewer.csrf),
    party,
    shop: viewer.shop.name,
    user,
    existing: await passkeyIds(ctx, user.id),
  });
  const status = Object.keys(errors).length > 0 ? 422 : 200;
  return await c.html(<NewPasskeyPage {...{ viewer, options, name, errors }} />, status);
}
