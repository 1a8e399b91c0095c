import { withPatience } from "./patience.ts";

/** What went wrong inside a database, told the same way for every engine. */
export type DbFault =
  | { kind: "unique"; table?: string; columns: string[]; constraint?: string }
  | { kind: "foreign_key"; table?: string; constraint?: string }
  | { kind: "check"; table?: string; constraint?: string }
  | { kind: "not_null"; table?: string; columns: string[] }
  /** Text with a NUL, which Postgres has no place for. */
  | { kind: "unstorable" }
  | { kind: "busy" | "full" | "io" | "readonly" | "serialization" };

/** The fault behind a driver's error (or behind its `cause`), `null` when it is no fault of the database. */
export function dbFault(error: unknown): DbFault | null {
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++) {
    const fault = isPostgres(at) ? postgresFault(at) : connectionFault(at) ?? sqliteFault(at);
    if (fault) return fault;
  }
  return null;
}

interface PostgresError extends Error {
  code: string;
  table?: string;
  column?: string;
  constraint?: string;
  detail?: string;
}

function isPostgres(error: Error): error is PostgresError {
  return "severity" in error && "code" in error && typeof error.code === "string";
}

function postgresFault({ code, table, column, constraint, detail }: PostgresError): DbFault | null {
  if (code === "23505") return { kind: "unique", table, columns: keyColumns(detail), constraint };
  if (code === "23503") return { kind: "foreign_key", table, constraint };
  if (code === "23514") return { kind: "check", table, constraint };
  if (code === "23502") return { kind: "not_null", table, columns: column ? [column] : [] };
  if (code === "22021") return { kind: "unstorable" };
  if (code === "40001" || code === "40P01") return { kind: "serialization" };
  if (code === "55P03" || code === "53300") return { kind: "busy" };
  if (code === "53100" || code === "53200") return { kind: "full" };
  if (code === "25006") return { kind: "readonly" };
  if (/^(08|25P03|57P|58|XX)/.test(code)) return { kind: "io" };
  return null;
}

/** `Key (branch_id, series)=(…) already exists.` → `["branch_id", "series"]`. */
function keyColumns(detail: string | undefined): string[] {
  const list = detail?.match(/^Key \((.+?)\)=/)?.[1];
  return list ? list.split(", ").map((column) => column.replaceAll('"', "")) : [];
}

const UNWRITABLE: readonly DbFault["kind"][] = ["busy", "full", "io", "readonly", "serialization"];

/** Does without a write on which nothing hangs where the database takes none at the moment: what only reads goes on. */
export async function ifWritable(write: () => Promise<unknown>): Promise<void> {
  try {
    await withPatience(0, write);
  } catch (error) {
    const fault = dbFault(error);
    if (!fault || !UNWRITABLE.includes(fault.kind)) throw error;
  }
}

/** Whether a sentence of SQLite is about pages that are not what was written. */
export function isDamage(sentence: string): boolean {
  return /database disk image is malformed|file is not a database|SQLITE_(CORRUPT|NOTADB)/.test(sentence);
}

/** What a check of SQLite found, without the line above it that names no table. */
export function withoutHeading(found: string): string {
  return found.replace(/^\*\*\* in database \w+ \*\*\*\n/, "");
}

const LOST = /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|HRANA_WEBSOCKET_ERROR|SERVER_ERROR)$/;

/** The network between us and a database server; `pg` and `fetch` tell these by their sentences only. */
function connectionFault(error: Error): DbFault | null {
  if ("code" in error && typeof error.code === "string" && LOST.test(error.code)) return { kind: "io" };
  if (/^(timeout exceeded when trying to connect|Too many wait for a connection)$/.test(error.message)) {
    return { kind: "busy" };
  }
  if (
    /^Connection terminated|^Client has encountered a connection error|^Client was closed|^error sending request/
      .test(error.message)
  ) {
    return { kind: "io" };
  }
  return null;
}

/** SQLite's own sentences are stable, and the only thing all its drivers hand on. */
const SQLITE_SENTENCES: [RegExp, (found: RegExpMatchArray) => DbFault][] = [
  [
    /UNIQUE constraint failed: index '(.+?)'/,
    ([, constraint]) => ({ kind: "unique", columns: [], constraint }),
  ],
  [/UNIQUE constraint failed: (.+)/, ([, list]) => ({ kind: "unique", ...columnsOf(list) })],
  [/NOT NULL constraint failed: (.+)/, ([, list]) => ({ kind: "not_null", ...columnsOf(list) })],
  [/CHECK constraint failed: (.+)/, ([, constraint]) => ({ kind: "check", constraint })],
  [/FOREIGN KEY constraint failed/, () => ({ kind: "foreign_key" })],
  [/database (table |schema )?is locked|SQLITE_BUSY|SQLITE_LOCKED/, () => ({ kind: "busy" })],
  [/database or disk is full|SQLITE_FULL/, () => ({ kind: "full" })],
  [/attempt to write a readonly database|SQLITE_READONLY/, () => ({ kind: "readonly" })],
  [
    /disk I\/O error|database disk image is malformed|unable to open database|file is not a database|SQLITE_(IOERR|CORRUPT|CANTOPEN|NOTADB)/,
    () => ({ kind: "io" }),
  ],
];

function sqliteFault(error: Error): DbFault | null {
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  const said = `${code} ${error.message}`;
  for (const [sentence, fault] of SQLITE_SENTENCES) {
    const found = said.match(sentence);
    if (found) return fault(found);
  }
  return null;
}

/** `client.email, client.kind` → `{ table: "client", columns: ["email", "kind"] }`. */
function columnsOf(list = ""): { table?: string; columns: string[] } {
  const names = list.split(", ").map((name) => name.trim().split("."));
  return { table: names[0]?.[0], columns: names.map((name) => name[1] ?? "") };
}
