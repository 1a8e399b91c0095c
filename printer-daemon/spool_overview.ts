import * as z from "zod";
import { EventState } from "../src/printing/protocol.ts";
import type { Sqlite } from "./sqlite.ts";

const SpoolEntry = z.object({
  id: z.string(),
  own: z.coerce.boolean(),
  printer: z.string(),
  state: EventState,
  attempt: z.number(),
  copies: z.number(),
  changed_at: z.number(),
});
export type SpoolEntry = z.infer<typeof SpoolEntry>;

/** The spool as people look at it. No content of a label is in it. */
export class SpoolOverview {
  readonly #db: Sqlite;

  constructor(db: Sqlite) {
    this.#db = db;
  }

  /** Unfinished jobs first, then what happened last. */
  recent(most: number): SpoolEntry[] {
    const sql = "select id, own, printer, state, attempt, copies, changed_at from jobs " +
      "order by state in ('custody', 'sending', 'unknown') desc, changed_at desc limit ?";
    return this.#db.rows(sql, most).map((row) => SpoolEntry.parse(row));
  }

  /** How many jobs are in each state, of those that are still remembered. */
  counts(): Map<EventState, number> {
    const rows = this.#db.rows("select state, count(*) as count from jobs group by state");
    return new Map(rows.map(({ state, count }) => [EventState.parse(state), Number(count)]));
  }

  /** Events that the server has not stored yet. */
  unreported(): number {
    return Number(this.#db.row("select count(*) as count from events")?.count);
  }
}
