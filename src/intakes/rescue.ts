import type { MiddlewareHandler } from "hono";
import { intakeText } from "../../views/intakes/text.ts";
import { powersOf } from "../auth/overrides.ts";
import { personMay } from "../auth/permissions.ts";
import type { Env } from "../http/env.ts";
import { leaveToast } from "../http/htmx.ts";
import { isOwnToken, sameOrigin } from "../http/security.ts";
import { nest, typedText } from "../lib/form.ts";
import { paths } from "../paths.ts";
import { readDraftKey } from "./draft_key.ts";
import { saveDraft } from "./drafts.ts";
import { takeFiles } from "./submission.ts";

/**
 * For posts to `/ingresos` and `/ingresos/borrador`, before the check of form tokens and the staff guard: an intake whose session
 * has ended (or was renewed meanwhile) is saved as the draft of who filled it in, and they go on after signing in. Everything
 * else passes on to the checks.
 */
export const intakeRescue: MiddlewareHandler<Env> = async (c, next) => {
  const { ctx, signedIn, services } = c.var;
  if (c.req.method !== "POST") return await next();
  if (!sameOrigin(c.req.header("Sec-Fetch-Site"), c.req.header("Origin"), c.req.header("Host"))) {
    return await next();
  }
  const form = await c.req.formData();
  const typed = nest(form);
  const given = c.req.header("X-CSRF-Token") ?? typedText(typed, "_csrf");
  if (signedIn && isOwnToken(c, given)) return await next();
  const key = readDraftKey(services.secretKey, typedText(typed, "draft_key"), ctx.now);
  const author = key && await ctx.db.selectFrom("user").select(["id", "name", "role", "branch_id"])
    .select("overrides_json")
    .where("id", "=", key.userId).where("active", "=", 1).executeTakeFirst();
  if (!key || !author) return await next();
  const { id, name, branch_id: branchId } = author;
  const powers = powersOf(author);
  if (!personMay(powers, "intakes.create")) return await next();

  const asAuthor = { ...ctx, actor: { kind: "user" as const, id, name, ...powers, branchId } };
  const kept = await takeFiles(asAuthor, { typed, form });
  const saved = await saveDraft(asAuthor, key, kept.typed);
  const resume = paths.intakeDraftResume(key.draftId);
  if (c.req.path === paths.intakeDraft()) return c.body(null, 204);
  if (!saved) return await next();
  leaveToast(c, intakeText[ctx.locale].draft.kept);
  return c.redirect(signedIn?.user.id === id ? resume : paths.signIn(resume), 303);
};
