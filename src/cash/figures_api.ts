import { z } from "zod";
import { BranchAsked, branchAsked } from "../api/branch_asked.ts";
import { type Operation, operation } from "../api/operation.ts";
import { paths } from "../paths.ts";
import { CashFigures, figuresTold } from "./figures_json.ts";
import { cashFigures } from "./figures_queries.ts";

export const cashFigureOperations: readonly Operation[] = [
  operation({
    id: "getCashFigures",
    method: "get",
    path: paths.apiCashFigures(),
    tag: "cash",
    scope: "payments:read",
    summary: "Read the money of a period: by day, method, person and branch",
    description:
      "Of this month where no day is named; of a period that is longer than a year its beginning is left out.",
    query: z.object({
      branch_id: BranchAsked.meta({ description: "Of one branch; of all of them without it" }),
      from: z.iso.date({ error: "date" }).optional().meta({ description: "First day, at each branch" }),
      to: z.iso.date({ error: "date" }).optional().meta({ description: "Last day" }),
    }),
    answer: { text: "The figures, with the days that they are of", schema: CashFigures },
    async handle(ctx, { query: { branch_id, from = null, to = null } }) {
      const sucursal = branch_id === undefined ? "" : branchAsked(ctx, branch_id).id;
      return { body: figuresTold(await cashFigures(ctx, { desde: from, hasta: to, sucursal })) };
    },
  }),
];
