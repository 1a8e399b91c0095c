import { encodingOf } from "../imports/decode.ts";
import { insertedRows } from "./statements.ts";
import type { Values } from "./records.ts";

/** The tables of Map-OS that are read; passwords, sessions and settings never are. */
const READ = [
  "clientes",
  "produtos",
  "os",
  "marcas",
  "equipamentos",
  "equipamentos_os",
  "produtos_os",
  "servicos_os",
  "anotacoes_os",
  "anexos",
  "lancamentos",
] as const;
export type MaposTable = (typeof READ)[number];
export type MaposData = Record<MaposTable, Values[]>;

/** What a dump of Map-OS's database says. @throws BrokenSql, Deno.errors.NotFound */
export async function readMapos(path: string): Promise<MaposData> {
  const data = Object.fromEntries(READ.map((table) => [table, [] as Values[]])) as MaposData;
  for await (const { table, values } of insertedRows(await textOf(path))) {
    if (Object.hasOwn(data, table)) data[table as MaposTable].push(values);
  }
  return data;
}

async function textOf(path: string): Promise<AsyncIterable<string>> {
  const file = await Deno.open(path);
  const start = new Uint8Array(65_536);
  const length = await file.read(start) ?? 0;
  await file.seek(0, Deno.SeekMode.Start);
  // A character may be cut in two where the sample ends.
  const encoding = encodingOf(start.subarray(0, Math.max(0, length - 4)));
  return file.readable.pipeThrough(new TextDecoderStream(encoding));
}
