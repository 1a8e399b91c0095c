import { raw } from "hono/html";
import type { HtmlEscapedString } from "hono/utils/html";

type Markup = HtmlEscapedString | Promise<HtmlEscapedString>;

/** What can be told apart by its JSON. A viewer is none: it carries a function. */
type Data = string | number | boolean | null | undefined | readonly Data[] | { readonly [key: string]: Data };

const MOST_KEPT = 200;
const MOST_KEPT_ROWS = 2_000;

/**
 * A part of a page that is drawn once for each set of props and then kept. All that it may show comes in as plain data, and all
 * of that is the key: what was drawn for one person can only be shown to another for whom it would be drawn the same.
 */
export function remember<Props extends { [Name in keyof Props]: Data }>(
  part: (props: Props) => Markup,
): (props: Props) => Markup {
  const kept = new Map<string, Markup>();
  return (props) => {
    const key = JSON.stringify(props);
    const known = kept.get(key);
    if (known) return known;
    const drawn = part(props);
    if (drawn instanceof Promise) return drawn;
    const made = raw(narrow(drawn.toString()));
    if (kept.size >= MOST_KEPT) kept.clear();
    kept.set(key, made);
    return made;
  };
}

type Value = string | number | boolean | null;

/**
 * The rows of a list that is asked for again and again: each as it was last drawn, as long as the values that it shows are the
 * same. `name` tells the rows apart and is a value as well.
 */
export function rememberRows<Values extends readonly Value[]>(
  row: (name: string, ...values: Values) => Markup,
): (name: string, ...values: Values) => Markup {
  const kept = new Map<string, { values: Values; drawn: Markup }>();
  return (name, ...values) => {
    const known = kept.get(name);
    if (known && values.every((value, at) => value === known.values[at])) return known.drawn;
    const drawn = raw(narrow(row(name, ...values).toString()));
    if (kept.size >= MOST_KEPT_ROWS) kept.clear();
    kept.set(name, { values, drawn });
    return drawn;
  };
}

/** Escaped markup in Latin-1: one "…" makes V8 hold the whole page at two bytes a letter and encode it three times as slowly. */
function narrow(markup: string): string {
  return markup.replace(/[^\0-\xff]/gu, (letter) => `&#${letter.codePointAt(0)};`);
}
