import { type SeparatorName, SEPARATORS } from "./import.ts";

/** What cannot be read as a table at all. */
export class UnreadableTable extends Error {
  override readonly name = "UnreadableTable";
}

const LONGEST_RECORD = 1_000_000;

/** The records of a text, headings first; blank lines are left out, rows may be shorter or longer. @throws UnreadableTable */
export async function* records(text: string, separator: SeparatorName): AsyncGenerator<string[]> {
  const { parse } = await import("csv-parse");
  const parser = parse(text, {
    delimiter: SEPARATORS[separator],
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: LONGEST_RECORD,
  });
  try {
    for await (const record of parser) yield record as string[];
  } catch (error) {
    if (error instanceof Error && "code" in error && String(error.code).startsWith("CSV_")) {
      throw new UnreadableTable(error.message, { cause: error });
    }
    throw error;
  }
}

/** The first `limit` records. @throws UnreadableTable */
export async function firstRecords(
  text: string,
  separator: SeparatorName,
  limit: number,
): Promise<string[][]> {
  const first: string[][] = [];
  for await (const record of records(text, separator)) {
    first.push(record);
    if (first.length >= limit) break;
  }
  return first;
}

/** How many records there are. @throws UnreadableTable */
export async function countRecords(text: string, separator: SeparatorName): Promise<number> {
  let count = 0;
  for await (const _ of records(text, separator)) count++;
  return count;
}
