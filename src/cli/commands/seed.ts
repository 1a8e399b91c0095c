import { z } from "zod";
import { seedShop } from "../../seed/seed.ts";
import { command } from "../command.ts";

export const seed = command(
  z.object({
    orders: z.coerce.number().int().min(0).max(1_000_000).default(600),
    clients: z.coerce.number().int().min(1).max(500_000).default(200),
    seed: z.coerce.number().int().default(1),
  }),
  async (ctx, input) => await seedShop(ctx, input),
);
