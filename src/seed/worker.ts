import { parentPort, workerData } from "node:worker_threads";
import { makeBatches } from "./batches.ts";

/** Answers each message with the next batch, and with null after the last one. */
const batches = makeBatches(workerData);
parentPort?.on("message", () => parentPort?.postMessage(batches.next().value ?? null));
