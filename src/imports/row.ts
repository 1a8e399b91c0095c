import type { Branch } from "../admin/shop.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import type { FieldErrors } from "../lib/app_error.ts";
import type { Locale } from "../lib/locale.ts";
import type { Cells, DateOrder } from "./import.ts";

/** What the rows of a file are read against. */
export interface RowWorld {
  ctx: Ctx;
  branch: Branch;
  locale: Locale;
  dateOrder: DateOrder;
  /** Before the keys of a system whose ids must not meet those of others; "" for spreadsheets. */
  prefix: string;
}

/** What a row that was imported before became, and a hash of what it said. */
export interface KnownRow {
  subjectId: string;
  digest: string;
}

export interface Row {
  cells: Cells;
  /** The id that the file gives it, "" without one. */
  key: string;
  digest: string;
  known: KnownRow | null;
}

export type RowOutcome = "made" | "changed" | "same";

/** A row that can be written; `write` answers the id of what it became. */
export interface RowPlan {
  outcome: RowOutcome;
  write(): Promise<string>;
}

export type Judged = { problems: FieldErrors } | RowPlan;

/** Judges a row without writing anything; the plan writes in the same transaction. */
export type JudgeRow = (trx: Db, world: RowWorld, row: Row) => Promise<Judged>;

export function sameAs(subjectId: string): RowPlan {
  return { outcome: "same", write: () => Promise.resolve(subjectId) };
}

export function isProblem(judged: Judged): judged is { problems: FieldErrors } {
  return "problems" in judged;
}
