import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { Batch, Commission } from "./batches.ts";

/** `makeBatches` on a thread of its own, one batch ahead: making rows takes a third of a seed, writing them the rest. */
export async function* batchesBeside(commission: Commission): AsyncGenerator<Batch> {
  const worker = new Worker(new URL("./worker.ts", import.meta.url), { workerData: commission });
  try {
    for (let next = askNext(worker);;) {
      const batch = await next;
      if (batch === null) return;
      next = askNext(worker);
      // Awaited above only when the batch before it is written; until then a failure must not count as unhandled.
      next.catch(() => {});
      yield batch;
    }
  } finally {
    await worker.terminate();
  }
}

/** Null after the last one. Throws what the thread threw. */
async function askNext(worker: Worker): Promise<Batch | null> {
  worker.postMessage("next");
  const [batch] = await once(worker, "message");
  return batch;
}
