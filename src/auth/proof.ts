import { recordAudit } from "../audit/record.ts";
import type { Ctx } from "../context.ts";
import { AppError } from "../lib/app_error.ts";

/**
 * Tries a proof of who sits there, and tells the audit log how it went. A try while the account is blocked is not told. `act` is the
 * address that asked for it. @throws what the proof throws
 */
export async function witnessed(
  ctx: Ctx,
  { proof, act }: { proof: "password" | "code" | "passkey"; act: string },
  prove: () => Promise<void>,
): Promise<void> {
  let refusal: AppError | null = null;
  try {
    await prove();
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== "invalid") throw error;
    refusal = error;
  }
  await recordAudit(ctx.db, ctx, {
    kind: refusal ? "identity_refused" : "identity_confirmed",
    subject: { kind: "user", id: ctx.actor.id ?? "" },
    data: { proof, act },
  });
  if (refusal) throw refusal;
}
