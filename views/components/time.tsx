import { formatDate, formatDateTime, timeAgo } from "../../src/lib/dates.ts";
import { formatMoney } from "../../src/lib/money.ts";
import type { Viewer } from "../viewer.ts";
import { classes } from "./attributes.ts";

/** "hace 2 h", the exact time in the title. `at` in UTC milliseconds. */
export function TimeAgo({ viewer, at }: { viewer: Viewer; at: number }) {
  const { iso, words } = exactly(at, viewer);
  return <time datetime={iso} title={words}>{timeAgo(at, viewer)}</time>;
}

export function DateText({ viewer, at }: { viewer: Viewer; at: number }) {
  const { iso, words } = exactly(at, viewer);
  return <time datetime={iso} title={words}>{formatDate(at, viewer)}</time>;
}

export function DateTimeText({ viewer, at }: { viewer: Viewer; at: number }) {
  const { iso, words } = exactly(at, viewer);
  return <time datetime={iso}>{words}</time>;
}

interface Exact {
  iso: string;
  words: string;
}

function exactly(at: number, viewer: Viewer): Exact {
  return { iso: new Date(at).toISOString(), words: formatDateTime(at, viewer) };
}

export interface MoneyProps {
  viewer: Viewer;
  /** Minor units. */
  minor: number;
  /** ISO 4217; the branch's when left out. */
  currency?: string;
}

export function Money({ viewer, minor, currency = viewer.currency }: MoneyProps) {
  const text = formatMoney(minor, currency, viewer.locale);
  const kind = classes("amount", minor < 0 && "negative", text.length > 16 && "long");
  return <span class={kind}>{text}</span>;
}
