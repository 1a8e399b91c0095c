import type { Context } from "hono";
import type { z } from "zod";
import { printingText } from "../../views/printing/text.ts";
import type { Ctx } from "../context.ts";
import type { Env } from "../http/env.ts";
import { AppError } from "../lib/app_error.ts";
import { check, nest } from "../lib/form.ts";
import { sha256 } from "../lib/token.ts";
import type { PrinterView } from "./printer_queries.ts";

export type PageContext = Context<Env>;

/** Drawn by us, and yet a document of its own: it may show itself and nothing else. */
export function picture(c: PageContext, svg: string): Response {
  c.header("Content-Type", "image/svg+xml; charset=utf-8");
  c.header("Content-Security-Policy", "default-src 'none'; sandbox");
  return c.body(svg);
}

/** What a form holds. @throws AppError invalid */
export async function read<S extends z.ZodType>(c: PageContext, schema: S): Promise<z.output<S>> {
  const form = check(schema, nest(await c.req.formData()));
  if (!form.ok) throw new AppError("invalid", { fields: form.errors });
  return form.data;
}

/** Everything that a list of printers shows, apart from the passing of time. */
export function markOf(shown: readonly (PrinterView | object)[]): string {
  return sha256(JSON.stringify(shown, (key, value) => CLOCKS.has(key) ? undefined : value));
}

const CLOCKS = new Set(["agentSeenAt", "seenAt"]);

export function newKey(ctx: Ctx): string {
  return ctx.random.id(ctx.now);
}

export function words(c: PageContext) {
  return printingText[c.var.viewer.locale];
}
