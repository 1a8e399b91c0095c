import { z } from "zod";
import type { Ctx } from "../context.ts";
import { notFound } from "../lib/app_error.ts";
import type { Services } from "../services.ts";

/** What a command of the console does. Throws ZodError for input of another shape and AppError for a refusal. */
export type Command = (ctx: Ctx, input: unknown, services: Services) => Promise<Record<string, unknown>>;

/** Every result is a flat JSON object; secrets that it holds are shown this once. */
export function command<S extends z.ZodType>(
  schema: S,
  run: (ctx: Ctx, input: z.output<S>, services: Services) => Promise<Record<string, unknown>>,
): Command {
  return (ctx, input, services) => run(ctx, schema.parse(input), services);
}

/** The code of a branch, or none for the first open one. */
export const branch = z.string().optional();

/** The branch of a code, or the first open one. */
export function branchId(ctx: Ctx, code: string | undefined): string {
  const found = ctx.shop.branches.find((one) =>
    one.active && (code === undefined || one.code === code.toUpperCase())
  );
  if (!found) throw notFound("no_such_branch");
  return found.id;
}
