import { z } from "zod";
import { requiredLine } from "../../lib/form.ts";
import * as tokens from "../../tokens/commands.ts";
import { API_SCOPES } from "../../tokens/scope.ts";
import { command } from "../command.ts";

export const createToken = command(
  z.object({
    name: requiredLine(80),
    scopes: z.array(z.enum(API_SCOPES, { error: "invalid" }), { error: "required" }).min(1),
    expires_in_days: z.number().int().min(1).max(3650).optional(),
  }),
  async (ctx, input) => await tokens.createToken(ctx, input),
);
