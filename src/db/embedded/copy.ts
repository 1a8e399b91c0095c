import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { CopiedTable } from "../copied.ts";
import { filePath } from "./open_file.ts";

/** What a thread is asked to copy, and to look through. */
export interface CopyOrder {
  scheme: "file" | "sqlite";
  /** Null where the copy is there already. */
  path: string | null;
  to: string;
}

/** What the copy holds, read from the copy itself. */
export interface CopiedFile {
  tables: CopiedTable[];
  /** Migrations in their order. */
  schema: string[];
  auditHead: { seq: number; hash: string } | null;
  /** Ids of clients who asked to be forgotten. */
  erasedClients: string[];
}

const ENTRY = new URL("./copy_worker.ts", import.meta.url);

/**
 * A whole copy of a database file as of one instant, checked, while others go on writing it. On a thread of its own: it takes as long as
 * reading and writing the file, and nothing else waits. @throws when the copy is not sound
 */
export async function copyFile(databaseUrl: string, to: string): Promise<CopiedFile> {
  return await onThread({ scheme: schemeOf(databaseUrl), path: filePath(databaseUrl), to });
}

/** What a copy holds, after it was found sound. @throws when it is not */
export async function inspectFile(databaseUrl: string): Promise<CopiedFile> {
  return await onThread({ scheme: schemeOf(databaseUrl), path: null, to: filePath(databaseUrl) });
}

async function onThread(order: CopyOrder): Promise<CopiedFile> {
  const worker = new Worker(ENTRY, { workerData: order });
  try {
    const [copied] = await once(worker, "message");
    if ("error" in copied) throw new Error(copied.error);
    return copied;
  } finally {
    await worker.terminate();
  }
}

/** By the library that the server itself writes with: two of them in one process would undo each other's locks. */
function schemeOf(databaseUrl: string): CopyOrder["scheme"] {
  return databaseUrl.startsWith("sqlite:") ? "sqlite" : "file";
}
