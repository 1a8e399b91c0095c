import { DatabaseSync } from "node:sqlite";
import type { TestServer } from "./server.ts";

const DAY = 86_400_000;

/** A ready order as it is when it has waited so many days: a server's clock is nobody's to turn. */
export function waitsSince({ dataDir }: Pick<TestServer, "dataDir">, number: string, days: number): void {
  const database = new DatabaseSync(`${dataDir}/reparo.db`);
  try {
    database.exec("pragma busy_timeout = 10000");
    const since = Date.now() - days * DAY;
    const { changes } = database.prepare(
      `update "order" set status_since = ?, ready_at = ? where number = ? and status = 'ready'`,
    ).run(since, since, number);
    if (Number(changes) !== 1) throw new Error(`${number} is not ready`);
  } finally {
    database.close();
  }
}
