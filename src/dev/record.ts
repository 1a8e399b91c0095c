import type { CompiledQuery } from "kysely";
import type { LogFacts } from "../logs/line.ts";
import type { Locale } from "../lib/locale.ts";

/** A statement of a request; without `ms` it is under way, or failed. */
export interface Statement {
  query: CompiledQuery;
  shape: string;
  /** When it was asked, on the clock of `performance.now()`. */
  from: number;
  ms: number | null;
  rows: number;
  /** Lines of our code that asked, the nearest first: `src/orders/queries.ts:120 orderHead`. */
  askers: readonly string[];
}

/** A handler or middleware that a request went through, with its own milliseconds, not those of what it let in. */
export interface Step {
  path: string;
  name: string;
  ms: number;
}

/** A component as it was drawn; `ms` with all that is in it. */
export interface Part {
  name: string;
  ms: number;
  parts: Part[];
}

/** Who asked; no token, no secret. */
export interface Session {
  user: string;
  role: string;
  branch: string | null;
  confirmedAt: number;
  twoFactors: boolean;
}

/** One request as the toolbar shows it. */
export interface Recorded {
  id: string;
  /** UTC milliseconds. */
  at: number;
  method: string;
  /** Path and query. */
  address: string;
  /** The pattern that matched. */
  route: string;
  status: number;
  ms: number;
  /** htmx asked for a part of a page. */
  part: boolean;
  locale: Locale;
  session: Session | null;
  steps: Step[];
  statements: Statement[];
  lines: LogFacts[];
  tree: Part[];
  over: boolean;
}

/** So many statements of one shape in one request are one query that was not written. */
export const MANY_ALIKE = 4;

/** Shapes that come again and again within a request, the most frequent first. */
export function repeated(statements: readonly Statement[]): { shape: string; count: number; ms: number }[] {
  const asked = statements.filter(({ query }) => query.query.kind !== "RawNode");
  return [...Map.groupBy(asked, ({ shape }) => shape)]
    .map(([shape, alike]) => ({ shape, count: alike.length, ms: sqlTime(alike) }))
    .filter(({ count }) => count >= MANY_ALIKE)
    .sort((a, b) => b.count - a.count);
}

/** Milliseconds in which at least one of the statements was under way. */
export function sqlTime(statements: readonly Pick<Statement, "from" | "ms">[]): number {
  let sum = 0;
  let until = 0;
  for (const { from, ms } of statements.toSorted((a, b) => a.from - b.from)) {
    const end = from + (ms ?? 0);
    sum += Math.max(0, end - Math.max(from, until));
    until = Math.max(until, end);
  }
  return sum;
}
