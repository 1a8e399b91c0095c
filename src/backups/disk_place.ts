import { dirname, join } from "node:path";
import { orAbsent, syncFolder } from "../files/durable.ts";
import type { BackupPlace } from "./place.ts";
import { writeFile } from "./streams.ts";

/** What is being written has no name yet. */
export const INCOMING = ".incoming";

/** A folder: of this machine, of a disk that is plugged in, of the network. */
export function diskPlace(dir: string): BackupPlace {
  return {
    kind: "disk",
    async put(key, path) {
      const [to, temp] = [join(dir, key), join(dir, INCOMING, crypto.randomUUID())];
      await Deno.mkdir(join(dir, INCOMING), { recursive: true, mode: 0o700 });
      await Deno.mkdir(dirname(to), { recursive: true, mode: 0o700 });
      const file = await Deno.open(path);
      await writeFile(file.readable, temp);
      await Deno.rename(temp, to);
      await syncFolder(dirname(to));
    },
    async read(key) {
      const file = await orAbsent(Deno.open(join(dir, key)));
      return file && file.readable;
    },
    list: (prefix) => listed(dir, prefix),
    async remove(key) {
      await orAbsent(Deno.remove(join(dir, key)));
      await removeEmpty(dirname(join(dir, key)), dir);
    },
  };
}

async function* listed(
  dir: string,
  prefix: string,
  below = "",
): AsyncGenerator<{ key: string; size: number }> {
  const entries = await orAbsent(Array.fromAsync(Deno.readDir(join(dir, below))));
  for (const { name, isDirectory, isFile } of entries ?? []) {
    const key = below === "" ? name : `${below}/${name}`;
    if (key === INCOMING) continue;
    const onTheWay = `${key}/`.startsWith(prefix) || prefix.startsWith(`${key}/`);
    if (isDirectory && onTheWay) yield* listed(dir, prefix, key);
    if (!isFile || !key.startsWith(prefix)) continue;
    const stat = await orAbsent(Deno.stat(join(dir, key)));
    if (stat) yield { key, size: stat.size };
  }
}

/** Folders in which nothing is left. */
async function removeEmpty(folder: string, top: string): Promise<void> {
  if (folder === top || !folder.startsWith(top)) return;
  const rest = await orAbsent(Array.fromAsync(Deno.readDir(folder)));
  if (rest === null || rest.length > 0) return;
  await orAbsent(Deno.remove(folder));
  await removeEmpty(dirname(folder), top);
}
