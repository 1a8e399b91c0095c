import { type SelectQueryBuilder, sql } from "kysely";
import { fold } from "../lib/fold.ts";
import type { Flavour } from "./flavour.ts";

export interface Search<T extends string> {
  flavour: Flavour;
  /** A table with `seq` and `search_fold` that has a `searchIndex`, selected from under its own name. */
  table: T;
  /** Whether its `contact_fold` is searched as well: whoever may not read phones and e-mails finds nobody by them. */
  contacts?: boolean;
  /** As typed by a person. Blank text matches every row. */
  text: string;
  /** Another reading of the same text: rows that have all of its words are found too. */
  orText?: string;
  /** Keyset: only rows older than this `seq`. */
  before?: number;
}

const MOST_WORDS = 8;

/**
 * Narrows a query to the rows that have every word of the text, newest first: `qb.$call((qb) => matches(qb, { … }))`.
 * A word matches the beginning of a word on SQLite, any part of one on Postgres.
 */
export function matches<DB, TB extends keyof DB, O>(
  query: SelectQueryBuilder<DB, TB, O>,
  { flavour, table, contacts = false, text, orText = "", before }: Search<TB & string>,
): SelectQueryBuilder<DB, TB, O> {
  const readings = [searchWords(text), searchWords(orText)].filter((words) => words.length > 0);
  if (flavour === "sqlite" && readings.length > 0) {
    return fullText(query, { table, contacts, readings, before });
  }
  const seq = sql.ref<number>(`${table}.seq`);
  const like = (column: string, word: string) =>
    sql<boolean>`${sql.ref(`${table}.${column}`)} like ${`%${word}%`}`;
  const has = (word: string) =>
    contacts
      ? sql<boolean>`(${like("search_fold", word)} or ${like("contact_fold", word)})`
      : like("search_fold", word);
  let found = query;
  if (readings.length > 0) found = found.where((q) => q.or(readings.map((words) => q.and(words.map(has)))));
  if (before !== undefined) found = found.where(sql<boolean>`${seq} < ${before}`);
  return found.orderBy(seq, "desc");
}

/** The FTS table leads: it walks its matches from the newest on, and the unary plus keeps the planner from turning that round. */
function fullText<DB, TB extends keyof DB, O>(
  query: SelectQueryBuilder<DB, TB, O>,
  { table, contacts, readings, before }: {
    table: string;
    contacts: boolean;
    readings: string[][];
    before?: number;
  },
): SelectQueryBuilder<DB, TB, O> {
  const fts = `${table}_fts`;
  const rowid = sql.ref<number>(`${fts}.rowid`);
  const words = readings.map((words) => `(${words.map((word) => `"${word}"*`).join(" ")})`).join(" OR ");
  const expression = contacts ? words : `search_fold : (${words})`;
  let found = (query as unknown as Joinable<O>)
    .innerJoin(fts, (join) => join.on(sql<boolean>`+${rowid} = ${sql.ref(`${table}.seq`)}`))
    .where(sql<boolean>`${sql.ref(`${fts}.${fts}`)} match ${expression}`);
  if (before !== undefined) found = found.where(sql<boolean>`${rowid} < ${before}`);
  return found.orderBy(rowid, "desc") as unknown as SelectQueryBuilder<DB, TB, O>;
}

type Joinable<O> = SelectQueryBuilder<Record<string, Record<string, unknown>>, string, O>;

/** Folding leaves letters, digits and spaces only, so no word can speak FTS5 syntax or carry a LIKE wildcard. */
function searchWords(text: string): string[] {
  const words = new Set(fold(text.slice(0, 500)).split(" ").filter((word) => word !== ""));
  return [...words].slice(0, MOST_WORDS);
}
