import type { Ctx } from "../context.ts";
import { NO_ANSWER } from "../http/idempotency_keys.ts";
import type { Key } from "../http/idempotency_keys.ts";
import { once } from "../http/once.ts";

/**
 * A UUID for what a post in parts makes, the same one for the same key: for work that asks somebody else or draws, so that it cannot
 * be one transaction with its answer, and that its id makes safe to repeat. @throws AppError invalid for a key of another request
 */
export async function keptId(ctx: Ctx, under: Key | null): Promise<string> {
  const outcome = await once(ctx, under, {
    make: (_, id) => Promise.resolve(id),
    told: (id) => ({ ...NO_ANSWER, status: 201, body: id }),
  });
  if ("refused" in outcome) throw outcome.refused;
  return "made" in outcome ? outcome.made : outcome.kept.body;
}
