import { z } from "zod";
import { branchOf } from "../../admin/shop.ts";
import * as mapos from "../../mapos/bring.ts";
import { branch, branchId, command } from "../command.ts";

export const importMapos = command(
  z.object({
    file: z.string().min(1),
    branch,
    finished: z.enum(["ready", "delivered"]).default("delivered"),
    write: z.boolean().default(false),
  }),
  async (ctx, { file, finished, write, branch }) => {
    const place = branchOf(ctx.shop, branchId(ctx, branch));
    return { ...await mapos.importMapos(ctx, { path: file, branch: place, finished, write }) };
  },
);
