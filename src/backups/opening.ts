import type { CopiedFile } from "../db/embedded/copy.ts";
import { readWhole } from "../lib/read_whole.ts";
import { decryptWith } from "./age.ts";
import {
  BadBackup,
  DATABASE_PART,
  fileKey,
  type Manifest,
  partKey,
  partTooLong,
  SECRETS_PART,
  secretsSchema,
} from "./backup.ts";
import type { BackupPlace } from "./place.ts";
import { measure, unpacked, writeFile } from "./streams.ts";
import { sha256 } from "../lib/token.ts";

const MOST_SECRET_BYTES = 65_536;
/** An attachment is read into memory whole. */
const MOST_FILE_BYTES = 256 * 1_048_576;

/** Reads every part once and holds it against the manifest. @throws BadBackup */
export async function checkParts(place: BackupPlace, { name, parts }: Manifest): Promise<void> {
  for (const part of parts) {
    const content = await place.read(partKey(name, part.name));
    if (!content) throw new BadBackup(`${part.name} is missing`);
    const { size, sha256 } = await measure(content);
    if (size !== part.size || sha256 !== part.sha256) throw new BadBackup(`${part.name} is damaged`);
  }
}

export interface FilesLookedAt {
  /** How many were read to the end. */
  read: number;
  /** By their hashes. */
  missing: string[];
  damaged: string[];
}

/** Looks whether every attachment is there, and reads those that `reads` chooses. */
export async function lookAtFiles(
  place: BackupPlace,
  { key_id, files }: Manifest,
  reads: (hash: string) => boolean,
): Promise<FilesLookedAt> {
  const looked: FilesLookedAt = { read: 0, missing: [], damaged: [] };
  const there = new Map<string, number>();
  for await (const { key, size } of place.list(`files/${key_id}/`)) there.set(key, size);
  for (const { hash, stored_size, stored_sha256 } of files) {
    const key = fileKey(key_id, hash);
    if (there.get(key) !== stored_size) {
      looked.missing.push(hash);
      continue;
    }
    if (!reads(hash)) continue;
    const content = await place.read(key);
    if (!content || (await measure(content)).sha256 !== stored_sha256) looked.damaged.push(hash);
    looked.read += 1;
  }
  return looked;
}

/** @throws BadBackup for the first that is missing or damaged */
export function requireFiles({ missing, damaged }: FilesLookedAt): void {
  const [gone, bad] = [missing[0], damaged[0]];
  if (gone !== undefined) throw new BadBackup(`the attachment ${gone} is missing`);
  if (bad !== undefined) throw new BadBackup(`the attachment ${bad} is damaged`);
}

/** Writes the database's part, readable, into a file. @throws BadBackup, WrongKey */
export async function openDatabasePart(
  place: BackupPlace,
  { name, identity, to }: { name: string; identity: string; to: string },
): Promise<void> {
  const content = await place.read(partKey(name, DATABASE_PART));
  if (!content) throw new BadBackup(`${DATABASE_PART} is missing`);
  await writeFile(unpacked(await decryptWith(identity, content)), to);
}

/** The shop's SECRET_KEY as the backup has it. @throws BadBackup, WrongKey */
export async function openSecrets(place: BackupPlace, name: string, identity: string): Promise<string> {
  const content = await place.read(partKey(name, SECRETS_PART));
  if (!content) throw new BadBackup(`${SECRETS_PART} is missing`);
  const bytes = await readWhole(await decryptWith(identity, content), {
    most: MOST_SECRET_BYTES,
    tooLong: partTooLong,
  });
  return secretsSchema.parse(JSON.parse(new TextDecoder().decode(bytes))).secret_key;
}

/** An attachment as it was; null when it is missing or damaged. @throws whatever is wrong with the place itself */
export async function openFile(
  place: BackupPlace,
  { keyId, hash, identity }: { keyId: string; hash: string; identity: string },
): Promise<Uint8Array<ArrayBuffer> | null> {
  const sealed = await place.read(fileKey(keyId, hash));
  if (!sealed) return null;
  const whole = await readWhole(sealed, { most: MOST_FILE_BYTES, tooLong: partTooLong });
  const bytes = await opened(whole, identity);
  return bytes && sha256(bytes) === hash ? bytes : null;
}

/** Null for what was altered since it was encrypted: the format finds that, in its head or at any place of the rest. */
async function opened(
  sealed: Uint8Array<ArrayBuffer>,
  identity: string,
): Promise<Uint8Array<ArrayBuffer> | null> {
  try {
    const content = await decryptWith(identity, new Blob([sealed]).stream());
    return new Uint8Array(await new Response(content).arrayBuffer());
  } catch (error) {
    if (error instanceof Error) return null;
    throw error;
  }
}

/** Whether a database is what the manifest says of it. @throws BadBackup */
export function compareContents(manifest: Manifest, found: CopiedFile): void {
  if (JSON.stringify(found.schema) !== JSON.stringify(manifest.schema)) {
    throw new BadBackup("the database is of another version than its manifest");
  }
  for (const { name, rows } of manifest.tables) {
    const here = found.tables.find((table) => table.name === name)?.rows;
    if (here !== rows) throw new BadBackup(`${name} has ${here ?? "no"} rows, ${rows} were backed up`);
  }
  if (JSON.stringify(found.auditHead) !== JSON.stringify(manifest.audit_head)) {
    throw new BadBackup("the audit log does not end where it ended");
  }
}
