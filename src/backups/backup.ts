import { z } from "zod";

export const BACKUP_STATES = ["running", "ok", "failed"] as const;
export type BackupState = (typeof BACKUP_STATES)[number];

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.number().int().min(0);
/** Of its folder: when it began, UTC, and four random bytes. */
export const BACKUP_NAME = /^\d{8}T\d{6}Z-[0-9a-f]{8}$/;
const KEY_ID = /^[0-9a-f]{16}$/;

export const DATABASE_PART = "database.age";
export const SECRETS_PART = "secrets.age";

/** What a backup says of itself; it is written last, under the shop's seal. */
export const manifestSchema = z.object({
  format: z.literal("reparo-backup"),
  version: z.literal(1),
  name: z.string().regex(BACKUP_NAME),
  /** UTC milliseconds. */
  created_at: count,
  app_version: z.string().max(40),
  /** What the part `database.age` is: a database file, or an archive of pg_dump. */
  engine: z.enum(["sqlite", "postgres"]),
  /** The migrations that its tables have been through, in their order. */
  schema: z.array(z.string().max(100)),
  tables: z.array(z.object({ name: z.string().max(100), rows: count })),
  /** The last link of the audit log's chain, null while nothing was recorded. */
  audit_head: z.object({ seq: count, hash }).nullable(),
  /** Clients who have asked to be forgotten: a restore of an older backup forgets them again. */
  erased_clients: z.array(z.string().max(60)),
  parts: z.array(z.object({ name: z.enum([DATABASE_PART, SECRETS_PART]), size: count, sha256: hash })),
  /** Which folder of `files/` its attachments are in: they are encrypted for the key of that id. */
  key_id: z.string().regex(KEY_ID),
  /** `hash` is that of the content and its name, the others are of what is stored. */
  files: z.array(z.object({ hash, stored_size: count, stored_sha256: hash })),
});
export type Manifest = z.output<typeof manifestSchema>;
export type BackedUpFile = Manifest["files"][number];

export interface BackupContents {
  /** Bytes of its own parts. */
  bytes: number;
  rows: number;
  files: number;
}

export function contentsOf({ parts, tables, files }: Manifest): BackupContents {
  return {
    bytes: parts.reduce((sum, { size }) => sum + size, 0),
    rows: tables.reduce((sum, { rows }) => sum + rows, 0),
    files: files.length,
  };
}

/** What opens with the owner's key and nobody needs in the database. */
export const secretsSchema = z.object({ secret_key: z.string().min(32) });

export function backupName(now: number, bytes: Uint8Array): string {
  const stamp = new Date(now).toISOString().replace(/[-:]|\.\d+/g, "");
  return `${stamp}-${bytes.subarray(0, 4).toHex()}`;
}

/** When a backup of that name began, UTC milliseconds. */
export function startOf(name: string): number {
  const [, day, time] = /^(\d{8})T(\d{6})Z/.exec(name) ?? [];
  if (day === undefined || time === undefined) throw new RangeError("not the name of a backup");
  const date = day.replace(/(....)(..)(..)/, "$1-$2-$3");
  return Date.parse(`${date}T${time.replace(/(..)(..)(..)/, "$1:$2:$3")}Z`);
}

export const MANIFEST = "manifest.sealed";
export const manifestKey = (name: string) => `${name}/${MANIFEST}`;
export const partKey = (name: string, part: string) => `${name}/${part}`;
export const fileKey = (keyId: string, hash: string) => `files/${keyId}/${hash.slice(0, 2)}/${hash}.age`;

/** What is read into memory at once. */
export const MOST_MANIFEST_BYTES = 256 * 1_048_576;

/** A backup that is damaged, not whole, or was tampered with. */
export class BadBackup extends Error {
  override readonly name = "BadBackup";
}
/** A backup that is whole, of a shop whose audit log was tampered with before. */
export class TamperedAudit extends Error {
  override readonly name = "TamperedAudit";
  override readonly message = "the audit log in the backup was tampered with";
}

/** Attachments of a backup that cannot be brought back; all else can. */
export class LostFiles extends Error {
  override readonly name = "LostFiles";
  constructor(readonly hashes: readonly string[]) {
    super(`attachments are missing or damaged: ${someOf(hashes)}`);
  }
}

const MOST_NAMED = 5;

/** In a sentence that stays one, however many they are. */
export function someOf(hashes: readonly string[]): string {
  const more = hashes.length - MOST_NAMED;
  return hashes.slice(0, MOST_NAMED).join(", ") + (more > 0 ? ` +${more}` : "");
}

export const partTooLong = () => new BadBackup("a part is longer than it may be");
