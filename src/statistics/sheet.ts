import type { Story } from "./story.ts";
import { factsOf } from "./facts.ts";

/** What a span of days comes to: sums and counts by key, as `facts.ts` names them. Nothing is zero. */
export type Sheet = Map<string, number>;

/** One technician's, one category's, one's of the other's, or ("|") everything. */
export function scopeOf(technician: string, category: string): string {
  return `${technician}|${category}`;
}

/** Sheets of a branch by scope, by day (`YYYY-MM-DD`). */
export type Days = Map<string, Map<string, Sheet>>;

export function addTo(sheet: Sheet, key: string, value: number): void {
  const sum = (sheet.get(key) ?? 0) + value;
  if (sum === 0) sheet.delete(key);
  else sheet.set(key, sum);
}

export function addSheet(to: Sheet, from: Sheet): void {
  for (const [key, value] of from) addTo(to, key, value);
}

/** Adds what counts of an order to the days on which it did, as far as those count. */
export function addStory(
  days: Days,
  story: Story,
  { dayAt, counts }: { dayAt: (at: number) => string; counts: (day: string) => boolean },
): void {
  for (const { at, technician, key, value } of factsOf(story)) {
    const day = dayAt(at);
    if (!counts(day)) continue;
    const scopes = days.get(day) ?? new Map<string, Sheet>();
    days.set(day, scopes);
    for (const scope of scopesOf(technician, story.category)) {
      const sheet = scopes.get(scope) ?? new Map<string, number>();
      scopes.set(scope, sheet);
      addTo(sheet, key, value);
    }
  }
}

function scopesOf(technician: string, category: string): string[] {
  const all = [scopeOf("", ""), scopeOf("", category)];
  return technician === "" ? all : [...all, scopeOf(technician, ""), scopeOf(technician, category)];
}

/** A sheet as it is kept: the sums of things (`paid_by/…`, `part/…`) apart, which are most of it and seldom asked for. */
export interface SheetTexts {
  sums_json: string;
  things_json: string;
}

/** The same texts for the same sums. */
export function sheetTexts(sheet: Sheet): SheetTexts {
  const entries = [...sheet].sort(([a], [b]) => a < b ? -1 : 1);
  const text = (some: typeof entries) => JSON.stringify(Object.fromEntries(some));
  return {
    sums_json: text(entries.filter(([key]) => !key.includes("/"))),
    things_json: text(entries.filter(([key]) => key.includes("/"))),
  };
}

/** Adds a kept text, of sums or of things. */
export function addText(to: Sheet, text: string): void {
  for (const [key, value] of Object.entries<number>(JSON.parse(text))) addTo(to, key, value);
}
