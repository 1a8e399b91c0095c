import { z } from "zod";
import { line, requiredLine } from "./form.ts";
import { parseMoney } from "./money.ts";

/** Minor units of what was typed, null when nothing was; never negative. */
export function optionalMoney(currency: string) {
  return line(40).default("").transform((typed, issues): number | null => {
    if (typed === "") return null;
    const minor = parseMoney(typed, currency);
    if (minor !== null && minor >= 0) return minor;
    issues.addIssue({ code: "custom", message: "money" });
    return z.NEVER;
  });
}

/** Minor units, not zero; a charge may be negative, which is a discount or a correction. */
export function requiredMoney(currency: string) {
  return requiredLine(40).transform((typed, issues): number => {
    const minor = parseMoney(typed, currency);
    if (minor !== null && minor !== 0) return minor;
    issues.addIssue({ code: "custom", message: "money" });
    return z.NEVER;
  });
}

/** Minor units above zero. */
export function positiveMoney(currency: string) {
  return requiredMoney(currency).pipe(z.number().positive({ error: "money" }));
}

/** Minor units, zero or more: what somebody counted. */
export function countedMoney(currency: string) {
  return requiredLine(40).transform((typed, issues): number => {
    const minor = parseMoney(typed, currency);
    if (minor !== null && minor >= 0) return minor;
    issues.addIssue({ code: "custom", message: "money" });
    return z.NEVER;
  });
}
