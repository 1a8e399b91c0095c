import type { Context } from "hono";
import type { Locale } from "../lib/locale.ts";

/** As the address says, or else the browser. */
export function localeOf(c: Context): Locale {
  const asked = c.req.query("idioma") ?? c.req.header("Accept-Language") ?? "";
  return /^en\b/i.test(asked) ? "en" : "es";
}

export function paged(page: unknown): string {
  return `<!doctype html>${page}`;
}
