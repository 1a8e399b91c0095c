import { z } from "zod";
import { recountFigures } from "../../statistics/recount_commands.ts";
import { refreshFigures } from "../../statistics/refresh_commands.ts";
import { command } from "../command.ts";

export const rebuildFigures = command(z.object({}), async (ctx) => {
  const { orders, wrong } = await recountFigures(ctx);
  await refreshFigures(ctx);
  return { orders, mended: wrong.length };
});
