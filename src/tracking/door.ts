import type { Context, MiddlewareHandler } from "hono";
import type { Viewer } from "../../views/viewer.ts";
import type { Env } from "../http/env.ts";
import { AppError } from "../lib/app_error.ts";
import type { Locale } from "../lib/locale.ts";
import type { Services } from "../services.ts";
import { type Throttle, throttle } from "./throttle.ts";

/** Plenty for a family that looks often, nothing for who guesses among 2^132 links. */
const LIMIT = { tries: 120, windowMs: 60_000 };
const throttles = new WeakMap<Services, Throttle>();

/** Before everything that a client's link leads to: one address does not ask without end. */
export function guarded(
  ...[c, next]: Parameters<MiddlewareHandler<Env>>
): ReturnType<MiddlewareHandler<Env>> {
  const { services, ip, ctx } = c.var;
  const own = throttles.get(services) ?? throttle(LIMIT);
  throttles.set(services, own);
  const wait = own.tooMany(ip, ctx.now);
  if (wait !== null) throw new AppError("too_many", { retryAfter: wait });
  return next();
}

/** The page speaks the client's language, whoever looks, and shows nothing of who is signed in. */
export function clientViewer(
  c: Context<Env>,
  { locale, timeZone }: { locale: Locale; timeZone: string },
): Viewer {
  return {
    ...c.var.viewer,
    locale,
    timeZone,
    user: null,
    branch: null,
    badges: null,
    till: null,
    toast: null,
  };
}
