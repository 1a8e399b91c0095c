import type { Ctx } from "../context.ts";
import { invalid } from "../lib/app_error.ts";
import { rightPassword } from "./commands.ts";
import { witnessed } from "./proof.ts";
import { spendCode } from "./second_factor.ts";
import { countFailure, forgetFailures, refuseBlocked } from "./throttle.ts";

interface PasswordProof {
  email: string;
  password: string;
  /** The address of what it is asked for. */
  act: string;
}

/** Before what an open session alone may not do. @throws AppError invalid with `password`, too_many */
export async function confirmPassword(ctx: Ctx, { email, password, act }: PasswordProof): Promise<void> {
  await witnessed(ctx, { proof: "password", act }, async () => {
    await rightPassword(ctx, { email, password, field: "password" });
  });
}

/**
 * Before dangerous acts: the password or, of who has one, a code. @throws AppError invalid `password` or `code`; too_many
 */
export async function confirmIdentity(
  ctx: Ctx,
  { userId, code, ...typed }: PasswordProof & { userId: string; code: string },
): Promise<void> {
  const { email, act } = typed;
  if (code === "") await confirmPassword(ctx, typed);
  else await witnessed(ctx, { proof: "code", act }, () => rightCode(ctx, { userId, email, code }));
  await forgetFailures(ctx, email);
}

async function rightCode(
  ctx: Ctx,
  { userId, email, code }: { userId: string; email: string; code: string },
): Promise<void> {
  await refuseBlocked(ctx, email);
  if (await spendCode(ctx, { userId, code })) return;
  await countFailure(ctx, email);
  throw invalid({ code: { code: "second_code_wrong" } });
}
