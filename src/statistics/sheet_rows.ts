import type { Db } from "../db/open.ts";
import { monthOf } from "./calendar.ts";
import { addSheet, addText, type Days, type Sheet, type SheetTexts, sheetTexts } from "./sheet.ts";

/** Sheets of a branch as they are kept, by scope and span. Spans are days and months. */
export type Texts = Map<string, SheetTexts>;

/** Ends behind every day and month, and before the sheet of how orders stand now. */
export const NO_END = ":";

interface Stretch {
  branchId: string;
  /** First span that is meant, and the first behind. */
  from: string;
  before: string;
}

const keyOf = (scope: string, span: string) => `${scope} ${span}`;

export function textsOf(spans: Days): Texts {
  const texts: Texts = new Map();
  for (const [span, scopes] of spans) {
    for (const [scope, sheet] of scopes) if (sheet.size > 0) texts.set(keyOf(scope, span), sheetTexts(sheet));
  }
  return texts;
}

export async function readTexts(db: Db, { branchId, from, before }: Stretch): Promise<Texts> {
  const rows = await db.selectFrom("figure_sheet").select(["scope", "span", "sums_json", "things_json"])
    .where("branch_id", "=", branchId).where("span", ">=", from).where("span", "<", before).execute();
  return new Map(rows.map(({ scope, span, ...texts }) => [keyOf(scope, span), texts]));
}

/** Everything but what `but` says of the same spans, and what `but` says and is not so. */
export function differing(texts: Texts, but: Texts): Set<string> {
  const spans = new Set<string>();
  for (const [key, text] of texts) if (!sameTexts(but.get(key), text)) spans.add(spanOf(key));
  for (const key of but.keys()) if (!texts.has(key)) spans.add(spanOf(key));
  return spans;
}

function sameTexts(one: SheetTexts | undefined, other: SheetTexts): boolean {
  return one?.sums_json === other.sums_json && one.things_json === other.things_json;
}

function spanOf(key: string): string {
  return key.slice(key.lastIndexOf(" ") + 1);
}

const ROWS_AT_ONCE = 100;

/** Makes these spans of a branch what the texts say. */
export async function replaceSpans(
  trx: Db,
  { branchId, spans, texts }: { branchId: string; spans: ReadonlySet<string>; texts: Texts },
): Promise<void> {
  for (const span of spans) {
    await trx.deleteFrom("figure_sheet").where("branch_id", "=", branchId).where("span", "=", span).execute();
  }
  await insertTexts(trx, branchId, [...texts].filter(([key]) => spans.has(spanOf(key))));
}

/** Makes all days from a day on, and their months, what the sheets say. */
export async function replaceFrom(
  trx: Db,
  { branchId, from, days }: { branchId: string; from: string; days: Days },
): Promise<void> {
  const month = monthOf(from);
  const months: Days = await readDays(trx, { branchId, from: `${month}-01`, before: from });
  for (const [day, scopes] of days) months.set(day, scopes);
  await trx.deleteFrom("figure_sheet").where("branch_id", "=", branchId)
    .where((q) => q.or([q("span", "=", month), q.and([q("span", ">=", from), q("span", "<", NO_END)])]))
    .execute();
  await insertTexts(trx, branchId, [...textsOf(days), ...textsOf(byMonth(months))]);
}

async function readDays(db: Db, stretch: Stretch): Promise<Days> {
  const days: Days = new Map();
  for (const [key, { sums_json, things_json }] of await readTexts(db, stretch)) {
    const span = spanOf(key);
    const scopes = days.get(span) ?? new Map<string, Sheet>();
    days.set(span, scopes);
    const sheet: Sheet = new Map();
    addText(sheet, sums_json);
    addText(sheet, things_json);
    scopes.set(key.slice(0, -span.length - 1), sheet);
  }
  return days;
}

export function byMonth(days: Days): Days {
  const months: Days = new Map();
  for (const [day, scopes] of days) addMonth(months, day, scopes);
  return months;
}

/** Adds a day's sheets to those of its month. */
export function addMonth(months: Days, day: string, scopes: ReadonlyMap<string, Sheet>): void {
  const month = months.get(monthOf(day)) ?? new Map<string, Sheet>();
  months.set(monthOf(day), month);
  for (const [scope, sheet] of scopes) {
    const sum = month.get(scope) ?? new Map<string, number>();
    month.set(scope, sum);
    addSheet(sum, sheet);
  }
}

async function insertTexts(
  trx: Db,
  branch_id: string,
  texts: readonly (readonly [string, SheetTexts])[],
): Promise<void> {
  for (let at = 0; at < texts.length; at += ROWS_AT_ONCE) {
    const rows = texts.slice(at, at + ROWS_AT_ONCE).map(([key, text]) => {
      const span = spanOf(key);
      return { branch_id, scope: key.slice(0, -span.length - 1), span, ...text };
    });
    await trx.insertInto("figure_sheet").values(rows).execute();
  }
}
