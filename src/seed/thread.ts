import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { ROOT } from "../root.ts";
import { type Batch, type Commission, makeBatches } from "./batches.ts";

const ENTRY = new URL("src/seed/worker.ts", ROOT);

/**
 * `makeBatches` on a thread of its own, one batch ahead: making rows takes a third of a seed, writing them the rest. A server
 * may not read its own sources, as a thread's start must: there they are made on the thread that writes.
 */
export async function* batchesBeside(commission: Commission): AsyncGenerator<Batch> {
  const { state } = await Deno.permissions.query({ name: "read", path: ENTRY });
  if (state !== "granted") return yield* makeBatches(commission);
  const worker = new Worker(ENTRY, { workerData: commission });
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
