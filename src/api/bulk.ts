import { z } from "zod";
import type { Ctx } from "../context.ts";
import { asAppError, problemOf } from "../http/errors.tsx";
import { NO_ANSWER } from "../http/idempotency_keys.ts";
import { checked } from "../http/json_body.ts";
import { once, type Outcome, type Work } from "../http/once.ts";
import type { AppError } from "../lib/app_error.ts";
import { errorFacts, logOf } from "../logs.ts";
import { readingOf } from "./asked.ts";
import { madeOnce, type Operation, operation, type Reading } from "./operation.ts";
import { Problem } from "./shapes.ts";

const log = logOf("http");

const MOST_ITEMS = 100;

export interface BulkDeclaration<I extends z.ZodType, R extends z.ZodType>
  extends Pick<Operation, "id" | "path" | "tag" | "scope" | "summary"> {
  item: (reading: Reading) => I;
  example: z.input<I>;
  /** What is answered for each that was made. */
  made: R;
  make(ctx: Ctx, item: z.output<I>, key: string): Promise<z.input<R>>;
}

/**
 * Makes up to a hundred, each checked and made in a transaction of its own, with its own status, which is kept under the request's
 * key: the same request again goes on after what it has made. `make` must use the context that it is given.
 */
export function bulkOperation<I extends z.ZodType, R extends z.ZodType>(
  { item: itemOf, example, made, make, ...rest }: BulkDeclaration<I, R>,
): Operation {
  const item = madeOnce(itemOf);
  const inBulk = operation({
    ...rest,
    method: "post",
    description: ABOUT,
    body: (reading) => someOf(item(reading)),
    example: { items: [example] },
    answer: { text: "What became of each item, in their order", schema: resultsOf(made) },
    async handle(ctx, { body: { items }, under }) {
      const schema = item(readingOf(ctx));
      const body: z.input<ReturnType<typeof resultsOf<R>>> = [];
      for (const [index, given] of items.entries()) {
        const work: Work<z.input<R>> = {
          make: (ctx, id) => make(ctx, checked(schema, given), id),
          told: (made) => ({ ...NO_ANSWER, status: 201, body: JSON.stringify(made) }),
        };
        const key = under && index > 0 ? { ...under, key: `${under.key}\n${index}` } : under;
        body.push({ index, ...await resultOf(ctx, () => once(ctx, key, work)) });
      }
      return { body };
    },
  });
  return { ...inBulk, checkedBy: someOf(z.unknown()), inParts: true };
}

const ABOUT =
  "Each item is checked and made by itself, as if it came alone: one that is refused has its problem in the answer, " +
  "with the paths of its own fields, and keeps none of the others. The same request under the same Idempotency-Key makes none twice.";

function someOf<S extends z.ZodType>(item: S) {
  return z.object({
    items: z.array(item).min(1, { error: "required" }).max(MOST_ITEMS, { error: "too_many_items" }),
  });
}

function resultsOf<R extends z.ZodType>(made: R) {
  return z.array(z.object({
    index: z.int().meta({ description: "Of the item, from 0" }),
    status: z.int().meta({ description: "As the answer to this item alone would have" }),
    made: made.optional(),
    problem: Problem.optional(),
  }));
}

interface Result<T> {
  status: number;
  made?: T;
  problem?: z.input<typeof Problem>;
}

/** What became of one item. @throws AppError what refuses all of them: the key, or a database that cannot be reached */
export async function resultOf<T>(ctx: Ctx, run: () => Promise<Outcome<T>>): Promise<Result<T>> {
  const outcome = await run().catch((thrown) => ({ refused: defectOf(thrown) }));
  if ("made" in outcome) return { status: 201, made: outcome.made };
  if ("refused" in outcome) {
    const problem = problemOf(outcome.refused, ctx);
    return { status: problem.status, problem };
  }
  const { status, body } = outcome.kept;
  return status < 400 ? { status, made: JSON.parse(body) } : { status, problem: JSON.parse(body) };
}

/** A defect that one item brings to light is that item's alone. @throws anything else */
function defectOf(thrown: unknown): AppError {
  const error = asAppError(thrown);
  if (error.code !== "internal") throw thrown;
  log.error("Unexpected error", errorFacts(thrown));
  return error;
}
