import { z } from "zod";
import { doubtOf, takeBackup } from "../../backups/commands.ts";
import { makeBackupKey } from "../../backups/key_commands.ts";
import { backupTools } from "../../backups/tools.ts";
import { command } from "../command.ts";

export const backupKey = command(z.object({}), async (ctx) => ({ ...await makeBackupKey(ctx) }));

export const backup = command(z.object({}), async (ctx, _, services) => {
  const taken = await takeBackup(ctx, backupTools(services.config, services.version));
  const { name, store_error } = taken;
  if (store_error !== "") {
    throw new Error(`The backup ${name} is kept here, but not outside: ${store_error}`);
  }
  const doubt = doubtOf(taken);
  if (doubt !== "") throw new Error(`The backup ${name} was taken, but ${doubt}`);
  return { ...taken };
});
