import { z } from "zod";
import { parseMoney } from "../lib/money.ts";

const typed = z.string().max(40).catch("");

/** What a form of money holds while it is filled in; anything may still be missing or half written. */
export const changeQuery = z.object({
  moneda: z.string().regex(/^[A-Z]{3}$/).catch("ARS"),
  amount: typed,
  method: typed,
  "second.amount": typed,
  "second.method": typed,
  received: typed,
});
export type ChangeQuery = z.output<typeof changeQuery>;

/** Minor units handed over beyond the cash that is taken, negative when something is missing; null while nobody can tell. */
export function changeOf(query: ChangeQuery): number | null {
  const received = parseMoney(query.received, query.moneda);
  const parts = [[query.method, query.amount], [query["second.method"], query["second.amount"]]] as const;
  const cash = parts.filter(([method]) => method === "cash").map(([, amount]) =>
    parseMoney(amount, query.moneda)
  );
  if (received === null || cash.length === 0) return null;
  const taken = cash.reduce((sum, amount) => sum === null || amount === null ? null : sum + amount, 0);
  return taken === null ? null : received - taken;
}
