import { nodeSqliteEngine } from "../../src/db/embedded/engine.ts";

/** Overwrites a page in the middle of a table of a database file that nobody has open. */
export async function damageTable(path: string, table: string): Promise<void> {
  const engine = (await nodeSqliteEngine())(path);
  engine.exec("pragma wal_checkpoint(truncate)");
  const [[page = 0, size = 0] = []] = engine.prepare(
    `select max(pageno), (select page_size from pragma_page_size) from dbstat where name = '${table}'`,
  ).all([]);
  engine.close();
  const file = await Deno.open(path, { write: true });
  await file.seek((Number(page) - 1) * Number(size), Deno.SeekMode.Start);
  await file.write(new Uint8Array(Number(size)).fill(0xa5));
  file.close();
}
