import type { Cell } from "../../src/exports/csv.ts";
import { formatMoney } from "../../src/lib/money.ts";
import { formatQuantity } from "../../src/lib/quantity.ts";
import type { Share } from "../../src/statistics/figures.ts";
import type { Viewer } from "../viewer.ts";
import { text } from "./text.ts";

/** What a figure is, so that a page words it and a file can be reckoned with. Null for nothing to tell. */
export type Figure =
  | { is: "text"; text: string }
  | { is: "count"; count: number }
  | { is: "money"; minor: number; currency: string }
  | { is: "quantity"; thousandths: number }
  /** Milliseconds. */
  | { is: "time"; ms: number | null }
  | { is: "share"; share: Share };

export type Kind = Figure["is"];

export const words = (said: string): Figure => ({ is: "text", text: said });
export const count = (orders: number): Figure => ({ is: "count", count: orders });
export const time = (ms: number | null): Figure => ({ is: "time", ms });
export const part = (share: Share): Figure => ({ is: "share", share });
export const money = (minor: number, currency: string): Figure => ({ is: "money", minor, currency });

const NOTHING = "–";

/** As a person reads it. */
export function figureText({ locale }: Pick<Viewer, "locale">, figure: Figure): string {
  switch (figure.is) {
    case "text":
      return figure.text;
    case "count":
      return numberText(locale, figure.count);
    case "money":
      return formatMoney(figure.minor, figure.currency, locale);
    case "quantity":
      return formatQuantity(figure.thousandths, locale);
    case "time":
      return figure.ms === null ? NOTHING : timeText(locale, figure.ms);
    case "share":
      return figure.share.share === null
        ? NOTHING
        : percentText(locale, Math.round(figure.share.share * 100));
  }
}

/** As a file has it: times in hours, shares in percent. */
export function figureCell(figure: Figure): Cell {
  switch (figure.is) {
    case "text":
      return figure.text;
    case "count":
      return figure.count;
    case "money":
      return { minor: figure.minor, currency: figure.currency };
    case "quantity":
      return { thousandths: figure.thousandths };
    case "time":
      return figure.ms === null ? null : { thousandths: Math.round(figure.ms / 3_600) };
    case "share":
      return figure.share.share === null ? null : { thousandths: Math.round(figure.share.share * 100_000) };
  }
}

/** How far a bar reaches. */
export function figureSize(figure: Figure): number {
  if (figure.is === "count") return figure.count;
  if (figure.is === "money") return figure.minor;
  if (figure.is === "quantity") return figure.thousandths;
  return figure.is === "time" ? figure.ms ?? 0 : 0;
}

const HOUR = 3_600_000;

function timeText(locale: Viewer["locale"], ms: number): string {
  const t = text[locale];
  if (ms < HOUR) return t.minutes(numberText(locale, Math.round(ms / 60_000)));
  if (ms < 48 * HOUR) return t.hours(numberText(locale, Math.round(ms / HOUR * 10) / 10));
  return t.days(numberText(locale, Math.round(ms / (24 * HOUR) * 10) / 10));
}

const formats = { es: new Intl.NumberFormat("es"), en: new Intl.NumberFormat("en-GB") };

function numberText(locale: Viewer["locale"], figure: number): string {
  return formats[locale].format(figure);
}

/** `86 %` in Spanish, which does not break, `86%` in English. */
function percentText(locale: Viewer["locale"], percent: number): string {
  return numberText(locale, percent) + (locale === "es" ? "\u00a0%" : "%");
}

export function changeText(locale: Viewer["locale"], percent: number): string {
  const sign = percent === 0 ? "±" : percent > 0 ? "+" : "−";
  return sign + percentText(locale, Math.abs(percent));
}
