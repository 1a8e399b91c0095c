import { closeTill, countCash, openTill } from "../../src/cash/commands.ts";
import { closingInput, countInput, openingInput } from "../../src/cash/input.ts";
import type { Ctx } from "../../src/context.ts";
import { AppError } from "../../src/lib/app_error.ts";

export const uuid = () => crypto.randomUUID();

/** Opens a till of the branch for whoever acts, and answers the session's id. */
export async function anOpenTill(ctx: Ctx, { tillId, float = "5000" }: { tillId: string; float?: string }) {
  const form_key = uuid();
  await openTill(ctx, openingInput("ARS").parse({ till_id: tillId, float, form_key }));
  return form_key;
}

/** Counts so many of each method, as the form would send them, and answers the count's key with what came of it. */
export async function count(ctx: Ctx, id: string, counted: Record<string, string>, more: object = {}) {
  const form_key = uuid();
  const { closed } = await countCash(ctx, id, countInput("ARS").parse({ counted, form_key, ...more }));
  return { count: form_key, closed };
}

export async function close(ctx: Ctx, id: string, typed: { count: string; note?: string }): Promise<void> {
  await closeTill(ctx, id, closingInput.parse(typed));
}

/** The first field with its code, or the reason of the refusal; "" when there was none. */
export async function refusalOf(act: Promise<unknown>): Promise<string> {
  try {
    await act;
    return "";
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const [field] = Object.entries(error.detail.fields ?? {});
    return field ? `${field[0]} ${field[1].code}` : error.detail.reason ?? error.code;
  }
}
