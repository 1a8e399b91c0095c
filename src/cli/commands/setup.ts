import { newPassword } from "../../auth/input.ts";
import { hashChosenPassword } from "../../auth/new_password.ts";
import { hashPassword } from "../../auth/passwords.ts";
import { setUpShop } from "../../setup/commands.ts";
import { Setup } from "../../setup/input.ts";
import { initialPassword } from "../../users/commands.ts";
import { command } from "../command.ts";

export const setup = command(
  Setup.omit({ code: true }).extend({ password: newPassword.optional() }),
  async (ctx, input) => {
    const initial = input.password === undefined ? initialPassword(ctx.random) : null;
    const passwordHash = input.password === undefined
      ? await hashPassword(initial ?? "")
      : await hashChosenPassword(ctx, {
        password: input.password,
        about: [input.email, input.name, input.shop],
      });
    const { userId } = await setUpShop(ctx, {
      ...input,
      passwordHash,
      mustChangePassword: initial !== null,
    });
    return { user_id: userId, shop: input.shop, email: input.email, initial_password: initial };
  },
);
