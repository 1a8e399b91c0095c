import type { Context } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import type { Env } from "./env.ts";

/**
 * Every cookie of ours: closed to scripts, not sent along with what other sites ask for, and over https bound to this very host by its
 * name (`__Host-`, RFC 6265bis §4.1.3). Without `maxAge`, in seconds, it ends with the browser.
 */
export function putCookie(c: Context<Env>, name: string, value: string, maxAge?: number): void {
  setCookie(c, name, value, { path: "/", httpOnly: true, sameSite: "Lax", maxAge, ...bound(c) });
}

export function readCookie(c: Context<Env>, name: string): string | undefined {
  return getCookie(c, name, bound(c).prefix);
}

export function dropCookie(c: Context<Env>, name: string): void {
  deleteCookie(c, name, { path: "/", ...bound(c) });
}

function bound({ var: { services } }: Context<Env>): { secure: boolean; prefix?: "host" } {
  return services.baseUrl.startsWith("https:") ? { secure: true, prefix: "host" } : { secure: false };
}
