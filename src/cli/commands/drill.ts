import { z } from "zod";
import { drillNewest } from "../../backups/drill.ts";
import { backupTools } from "../../backups/tools.ts";
import { conflict } from "../../lib/app_error.ts";
import { command } from "../command.ts";

export const drill = command(z.object({}), async (ctx, _, services) => {
  const drilled = await drillNewest(ctx, backupTools(services.config, services.version));
  if (!drilled) throw conflict("backup_none");
  if (!drilled.ok) throw new Error(`The backup ${drilled.name} could not be restored: ${drilled.error}`);
  return { ...drilled };
});
