import { z } from "zod";
import { requiredLine } from "../../lib/form.ts";
import * as pairing from "../../printing/pairing.ts";
import { branch, branchId, command } from "../command.ts";

export const pairDaemon = command(
  z.object({ name: requiredLine(60), branch }),
  async (ctx, input) => ({
    code: await pairing.pairDaemon(ctx, { name: input.name, branchId: branchId(ctx, input.branch) }),
  }),
);
