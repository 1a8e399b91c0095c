import type { Context, MiddlewareHandler } from "hono";
import type { Permission } from "../auth/permissions.ts";
import type { SignedIn } from "../auth/session.ts";
import { AppError } from "../lib/app_error.ts";
import { paths } from "../paths.ts";
import type { Env } from "./env.ts";

// `c.var` copies everything that it holds each time: what every request passes asks by name.

/** Staff only, and first a new password where one was set for them, or a second step where the shop asks for one. */
export const staffOnly: MiddlewareHandler<Env> = async (c, next) => {
  const signedIn = c.get("signedIn");
  if (!signedIn) throw new AppError("unauthenticated");
  const allowed: string[] = [paths.password(), paths.signOut(), paths.preferences()];
  if (signedIn.user.mustChangePassword && !allowed.includes(c.req.path)) {
    return c.redirect(paths.password(), 303);
  }
  if (lacksSecondStep(c, signedIn) && !allowed.includes(c.req.path) && !isAccount(c.req.path)) {
    return c.redirect(paths.twoFactors(), 303);
  }
  c.header("Cache-Control", "no-store");
  await next();
};

function lacksSecondStep(c: Context<Env>, { user }: SignedIn): boolean {
  return user.role === "admin" && !user.twoFactors && c.get("ctx").shop.settings.admins_two_factors;
}

function isAccount(path: string): boolean {
  return path === paths.account() || path.startsWith(`${paths.account()}/`);
}

/** What one may not see is not found; what one may see but not do is forbidden. */
export function may(permission: Permission): MiddlewareHandler<Env> {
  return async (c, next) => {
    if (!c.get("viewer").can(permission)) {
      throw new AppError(["GET", "HEAD"].includes(c.req.method) ? "not_found" : "forbidden");
    }
    await next();
  };
}
