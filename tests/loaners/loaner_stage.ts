import type { Ctx } from "../../src/context.ts";
import { addLoaner } from "../../src/loaners/commands.ts";
import { newLoaner } from "../../src/loaners/input.ts";

/** A device of the user's branch that the shop lends; its id. */
export async function aLoaner(ctx: Ctx, name = "Samsung A12 de préstamo"): Promise<string> {
  const form_key = crypto.randomUUID();
  await addLoaner(ctx, newLoaner.parse({ name, serial: "RPR-77", condition: "Rayas leves", form_key }));
  return form_key;
}

/** What the form of a loan holds. */
export function loanForm(loanerId: string, changes: Record<string, string> = {}): Record<string, string> {
  return {
    loaner_id: loanerId,
    condition: "Con cargador, sin rayas",
    agreement: "signed",
    deposit: "DNI",
    due_on: "2026-11-30",
    form_key: crypto.randomUUID(),
    ...changes,
  };
}
