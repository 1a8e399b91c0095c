import type { Ctx } from "../context.ts";
import { dbFault } from "../db/errors.ts";
import { AppError, ERROR_STATUS } from "../lib/app_error.ts";
import { asOne } from "./as_one.ts";
import { problemOf } from "./errors.tsx";
import { type Answer, keepAnswer, type Key, NO_ANSWER, takeKey } from "./idempotency_keys.ts";

/** How often work is begun anew that Postgres gave up because it and another one waited for each other. */
const TRIES = 3;

export interface Work<T> {
  /** Gets a UUID of its own for what it makes. */
  make(ctx: Ctx, id: string): Promise<T>;
  /** What is kept of it. */
  told(made: T): Answer | Promise<Answer>;
}

export type Outcome<T> = { made: T } | { kept: Answer } | { refused: AppError };

/**
 * Work in one transaction with the answer that is kept under its key; without a key only the work. What it refuses is undone, and
 * the refusal kept; 429 and 5xx undo the key as well. @throws AppError as `takeKey` does, and whatever is not kept
 */
export async function once<T>(ctx: Ctx, key: Key | null, work: Work<T>): Promise<Outcome<T>> {
  return await untilDone(() =>
    key === null
      ? tried(ctx, (ctx) => work.make(ctx, ctx.random.id(ctx.now)))
      : asOne(ctx, (ctx) => underKey(ctx, key, work))
  );
}

async function underKey<T>(ctx: Ctx, key: Key, { make, told }: Work<T>): Promise<Outcome<T>> {
  const taken = await takeKey(ctx, key);
  if ("answer" in taken) return { kept: taken.answer };
  const outcome = await tried(ctx, (ctx) => make(ctx, taken.id));
  const answer = "made" in outcome ? await told(outcome.made) : refusalTold(ctx, outcome.refused);
  await keepAnswer(ctx, { id: taken.id, answer }, key);
  return outcome;
}

async function tried<T>(
  ctx: Ctx,
  make: (ctx: Ctx) => Promise<T>,
): Promise<{ made: T } | { refused: AppError }> {
  try {
    return { made: await asOne(ctx, make) };
  } catch (refused) {
    if (refused instanceof AppError && isKept(refused)) return { refused };
    throw refused;
  }
}

async function untilDone<R>(run: () => Promise<R>): Promise<R> {
  for (let left = TRIES - 1;; left--) {
    try {
      return await run();
    } catch (error) {
      if (left === 0 || dbFault(error)?.kind !== "serialization") throw error;
    }
  }
}

/** What may go better with the next try is not. */
function isKept({ code }: AppError): boolean {
  return code !== "too_many" && ERROR_STATUS[code] < 500;
}

/** A refusal as an answer that is kept. */
export function refusalTold(ctx: Ctx, refused: AppError): Answer {
  const body = problemOf(refused, ctx);
  return {
    ...NO_ANSWER,
    status: body.status,
    content_type: "application/problem+json",
    body: JSON.stringify(body),
  };
}
