import { sql } from "kysely";
import { openThread, type Thread } from "../../lib/thread.ts";
import { ROOT } from "../../root.ts";
import type { CopiedTable } from "../copied.ts";
import { isDamage, withoutHeading } from "../errors.ts";
import type { Db } from "../open.ts";
import { filePath } from "./file_path.ts";

/** What a thread is asked to do with a database file: to copy it, to look through a copy, or to look for damage alone. */
export type FileOrder =
  & { scheme: "file" | "sqlite"; path: string }
  & ({ act: "copy"; to: string } | { act: "inspect" | "find_damage" });

/** What the copy holds, read from the copy itself. */
export interface CopiedFile {
  tables: CopiedTable[];
  /** Migrations in their order. */
  schema: string[];
  auditHead: { seq: number; hash: string } | null;
  /** Ids of clients who asked to be forgotten. */
  erasedClients: string[];
}

const ENTRY = new URL("src/db/embedded/copy_worker.ts", ROOT);

/**
 * A whole copy of a database file as of one instant, checked, while others go on writing it. By a thread: it takes as long as reading and
 * writing the file, and nothing else waits. @throws when the copy is not sound
 */
export async function copyFile(
  db: Db,
  thread: Thread<FileOrder>,
  { databaseUrl, to }: { databaseUrl: string; to: string },
): Promise<CopiedFile> {
  // What is written while the copy holds its instant stays in the WAL. The first commit after it would bring all of that into the file
  // while everybody waits, so the thread does.
  await sql`pragma wal_autocheckpoint = 0`.execute(db);
  const scheme = schemeOf(databaseUrl);
  try {
    await thread.ask({ act: "copy", scheme, path: filePath(databaseUrl), to });
  } finally {
    await sql`pragma wal_autocheckpoint = 1000`.execute(db);
  }
  // Nobody else has it open. libSQL would keep it so after it was closed, and its room on the disk, until memory is collected.
  return await thread.ask<CopiedFile>({ act: "inspect", scheme: "sqlite", path: to });
}

/** What a copy holds, after it was found sound. @throws when it is not */
export async function inspectFile(databaseUrl: string, thread?: Thread<FileOrder>): Promise<CopiedFile> {
  const order = { act: "inspect", scheme: schemeOf(databaseUrl), path: filePath(databaseUrl) } as const;
  return await (thread?.ask<CopiedFile>(order) ?? onThread<CopiedFile>(order));
}

/**
 * What is wrong with the pages of a database file, "" when nothing is; others go on writing it. @throws when it cannot be looked at, for
 * another reason than damage
 */
export async function damageOf(databaseUrl: string): Promise<string> {
  const scheme = schemeOf(databaseUrl);
  try {
    const found = await onThread<string[]>({ act: "find_damage", scheme, path: filePath(databaseUrl) });
    const said = found.map(withoutHeading);
    return said.join() === "ok" ? "" : said.join("; ");
  } catch (error) {
    if (error instanceof Error && isDamage(error.message)) return error.message;
    throw error;
  }
}

async function onThread<T>(order: FileOrder): Promise<T> {
  using thread = openThread<FileOrder>(ENTRY);
  return await thread.ask<T>(order);
}

/** By the library that the server itself writes with: two of them in one process would undo each other's locks. */
function schemeOf(databaseUrl: string): FileOrder["scheme"] {
  return databaseUrl.startsWith("sqlite:") ? "sqlite" : "file";
}
