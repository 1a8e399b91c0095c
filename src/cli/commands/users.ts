import { z } from "zod";
import { emailAddress, newPassword } from "../../auth/input.ts";
import { resetSecondFactor } from "../../auth/second_factor_commands.ts";
import { notFound } from "../../lib/app_error.ts";
import { requiredLine } from "../../lib/form.ts";
import * as users from "../../users/commands.ts";
import { ROLES } from "../../users/role.ts";
import { branch, branchId, command } from "../command.ts";

export const createUser = command(
  z.object({
    email: emailAddress,
    name: requiredLine(80),
    role: z.enum(ROLES, { error: "required" }),
    branch,
    password: newPassword.optional(),
  }),
  async (ctx, input) => await users.createUser(ctx, { ...input, branch_id: branchId(ctx, input.branch) }),
);

export const resetPassword = command(
  z.object({ email: emailAddress, password: newPassword.optional() }),
  async (ctx, input) => await users.resetPassword(ctx, input),
);

export const resetTwoFactors = command(
  z.object({ email: emailAddress }),
  async (ctx, { email }) => {
    const user = await ctx.db.selectFrom("user").select("id").where("email", "=", email).executeTakeFirst();
    if (!user) throw notFound("no_such_user");
    await resetSecondFactor(ctx, user.id);
    return { email };
  },
);
