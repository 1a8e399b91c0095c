import { readWhole } from "../lib/read_whole.ts";
import { sealerOf } from "../lib/seal.ts";
import { fileIsIntact, readSealedFile, sealFile } from "../lib/sealed_file.ts";
import {
  BACKUP_NAME,
  BadBackup,
  MANIFEST,
  type Manifest,
  manifestKey,
  manifestSchema,
  MOST_MANIFEST_BYTES,
  partTooLong,
} from "./backup.ts";
import type { BackupPlace } from "./place.ts";

const SEAL = { purpose: "reparo backup seal v1", salt: new Uint8Array(32) };

/** JSON with the shop's seal in its last line. */
export function sealedManifest(manifest: Manifest, secretKey: string): Uint8Array<ArrayBuffer> {
  return sealFile(new TextEncoder().encode(JSON.stringify(manifest)), sealerOf(secretKey, SEAL));
}

export interface ReadManifest {
  manifest: Manifest;
  /** Whether the shop of that key has sealed it. */
  isOf(secretKey: string): boolean;
}

/** @throws BadBackup for one that is not there, altered, or of another version */
export async function readManifest(place: BackupPlace, name: string): Promise<ReadManifest> {
  const content = await place.read(manifestKey(name));
  if (!content) throw new BadBackup(`there is no backup ${name}`);
  const file = readSealedFile(await readWhole(content, { most: MOST_MANIFEST_BYTES, tooLong: partTooLong }));
  if (!file || !fileIsIntact(file)) throw new BadBackup("the manifest is damaged or was altered");
  const read = manifestSchema.safeParse(parsed(new TextDecoder().decode(file.content)));
  if (!read.success || read.data.name !== name) {
    throw new BadBackup("the manifest is not one of this version");
  }
  return {
    manifest: read.data,
    isOf: (secretKey) => sealerOf(secretKey, SEAL).publicKey === file.publicKey,
  };
}

/** Of each backup that is whole, the newest first; null for a manifest that cannot be read. */
export async function* manifestsIn(
  place: BackupPlace,
): AsyncGenerator<{ name: string; read: ReadManifest | null }> {
  for (const name of await backupsIn(place)) yield { name, read: await tryManifest(place, name) };
}

/** @throws whatever is wrong with the place itself */
export async function tryManifest(place: BackupPlace, name: string): Promise<ReadManifest | null> {
  try {
    return await readManifest(place, name);
  } catch (error) {
    if (error instanceof BadBackup) return null;
    throw error;
  }
}

/** The backups that are whole, the newest first. */
export async function backupsIn(place: BackupPlace): Promise<string[]> {
  const names: string[] = [];
  for await (const { key } of place.list("")) {
    const [name = "", rest] = key.split("/");
    if (rest === MANIFEST && BACKUP_NAME.test(name)) names.push(name);
  }
  return names.sort().reverse();
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
