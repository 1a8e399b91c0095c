import { createHash } from "node:crypto";
import { sql } from "kysely";
import { linkLoaded } from "../audit/record.ts";
import { auditHead } from "../audit/verify_queries.ts";
import type { Ctx } from "../context.ts";
import { sha256 } from "../files/store.ts";
import { conflict } from "../lib/app_error.ts";
import { readWhole } from "../lib/read_whole.ts";
import {
  ENTRY,
  fileEntry,
  type Manifest,
  MANIFEST_ENTRY,
  manifestSchema,
  MOST_FILE_BYTES,
  MOST_LINE_BYTES,
  MOST_MANIFEST_BYTES,
  tableEntry,
} from "./manifest.ts";
import { anyTables, type DumpTable, dumpTables, isEmpty, schemaOf } from "./tables_queries.ts";
import { keyCheck } from "./write.ts";
import { type OpenZip, openZip } from "./zip.ts";

/** A file that is no dump, or is damaged, or was tampered with. */
export class BadDump extends Error {
  override readonly name = "BadDump";
}

export interface Loaded {
  rows: number;
  files: number;
  /** Device secrets and links of the dump work here. */
  same_key: boolean;
}

/**
 * Brings a dump into a shop where nothing is yet. Files come first, then tables in batches: what breaks off half way leaves a shop
 * that is not empty, to be thrown away.
 * @throws BadDump; AppError conflict `shop_not_empty`, `dump_other_schema`, `dump_other_key` unless `anotherKey`
 */
export async function loadDump(
  ctx: Ctx,
  path: string,
  { anotherKey }: { anotherKey: boolean },
): Promise<Loaded> {
  await using zip = await opened(path);
  const manifest = await manifestOf(zip);
  const tables = await dumpTables(ctx);
  if (!await isEmpty(ctx.db, tables)) throw conflict("shop_not_empty");
  if (JSON.stringify(manifest.schema) !== JSON.stringify(await schemaOf(ctx.db))) {
    throw conflict("dump_other_schema");
  }
  const same_key = manifest.key_check === keyCheck(ctx.secretKey);
  if (!same_key && !anotherKey) throw conflict("dump_other_key");
  for (const { hash, size } of manifest.files) await loadFile(ctx, zip, { hash, size });
  let rows = 0;
  for (const table of tables) {
    const told = manifest.tables.find(({ name }) => name === table.name);
    if (!told) throw new BadDump(`${table.name} is missing`);
    rows += await loadTable(ctx, zip, { table, told });
  }
  await linkLoaded(ctx);
  if (JSON.stringify(await auditHead(ctx.db)) !== JSON.stringify(manifest.audit_head)) {
    throw new BadDump("the audit log is not what it was");
  }
  ctx.live.changed("shop");
  return { rows, files: manifest.files.length, same_key };
}

async function opened(path: string): Promise<OpenZip> {
  try {
    return await openZip(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) throw error;
    throw new BadDump("the file is no zip, or is damaged", { cause: error });
  }
}

/** What the dump says of itself, and nothing beside that. */
async function manifestOf(zip: OpenZip): Promise<Manifest> {
  const strange = zip.names.find((name) => !ENTRY.test(name));
  if (strange !== undefined) throw new BadDump(`${strange.slice(0, 100)} is no part of a dump`);
  if (!zip.names.includes(MANIFEST_ENTRY)) {
    throw new BadDump("the dump has no manifest: it was not written to its end");
  }
  const text = new TextDecoder().decode(await entryBytes(zip.read(MANIFEST_ENTRY), MOST_MANIFEST_BYTES));
  const read = manifestSchema.safeParse(parsed(text));
  if (!read.success) throw new BadDump("the manifest is not one of this version");
  return read.data;
}

async function loadFile(ctx: Ctx, zip: OpenZip, { hash, size }: Manifest["files"][number]): Promise<void> {
  const bytes = await entryBytes(zip.read(fileEntry(hash)), Math.min(size, MOST_FILE_BYTES));
  if (bytes.length !== size || await sha256(bytes) !== hash) throw new BadDump(`the file ${hash} is damaged`);
  await ctx.files.put(bytes);
}

async function entryBytes(
  content: ReadableStream<Uint8Array>,
  most: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const tooLong = () => new BadDump("an entry is longer than it says");
  return await readWhole(checked(content), { most, tooLong });
}

/** Most values that a statement takes on each engine, and then some to spare. */
const MOST_VALUES = 20_000;
const MOST_ROWS = 200;

interface Told {
  table: DumpTable;
  told: Manifest["tables"][number];
}

async function loadTable(ctx: Ctx, zip: OpenZip, { table, told }: Told): Promise<number> {
  const hash = createHash("sha256");
  const size = Math.max(1, Math.min(MOST_ROWS, Math.floor(MOST_VALUES / table.columns.length)));
  let [rows, batch] = [0, [] as Record<string, unknown>[]];
  const write = async () => {
    if (batch.length === 0) return;
    await anyTables(ctx.db).insertInto(table.name).values(batch).execute();
    batch = [];
  };
  for await (const line of linesOf(zip.read(tableEntry(table.name)), (chunk) => hash.update(chunk))) {
    batch.push(rowOf(line, table));
    rows++;
    if (batch.length === size) await write();
  }
  await write();
  if (rows !== told.rows || hash.digest("hex") !== told.sha256) throw new BadDump(`${table.name} is damaged`);
  if (table.sequence && ctx.flavour === "postgres" && rows > 0) await carryOn(ctx, table.name);
  return rows;
}

async function* linesOf(
  content: ReadableStream<Uint8Array>,
  seen: (chunk: Uint8Array) => void,
): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let rest = "";
  for await (const chunk of checked(content)) {
    seen(chunk);
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    if (rest.length > MOST_LINE_BYTES) throw new BadDump("a row is longer than any can be");
    yield* lines;
  }
  if (rest !== "") throw new BadDump("the last row is not whole");
}

/** What the zip itself finds wrong is a bad dump too. */
async function* checked(content: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* content;
  } catch (error) {
    if (error instanceof BadDump) throw error;
    throw new BadDump("an entry is damaged", { cause: error });
  }
}

function rowOf(line: string, { name, columns }: DumpTable): Record<string, unknown> {
  const row = parsed(line);
  if (typeof row !== "object" || row === null || Array.isArray(row)) {
    throw new BadDump(`${name} has what is no row`);
  }
  const entries = Object.entries(row);
  if (entries.length !== columns.length || entries.some(([column]) => !columns.includes(column))) {
    throw new BadDump(`${name} has other columns`);
  }
  if (entries.some(([, value]) => value !== null && typeof value !== "string" && typeof value !== "number")) {
    throw new BadDump(`${name} has a value of another kind`);
  }
  return row as Record<string, unknown>;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) throw new BadDump("what should be JSON is none", { cause: error });
    throw error;
  }
}

/** Postgres counts on behind the highest number that came in. */
async function carryOn({ db }: Ctx, table: string): Promise<void> {
  await sql`select setval(pg_get_serial_sequence(${`"${table}"`}, 'seq'), (select max(seq) from ${
    sql.table(table)
  }))`.execute(db);
}
