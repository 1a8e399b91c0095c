import type { MiddlewareHandler } from "hono";
import type { Permission } from "../auth/permissions.ts";
import { AppError } from "../lib/app_error.ts";
import { paths } from "../paths.ts";
import type { Env } from "./env.ts";

// `c.var` copies everything that it holds each time: what every request passes asks by name.

/** Staff only, and first a new password where one was set for them. */
export const staffOnly: MiddlewareHandler<Env> = async (c, next) => {
  const signedIn = c.get("signedIn");
  if (!signedIn) throw new AppError("unauthenticated");
  const allowed: string[] = [paths.password(), paths.signOut(), paths.preferences()];
  if (signedIn.user.mustChangePassword && !allowed.includes(c.req.path)) {
    return c.redirect(paths.password(), 303);
  }
  c.header("Cache-Control", "no-store");
  await next();
};

/** What one may not see is not found; what one may see but not do is forbidden. */
export function may(permission: Permission): MiddlewareHandler<Env> {
  return async (c, next) => {
    if (!c.get("viewer").can(permission)) {
      throw new AppError(c.req.method === "GET" ? "not_found" : "forbidden");
    }
    await next();
  };
}
