import { z } from "zod";
import { type Operation, operation } from "../api/operation.ts";
import { Id, whole } from "../api/shapes.ts";
import { invalid } from "../lib/app_error.ts";
import { paths } from "../paths.ts";
import { PERIODS } from "./input.ts";
import { Statistics, statisticsTold } from "./json.ts";
import { readFigures } from "./queries.ts";

export const statisticsOperations: readonly Operation[] = [
  operation({
    id: "getStatistics",
    method: "get",
    path: paths.apiStatistics(),
    tag: "statistics",
    scope: "statistics:read",
    summary: "Read the figures of the last days",
    query: z.object({
      branch_id: Id.optional().meta({ description: "Of one branch; of all of them without it" }),
      days: whole(1, 180).pipe(z.literal(PERIODS, { error: "invalid" })).default(30).meta({
        description: `How many, today the last: ${PERIODS.join(", ")}`,
      }),
    }),
    answer: { text: "The figures", schema: Statistics },
    async handle(ctx, { query: { branch_id: branch = "", days } }) {
      const { branches, organization } = ctx.shop;
      if (branch !== "" && !branches.some(({ id }) => id === branch)) {
        throw invalid({ branch_id: { code: "branch_unknown" } });
      }
      const figures = await readFigures(ctx, { branch, days });
      return { body: statisticsTold(figures, organization?.currency ?? "") };
    },
  }),
];
