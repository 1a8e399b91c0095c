import { type CompiledQuery, type Dialect, Kysely } from "kysely";
import { openFile } from "./embedded/open_file.ts";
import type { Flavour } from "./flavour.ts";
import { postgresDialect } from "./postgres.ts";
import { remoteDialect } from "./remote.ts";
import type { Schema } from "./schema.ts";
import type { Timed } from "./timed.ts";
import { watched } from "./watched.ts";

export type Db = Kysely<Schema>;

export interface Database<S = Schema> {
  db: Kysely<S>;
  flavour: Flavour;
  /** Waits for the writes under way, then closes every connection. */
  close(): Promise<void>;
}

/** What is told of statements. */
export interface Watch {
  /** Of each as it is asked, by whoever asks it. */
  onQuery?: (query: CompiledQuery) => void;
  /** Of each that went well. */
  onTimed?: (query: CompiledQuery, timed: Timed) => void;
  /** The line of our code that asked, where that is known. */
  askerOf?: (query: CompiledQuery) => string | undefined;
}

export interface OpenOptions extends Watch {
  /** For `libsql://` and `https://`; may also stand in the URL as `?authToken=`. */
  authToken?: string;
  /** Postgres only. */
  maxConnections?: number;
  /** How long a write may wait for other writes, in milliseconds; 5 s unless told. */
  waitLimit?: number;
  /** Database files only: how long a write may wait for another process that has the file locked, in milliseconds; 20 s unless told. */
  lockLimit?: number;
  /** How long a write transaction may keep others waiting before it is undone, in milliseconds; 30 s unless told. */
  holdLimit?: number;
  /** Postgres only: how long a statement may take, in milliseconds; 30 s unless told, `Infinity` for any time. */
  answerLimit?: number;
  /** Database files only: how long a commit takes others in, in milliseconds; 25 unless told. */
  groupLimit?: number;
  /** Database files only: how much of the file each connection may keep in memory, in megabytes; 4 unless told. */
  cacheMb?: number;
  /** Makes, changes and checkpoints nothing: for whoever looks at a database that a server may be writing. */
  readOnly?: boolean;
  /** Database files only: told after each commit how many transactions shared it. */
  onCommit?: (transactions: number) => void;
}

/**
 * The only door to a database: `file:` (libSQL), `sqlite:` (Deno's SQLite), `libsql://` or `https://` (remote libSQL),
 * `postgres://`. Loads only the driver that the URL names.
 */
export async function openDatabase<S = Schema>(url: string, options: OpenOptions = {}): Promise<Database<S>> {
  const scheme = url.slice(0, url.indexOf(":"));
  const limits = { waitLimit: options.waitLimit ?? 5_000, holdLimit: options.holdLimit ?? 30_000 };
  if (scheme === "file" || scheme === "sqlite") {
    const { groupLimit = 25, lockLimit = 20_000, cacheMb = 4 } = options;
    const db = await openFile<S>(url, { ...options, ...limits, groupLimit, lockLimit, cacheMb });
    return { db, flavour: "sqlite", close: () => db.destroy() };
  }
  if (scheme === "libsql" || scheme === "https" || scheme === "http") {
    return overNetwork<S>(await remoteDialect(url, options.authToken), "sqlite", options);
  }
  if (scheme === "postgres" || scheme === "postgresql") {
    return overNetwork<S>(
      await postgresDialect(url, {
        maxConnections: options.maxConnections ?? 10,
        answerLimit: options.answerLimit ?? 30_000,
        readOnly: options.readOnly,
        ...limits,
      }),
      "postgres",
      options,
    );
  }
  throw new Error(
    `No database engine for "${scheme}:" (use file:, sqlite:, libsql://, https:// or postgres://)`,
  );
}

function overNetwork<S>(dialect: Dialect, flavour: Flavour, { onQuery, onTimed }: OpenOptions): Database<S> {
  const db = new Kysely<S>({
    dialect: onQuery || onTimed ? watched(dialect, { onQuery, onTimed }) : dialect,
  });
  return { db, flavour, close: () => db.destroy() };
}
