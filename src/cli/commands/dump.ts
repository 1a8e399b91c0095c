import { z } from "zod";
import { dumpToFile } from "../../dump/commands.ts";
import { loadDump } from "../../dump/load.ts";
import { command } from "../command.ts";

export const dump = command(
  z.object({ file: z.string().min(1) }),
  async (ctx, { file }) => ({ ...await dumpToFile(ctx, file) }),
);

export const load = command(
  z.object({ file: z.string().min(1), another_key: z.boolean().default(false) }),
  async (ctx, { file, another_key }) => ({ ...await loadDump(ctx, file, { anotherKey: another_key }) }),
);
