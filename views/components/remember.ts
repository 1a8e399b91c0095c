import { raw } from "hono/html";
import type { HtmlEscapedString } from "hono/utils/html";

type Markup = HtmlEscapedString | Promise<HtmlEscapedString>;

/** What can be told apart by its JSON. A viewer is none: it carries a function. */
type Data = string | number | boolean | null | undefined | readonly Data[] | { readonly [key: string]: Data };

const MOST_KEPT = 200;
const MOST_KEPT_ROWS = 2_000;
const MOST_KEPT_READINGS = 8;

/**
 * A part of a page that is drawn once for each set of props and then kept. All that it may show comes in as plain data, and all
 * of that is the key: what was drawn for one person can only be shown to another for whom it would be drawn the same.
 */
export function remember<Props extends { [Name in keyof Props]: Data }>(
  part: (props: Props) => Markup,
): (props: Props) => Markup {
  const kept = new Map<string, Markup>();
  let last: { props: Props; markup: Markup } | undefined;
  return (props) => {
    // Mostly it is asked for the same again, and comparing is quicker than writing the key.
    if (last && sameData(props, last.props)) return last.markup;
    const key = JSON.stringify(props);
    let markup = kept.get(key);
    if (!markup) {
      const drawn = part(props);
      if (drawn instanceof Promise) return drawn;
      markup = raw(narrow(drawn.toString()));
      if (kept.size >= MOST_KEPT) kept.clear();
      kept.set(key, markup);
    }
    last = { props, markup };
    return markup;
  };
}

/** Whether two pieces of plain data say the same. */
function sameData(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null) return false;
  if (Array.isArray(one) || Array.isArray(other)) {
    return Array.isArray(one) && Array.isArray(other) && one.length === other.length &&
      one.every((part, at) => sameData(part, other[at]));
  }
  const [ours, theirs] = [one as Record<string, unknown>, other as Record<string, unknown>];
  for (const name in ours) if (!sameData(ours[name], theirs[name])) return false;
  for (const name in theirs) if (!(name in ours)) return false;
  return true;
}

type Value = string | number | boolean | null;

/** A row, and until when (UTC milliseconds) the passing of time alone does not change it. */
export interface DrawnRow {
  markup: Markup;
  until: number;
}

interface KeptRow<Row> {
  row: Row;
  drawnAt: number;
  until: number;
  markup: string;
}

type KeptRows<Row> = Map<Value, KeptRow<Row>>;

/**
 * The rows of a list that is asked for again and again: each as it was last drawn while its columns are the same, for whoever
 * reads it the same way, until time would change it. The column `key` tells the rows apart; `reading` is all that `draw` may
 * know of who reads; `same` compares every column, and written out for one kind of row it is several times as quick.
 */
export function rememberRows<Row extends { [Name in keyof Row]: Value }, Reading extends Data>(
  key: keyof Row,
  draw: (row: Row, reading: Reading, now: number) => DrawnRow,
  same: (row: Row, other: Row) => boolean = sameRow,
): (rows: readonly Row[], reading: Reading, now: number) => Markup {
  const kept = new Map<string, KeptRows<Row>>();
  return (rows, reading, now) => {
    const known = rowsRead(kept, JSON.stringify(reading));
    let all = "";
    for (const row of rows) {
      const name = row[key];
      let last = known.get(name);
      if (!last || now >= last.until || now < last.drawnAt || !same(row, last.row)) {
        const { markup, until } = draw(row, reading, now);
        last = { row, drawnAt: now, until, markup: narrow(markup.toString()) };
        if (known.size >= MOST_KEPT_ROWS) known.clear();
        known.set(name, last);
      }
      all += last.markup;
    }
    return raw(all);
  };
}

function rowsRead<Row>(kept: Map<string, KeptRows<Row>>, as: string): KeptRows<Row> {
  const known = kept.get(as);
  if (known) return known;
  if (kept.size >= MOST_KEPT_READINGS) kept.clear();
  const made: KeptRows<Row> = new Map();
  kept.set(as, made);
  return made;
}

function sameRow<Row extends object>(row: Row, other: Row): boolean {
  for (const name in row) if (row[name] !== other[name]) return false;
  return true;
}

/** Escaped markup in Latin-1: one "…" makes V8 hold the whole page at two bytes a letter and encode it three times as slowly. */
function narrow(markup: string): string {
  return markup.replace(/[^\0-\xff]/gu, (letter) => `&#${letter.codePointAt(0)};`);
}
