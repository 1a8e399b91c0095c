import { existsSync } from "node:fs";
import { rename } from "node:fs/promises";
import { join } from "node:path";

/** Where a run of many processes keeps what each of them needs. */
const FOLDER = Deno.env.get("TEST_SHARED");

/** Of those who need it at once the first makes it, for the whole run; a file that runs alone keeps its own while it runs. */
export async function ofTheRun(name: string, make: () => Promise<string>): Promise<string> {
  if (FOLDER === undefined) {
    const path = await make();
    globalThis.addEventListener("unload", () => Deno.removeSync(path, { recursive: true }));
    return path;
  }
  const path = join(FOLDER, name);
  using file = await Deno.open(`${path}.lock`, { create: true, write: true });
  await file.lock(true);
  if (!existsSync(path)) await rename(await make(), path);
  return path;
}
