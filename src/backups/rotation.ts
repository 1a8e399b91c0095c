import { BACKUP_NAME, fileKey, MANIFEST, manifestKey, partKey } from "./backup.ts";
import { backupsIn, tryManifest } from "./manifest.ts";
import type { BackupPlace } from "./place.ts";
import { keptBackups } from "./retention.ts";

export interface Rotated {
  kept: string[];
  /** Of these, the ones whose manifest cannot be read: nobody knows which attachments they need. */
  unreadable: string[];
}

/** Removes what is no longer to be kept, and attachments that no kept backup names. */
export async function rotate(place: BackupPlace): Promise<Rotated> {
  const kept = keptBackups(await backupsIn(place));
  const named = new Set<string>();
  const unreadable: string[] = [];
  for (const name of [...kept].sort()) {
    const manifest = (await tryManifest(place, name))?.manifest;
    if (!manifest) unreadable.push(name);
    else for (const { hash } of manifest.files) named.add(fileKey(manifest.key_id, hash));
  }
  const isUnnamed = (key: string) => unreadable.length === 0 && !named.has(key);
  const gone: string[] = [];
  for await (const { key } of place.list("")) {
    const [top = ""] = key.split("/");
    if (BACKUP_NAME.test(top) ? !kept.has(top) : top === "files" && isUnnamed(key)) gone.push(key);
  }
  // A backup without its manifest is none: half removed it is not taken for one.
  gone.sort((one, other) => Number(other.endsWith(MANIFEST)) - Number(one.endsWith(MANIFEST)));
  for (const key of gone) await place.remove(key);
  return { kept: [...kept].sort(), unreadable };
}

/** Puts into the store outside what the folder has and it has not; the manifest last, so that what is half sent counts for nothing. */
export async function mirror(
  from: BackupPlace,
  to: BackupPlace,
  pathOf: (key: string) => string,
): Promise<void> {
  const there = new Map<string, number>();
  for await (const { key, size } of to.list("")) there.set(key, size);
  for (const name of [...keptBackups(await backupsIn(from))].sort()) {
    if (there.has(manifestKey(name))) continue;
    const manifest = (await tryManifest(from, name))?.manifest;
    if (!manifest) continue;
    const wanted = [
      ...manifest.files.map(({ hash, stored_size }) => ({
        key: fileKey(manifest.key_id, hash),
        size: stored_size,
      })),
      ...manifest.parts.map((part) => ({ key: partKey(name, part.name), size: part.size })),
    ];
    for (const { key, size } of wanted) {
      if (there.get(key) === size) continue;
      await to.put(key, pathOf(key));
      there.set(key, size);
    }
    await to.put(manifestKey(name), pathOf(manifestKey(name)));
  }
}
