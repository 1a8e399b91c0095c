import type { Locale } from "./locale.ts";

const MARK = { es: ",", en: "." } as const satisfies Record<Locale, string>;
/** Figures of a hundred million and more are slips of the finger. */
const MOST = 100_000_000_000;

/**
 * Thousandths of what a person typed: `2`, `1,5`, `0.25`, `1.250,5`. The decimal sign is that of the language; the other one may
 * stand for it unless three figures follow it, which reads as thousands. Null when it is no figure, or a negative one.
 */
export function parseThousandths(typed: string, locale: Locale): number | null {
  const text = typed.replace(/\s/g, "");
  const mark = MARK[locale];
  const other = mark === "," ? "." : ",";
  const grouped = new RegExp(`^\\d{1,3}(\\${other}\\d{3})+(\\${mark}\\d*)?$`);
  const plain = grouped.test(text) ? text.replaceAll(other, "") : text;
  const [, whole = "", decimals = ""] = /^(\d*)(?:[.,](\d{0,3}))?$/.exec(plain) ?? [];
  if (whole === "" && decimals === "") return null;
  const figure = Number(`${whole || "0"}${decimals.padEnd(3, "0")}`);
  return figure < MOST ? figure : null;
}

/** `1,5` in Spanish, `1.5` in English: what a field of a form holds and a person reads. */
export function thousandthsText(figure: number, locale: Locale): string {
  const whole = Math.trunc(figure / 1000);
  const decimals = String(Math.abs(figure % 1000)).padStart(3, "0").replace(/0+$/, "");
  return decimals === "" ? String(whole) : `${whole}${MARK[locale]}${decimals}`;
}
