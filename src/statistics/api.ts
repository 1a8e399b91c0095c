import { z } from "zod";
import { type Operation, operation } from "../api/operation.ts";
import { Id } from "../api/shapes.ts";
import { DEVICE_CATEGORIES } from "../devices/device.ts";
import { invalid } from "../lib/app_error.ts";
import { paths } from "../paths.ts";
import { type FigureFilter, rangeFault } from "./filter.ts";
import { Statistics, statisticsTold } from "./json.ts";
import { PERIODS } from "./period.ts";
import { readFigures } from "./queries.ts";

const Day = z.iso.date({ error: "invalid" });

export const statisticsOperations: readonly Operation[] = [
  operation({
    id: "getStatistics",
    method: "get",
    path: paths.apiStatistics(),
    tag: "statistics",
    scope: "statistics:read",
    summary: "Read the figures of a period",
    query: z.object({
      branch_id: Id.optional().meta({ description: "Of one branch; of all of them without it" }),
      technician_id: Id.optional().meta({ description: "What one technician did" }),
      category: z.enum(DEVICE_CATEGORIES, { error: "invalid" }).optional(),
      period: z.enum(PERIODS, { error: "invalid" }).optional().meta({ description: "`30_days` without any" }),
      from: Day.optional().meta({ description: "First day of a range of your own, with `to`" }),
      to: Day.optional().meta({ description: "Last day of it" }),
    }),
    answer: { text: "The figures", schema: Statistics },
    async handle(ctx, { query: { branch_id = "", technician_id = "", category, period, from, to } }) {
      if (branch_id !== "" && !ctx.shop.branches.some(({ id }) => id === branch_id)) {
        throw invalid({ branch_id: { code: "branch_unknown" } });
      }
      const chosen = chosenRange({ period, from, to });
      const filter: FigureFilter = {
        ...chosen,
        branch: branch_id,
        technician: technician_id,
        category: category ?? "",
      };
      return { body: statisticsTold(await readFigures(ctx, filter)) };
    },
  }),
];

/** @throws AppError invalid beside the parameter */
function chosenRange(
  { period, from, to }: { period?: FigureFilter["period"]; from?: string; to?: string },
): Pick<FigureFilter, "period" | "range"> {
  if (from === undefined && to === undefined) return { period: period ?? "30_days", range: null };
  if (period) throw invalid({ period: { code: "invalid" } });
  if (from === undefined) throw invalid({ from: { code: "required" } });
  if (to === undefined) throw invalid({ to: { code: "required" } });
  const fault = rangeFault({ from, to });
  if (fault) throw invalid({ to: { code: fault } });
  return { period: null, range: { from, to } };
}
