import assert from "node:assert/strict";
import { sql } from "kysely";
import { closeLogs, openLogs, withLogFacts } from "../../src/logs.ts";
import type { LogFacts } from "../../src/logs/line.ts";
import { statementWatch } from "../../src/monitoring/statements.ts";
import { eachDatabase } from "../support/database.ts";

const lines: LogFacts[] = [];
let slowMs = 0.000_001;

eachDatabase(
  "a slow statement is told by its shape, time and request, never with its values",
  async (_, { db }) => {
    await openLogs({ dir: null, level: "info", console: "off", onLine: (line) => lines.push(line) });
    lines.length = 0;
    const ids = ["secreto-1", "secreto-2", "secreto-3"];
    slowMs = 0.000_001;
    await withLogFacts({ requestId: "req-1" }, async () => {
      await db.selectFrom("branch").select("id").where("id", "in", ids).execute();
    });
    const [line] = lines;
    assert.deepEqual([line?.category[1], line?.level, line?.message.join("")], [
      "db",
      "warning",
      "Slow statement",
    ]);
    const { statement, ms, requestId, asker } = line?.properties ?? {};
    assert.match(String(statement), /^select "id" from "branch" where "id" in \((\?|\$1), …\)$/);
    assert.ok(typeof ms === "number" && ms >= 0);
    assert.deepEqual([requestId, asker], ["req-1", "here.ts:1"]);
    assert.doesNotMatch(JSON.stringify(lines), /secreto/);

    for (const limit of [0, 60_000]) {
      lines.length = 0;
      slowMs = limit;
      await sql`select 1`.execute(db);
      assert.deepEqual(lines, [], `with ${limit}`);
    }
    await closeLogs();
  },
  {
    open: {
      // As `openServices` does, with a limit that the test changes.
      onTimed: (query, timed) =>
        statementWatch(slowMs, { askerOf: () => "here.ts:1" }).onTimed?.(query, timed),
    },
  },
);
