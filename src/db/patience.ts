import { AsyncLocalStorage } from "node:async_hooks";

/** What is left of the time for which some work waits for another process that has the database file locked, in milliseconds. */
export interface Patience {
  left: number;
}

const around = new AsyncLocalStorage<Patience & { over: boolean }>();

/**
 * All that `work` writes until it ends waits at most so long for a lock of another process, taken together; without this, and for what
 * outlives it (the rest of a file that is sent while it is read), it is `lockLimit` for each write.
 */
export async function withPatience<T>(ms: number, work: () => Promise<T>): Promise<T> {
  const patience = { left: ms, over: false };
  try {
    return await around.run(patience, work);
  } finally {
    patience.over = true;
  }
}

export function patienceNow(): Patience | undefined {
  const patience = around.getStore();
  return patience?.over ? undefined : patience;
}
