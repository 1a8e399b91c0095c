import { z } from "zod";

export const DUMP_FORMAT = "reparo-dump";
export const DUMP_VERSION = 1;

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.number().int().min(0);

/** What a dump says of itself, as its last entry. */
export const manifestSchema = z.object({
  format: z.literal(DUMP_FORMAT),
  version: z.literal(DUMP_VERSION),
  /** UTC milliseconds. */
  created_at: count,
  /** The migrations that its tables have been through, in their order. */
  schema: z.array(z.string().max(100)),
  /** Tells whether another shop has the same SECRET_KEY, and nothing else about it. */
  key_check: z.string().max(100),
  /** The last link of the audit log's chain, null while nothing was recorded. */
  audit_head: z.object({ seq: count, hash }).nullable(),
  tables: z.array(z.object({ name: z.string().regex(/^[a-z_]{1,60}$/), rows: count, sha256: hash })),
  files: z.array(z.object({ hash, size: count })),
});
export type Manifest = z.output<typeof manifestSchema>;

/**
 * What is no part of a dump: who is signed in, codes and failures of the moment, the work in the queue (it would be done twice), and
 * what the database reckons by itself.
 */
export const LEFT_OUT: readonly string[] = [
  "schema_migration",
  "session",
  "login_failure",
  "one_time_code",
  "user_link",
  "sign_in_step",
  "spent_challenge",
  "idempotency_key",
  "answer_client",
  "job",
  "task_clock",
  "task_run",
  "order_balance",
  "figure_sheet",
  "figure_state",
  "event_position",
  "audit_link",
  "backup",
  "backup_drill",
  "status_sample",
];

export const MANIFEST_ENTRY = "manifest.json";
export const tableEntry = (name: string) => `tables/${name}.ndjson`;
export const fileEntry = (hash: string) => `files/${hash}`;

/** Anything else in a zip is not ours: no path out of it, nothing nested. */
export const ENTRY = /^(manifest\.json|tables\/[a-z_]{1,60}\.ndjson|files\/[0-9a-f]{64})$/;

/** What is read into memory at once. */
export const MOST_MANIFEST_BYTES = 64 * 1_048_576;
export const MOST_FILE_BYTES = 256 * 1_048_576;
export const MOST_LINE_BYTES = 32 * 1_048_576;
