import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { isDamage } from "../errors.ts";
import { filePath } from "./open_file.ts";

const ENTRY = new URL("./soundness_worker.ts", import.meta.url);

/** What a thread is asked to read through. */
export interface SoundnessOrder {
  scheme: "file" | "sqlite";
  path: string;
}

/**
 * What is wrong with the pages of a database file, "" when nothing is. Others go on writing it; on a thread of its own, as it takes as long
 * as reading the file. @throws when it cannot be looked at, for another reason than damage
 */
export async function damageOf(databaseUrl: string): Promise<string> {
  const scheme = databaseUrl.startsWith("sqlite:") ? "sqlite" : "file";
  const order: SoundnessOrder = { scheme, path: filePath(databaseUrl) };
  const worker = new Worker(ENTRY, { workerData: order });
  try {
    const [{ damage, error }] = await once(worker, "message");
    if (error === undefined) return damage;
    if (isDamage(error)) return error;
    throw new Error(error);
  } finally {
    await worker.terminate();
  }
}
