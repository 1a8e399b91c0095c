import type { MiddlewareHandler } from "hono";
import { AppError } from "../lib/app_error.ts";
import { paths } from "../paths.ts";
import type { Env } from "./env.ts";

/** Refuses whatever could change something but the way in: what is there may be damaged, and is looked up until it is restored. */
export const readOnly: MiddlewareHandler<Env> = (c, next) => {
  const { method, path } = c.req;
  if (method === "GET" || method === "HEAD" || path.startsWith(paths.signIn())) return next();
  throw new AppError("unavailable", { reason: "read_only" });
};
