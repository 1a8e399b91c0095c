import type { Watch } from "../db/open.ts";
import { shapeOf } from "../db/shape.ts";
import { tableOf } from "../db/table_of.ts";
import { logOf } from "../logs.ts";
import { noteQuery } from "./meter.ts";

const log = logOf("db");

/** Counts statements and writes a line, without values, about each that takes `slowMs` or longer; 0 for none. `watch` is told as well. */
export function statementWatch(slowMs: number, { onQuery, onTimed, askerOf }: Watch = {}): Watch {
  return {
    onQuery,
    onTimed(query, timed) {
      noteQuery({ node: query.query.kind, table: tableOf(query) }, timed.ms);
      onTimed?.(query, timed);
      if (slowMs === 0 || timed.ms < slowMs) return;
      log.warning("Slow statement", {
        statement: shapeOf(query.sql),
        ms: Math.round(timed.ms * 10) / 10,
        rows: timed.rows,
        asker: askerOf?.(query),
      });
    },
  };
}
