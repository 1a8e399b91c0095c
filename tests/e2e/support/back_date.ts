import { DatabaseSync } from "node:sqlite";
import type { TestServer } from "./server.ts";

const DAY = 86_400_000;

/** A ready order as it is when it has waited so many days: a server's clock is nobody's to turn. */
export function waitsSince({ dataDir }: Shop, number: string, days: number): void {
  const since = Date.now() - days * DAY;
  const changed = write(
    { dataDir },
    `update "order" set status_since = ?, ready_at = ? where number = ? and status = 'ready'`,
    [since, since, number],
  );
  if (changed !== 1) throw new Error(`${number} is not ready`);
}

/** Whoever is signed in by an address has not proved for a long time who they are. */
export function provedLongAgo({ dataDir }: Shop, email: string): void {
  const changed = write(
    { dataDir },
    "update session set confirmed_at = 0 where user_id = (select id from user where email = ?)",
    [email],
  );
  if (changed === 0) throw new Error(`${email} is not signed in`);
}

type Shop = Pick<TestServer, "dataDir">;

function write({ dataDir }: Shop, statement: string, values: (string | number)[]): number {
  const database = new DatabaseSync(`${dataDir}/reparo.db`);
  try {
    database.exec("pragma busy_timeout = 10000");
    return Number(database.prepare(statement).run(...values).changes);
  } finally {
    database.close();
  }
}
