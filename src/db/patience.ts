import { AsyncLocalStorage } from "node:async_hooks";

/** What is left of the time for which some work waits for another process that has the database file locked, in milliseconds. */
export interface Patience {
  left: number;
}

const around = new AsyncLocalStorage<Patience>();

/** All that `work` writes waits at most so long for a lock of another process, taken together; without this it is `lockLimit` for each write. */
export function withPatience<T>(ms: number, work: () => T): T {
  return around.run({ left: ms }, work);
}

export function patienceNow(): Patience | undefined {
  return around.getStore();
}
