import type { Context } from "hono";
import type { z } from "zod";
import { AppError, type ErrorCode } from "../lib/app_error.ts";
import { fieldErrors } from "../lib/form.ts";
import type { Env } from "./env.ts";

/** What a post of another program says. @throws AppError invalid, with the path of every wrong field */
export async function readJson<S extends z.ZodType>(c: Context<Env>, schema: S): Promise<z.output<S>> {
  const wrong = (code: ErrorCode, cause?: unknown) => new AppError(code, { reason: "not_json", cause });
  if (!/^application\/json\b/i.test(c.req.header("Content-Type") ?? "")) throw wrong("invalid");
  let body: unknown;
  try {
    body = await c.req.json();
  } catch (error) {
    if (error instanceof SyntaxError) throw wrong("invalid", error);
    throw error;
  }
  const parsed = schema.safeParse(body, { reportInput: true });
  if (!parsed.success) throw new AppError("invalid", { fields: fieldErrors(parsed.error) });
  return parsed.data;
}
