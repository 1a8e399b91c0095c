import { z } from "zod";
import type { Ctx } from "../context.ts";
import { asAppError, problemOf } from "../http/errors.tsx";
import { sha256 } from "../lib/token.ts";
import { errorFacts, log } from "../logs.ts";
import { Problem } from "./shapes.ts";

export const MOST_ITEMS = 100;

/** What became of each item, in their order. */
export function bulkAnswer<R extends z.ZodType>(made: R) {
  return z.array(z.object({
    status: z.int().meta({ description: "As the answer to this item alone would have" }),
    made: made.optional(),
    problem: Problem.optional(),
  }));
}

/** Up to a hundred at once, each with a transaction and a key of its own: one that is refused keeps none of the others. */
export function bulkOf<S extends z.ZodType>(item: S) {
  return z.object({
    items: z.array(item).min(1, { error: "required" }).max(MOST_ITEMS, { error: "too_many_items" }),
  });
}

export async function eachItem<I, R>(
  ctx: Ctx,
  { items, key }: { items: readonly I[]; key: string },
  make: (item: I, key: string) => Promise<R>,
) {
  const results: { status: number; made?: R; problem?: z.input<typeof Problem> }[] = [];
  for (const [index, item] of items.entries()) {
    try {
      results.push({ status: 201, made: await make(item, keyOfItem(key, index)) });
    } catch (thrown) {
      const error = asAppError(thrown);
      if (error.code === "internal") {
        log.error("Unexpected error", { requestId: ctx.requestId, ...errorFacts(thrown) });
      }
      const problem = problemOf(error, ctx);
      results.push({ status: problem.status, problem });
    }
  }
  return results;
}

/** A UUID that the same item of the same request gives again. */
function keyOfItem(key: string, index: number): string {
  const hex = sha256(`${key} ${index}`);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${
    hex.slice(20, 32)
  }`;
}
