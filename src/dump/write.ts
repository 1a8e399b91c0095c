import { createHash } from "node:crypto";
import { auditHead } from "../audit/verify_queries.ts";
import type { Ctx } from "../context.ts";
import { inSnapshot } from "../db/snapshot.ts";
import { hmac } from "../lib/token.ts";
import {
  DUMP_FORMAT,
  DUMP_VERSION,
  fileEntry,
  type Manifest,
  MANIFEST_ENTRY,
  tableEntry,
} from "./manifest.ts";
import { type AnyDb, anyTables, type DumpTable, dumpTables, rowsOf, schemaOf } from "./tables_queries.ts";
import { type Zip, zipInto } from "./zip.ts";

/** Rows that are read at a time. */
const READ_ROWS = 500;

export interface Dumped {
  tables: number;
  rows: number;
  files: number;
}

/**
 * Writes the whole shop into a stream: every table as of one instant, every file of the private store, and last what that was.
 * Nothing is held but what is read at a time, and nobody waits for it.
 */
export async function writeDump(ctx: Ctx, to: WritableStream<Uint8Array>): Promise<Dumped> {
  const zip = await zipInto(to);
  const tables = await dumpTables(ctx);
  const manifest: Manifest = {
    format: DUMP_FORMAT,
    version: DUMP_VERSION,
    created_at: ctx.now,
    schema: await schemaOf(ctx.db),
    key_check: keyCheck(ctx.secretKey),
    audit_head: null,
    tables: [],
    files: [],
  };
  await inSnapshot(ctx, async (db) => {
    manifest.audit_head = await auditHead(db);
    for (const table of tables) manifest.tables.push(await addTable(zip, anyTables(db), table));
  });
  for await (const hash of ctx.files.list()) {
    const size = await addFile(zip, ctx, hash);
    if (size !== null) manifest.files.push({ hash, size });
  }
  await zip.add(MANIFEST_ENTRY, new Blob([JSON.stringify(manifest, null, 1)]).stream(), { packed: true });
  await zip.end();
  return {
    tables: manifest.tables.length,
    rows: manifest.tables.reduce((sum, { rows }) => sum + rows, 0),
    files: manifest.files.length,
  };
}

/** Whether two shops seal with the same key, told without telling the key. */
export function keyCheck(secretKey: string): string {
  return hmac(secretKey, "dump");
}

async function addTable(zip: Zip, db: AnyDb, table: DumpTable): Promise<Manifest["tables"][number]> {
  const hash = createHash("sha256");
  const encoder = new TextEncoder();
  let rows = 0;
  const lines = async function* () {
    let text = "";
    for await (const row of rowsOf(db, table).stream(READ_ROWS)) {
      rows++;
      text += `${JSON.stringify(row)}\n`;
      if (text.length < 65_536) continue;
      yield encoder.encode(text);
      text = "";
    }
    if (text !== "") yield encoder.encode(text);
  };
  const hashed = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      hash.update(chunk);
      controller.enqueue(chunk);
    },
  });
  const content = ReadableStream.from(lines()).pipeThrough(hashed);
  await zip.add(tableEntry(table.name), content, { packed: true });
  return { name: table.name, rows, sha256: hash.digest("hex") };
}

/** Null for a file that was removed while the dump was made: no row names it any more. */
async function addFile(zip: Zip, ctx: Ctx, hash: string): Promise<number | null> {
  const content = await ctx.files.stream(hash);
  if (!content) return null;
  let size = 0;
  const measured = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array>({
    transform(chunk, controller) {
      size += chunk.length;
      controller.enqueue(chunk);
    },
  });
  await zip.add(fileEntry(hash), content.pipeThrough(measured), { packed: false });
  return size;
}
