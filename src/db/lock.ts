import { join } from "node:path";

export interface DataDirLock {
  release(): void;
}

/** Somebody else has the data folder; the sentence names its process where it can. */
export class DataDirHeld extends Error {
  override readonly name = "DataDirHeld";
}

/**
 * Keeps a second server away from this data folder for as long as the process lives, however it ends.
 * @throws DataDirHeld
 */
export async function lockDataDir(dir: string): Promise<DataDirLock> {
  await Deno.mkdir(dir, { recursive: true, mode: 0o700 });
  const path = join(dir, "server.lock");
  const file = await Deno.open(path, { read: true, write: true, create: true });
  if (!(await file.tryLock(true))) {
    file.close();
    const holder = (await Deno.readTextFile(path)).trim();
    throw new DataDirHeld(
      `Another server is using the data folder ${dir}${/^\d+$/.test(holder) ? ` (process ${holder})` : ""}`,
    );
  }
  await file.truncate(0);
  await file.write(new TextEncoder().encode(`${Deno.pid}\n`));
  return { release: () => file.close() };
}
