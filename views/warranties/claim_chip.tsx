import type { Locale } from "../../src/lib/locale.ts";
import { warrantyText } from "./text.ts";

/** That an order claims the warranty of another; its sign is a shield. */
export function ClaimChip({ locale }: { locale: Locale }) {
  const text = warrantyText[locale];
  return <span class="chip small claim" title={text.markHint}>{text.mark}</span>;
}
