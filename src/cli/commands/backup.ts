import { z } from "zod";
import { takeBackup, unreadableSentence } from "../../backups/commands.ts";
import { makeBackupKey } from "../../backups/key_commands.ts";
import { backupTools } from "../../backups/tools.ts";
import { command } from "../command.ts";

export const backupKey = command(z.object({}), async (ctx) => ({ ...await makeBackupKey(ctx) }));

export const backup = command(z.object({}), async (ctx, _, services) => {
  const taken = await takeBackup(ctx, backupTools(services.config, services.version));
  const { name, store_error, unreadable } = taken;
  if (store_error !== "") {
    throw new Error(`The backup ${name} is kept here, but not outside: ${store_error}`);
  }
  if (unreadable.length > 0) {
    throw new Error(`The backup ${name} is whole; of an older one ${unreadableSentence(unreadable)}`);
  }
  return { ...taken };
});
