import { dirname, join } from "node:path";
import { filePath } from "./embedded/file_path.ts";

export interface DataLock {
  release(): void;
}

/** Somebody else has the data folder or the database's file; the sentence names its process where it can. */
export class DataHeld extends Error {
  override readonly name = "DataHeld";
}

/**
 * Keeps a second server away from this data folder, and from the file of an embedded database wherever it lies, for as long as
 * the process lives, however it ends.
 * @throws DataHeld
 */
export async function lockData(
  { dir, databaseUrl }: { dir: string; databaseUrl: string },
): Promise<DataLock> {
  const folder = await lock(join(dir, "server.lock"), `the data folder ${dir}`);
  if (!/^(file|sqlite):/.test(databaseUrl)) return folder;
  try {
    const path = filePath(databaseUrl);
    const file = await lock(`${path}.lock`, `the database ${path}`);
    return {
      release() {
        file.release();
        folder.release();
      },
    };
  } catch (error) {
    folder.release();
    throw error;
  }
}

async function lock(path: string, what: string): Promise<DataLock> {
  await Deno.mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const file = await Deno.open(path, { read: true, write: true, create: true });
  if (!(await file.tryLock(true))) {
    file.close();
    const holder = (await Deno.readTextFile(path)).trim();
    throw new DataHeld(
      `Another server is using ${what}${/^\d+$/.test(holder) ? ` (process ${holder})` : ""}`,
    );
  }
  await file.truncate(0);
  await file.write(new TextEncoder().encode(`${Deno.pid}\n`));
  return { release: () => file.close() };
}
