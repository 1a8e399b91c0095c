import { join } from "node:path";

/** One at a time works on the backups of a folder, in whatever process; the others wait for their turn. */
export async function inTurn<T>(dir: string, work: () => Promise<T>): Promise<T> {
  await Deno.mkdir(dir, { recursive: true, mode: 0o700 });
  const file = await Deno.open(join(dir, ".lock"), { read: true, write: true, create: true, mode: 0o600 });
  try {
    await file.lock(true);
    return await work();
  } finally {
    file.close();
  }
}
