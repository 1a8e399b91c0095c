import type { Ctx } from "../context.ts";
import type { FieldError } from "../lib/app_error.ts";
import { asWritten } from "../exports/csv.ts";
import { decode, encodingOf, separatorOf } from "./decode.ts";
import { type FileEncoding, MOST_BYTES, MOST_COLUMNS, type SeparatorName } from "./import.ts";
import { firstRecords, UnreadableTable } from "./reading.ts";

export interface FileReading {
  encoding: FileEncoding;
  separator: SeparatorName;
}

/** How a file that nobody has said anything about is to be read, and its headings; or why it cannot be. */
export async function examine(
  bytes: Uint8Array,
): Promise<{ refusal: FieldError } | FileReading & { headings: string[] }> {
  if (bytes.length === 0) return { refusal: { code: "import_file_missing" } };
  if (bytes.length > MOST_BYTES) {
    return { refusal: { code: "import_too_large", params: { megabytes: MOST_BYTES / 1_048_576 } } };
  }
  const encoding = encodingOf(bytes);
  const text = decode(bytes, encoding);
  if (text.slice(0, 10_000).includes("\0") || text.startsWith("PK\u0003\u0004")) {
    return { refusal: { code: "import_not_text" } };
  }
  const separator = separatorOf(text);
  const table = await headingsOf(text, separator);
  return "refusal" in table ? table : { encoding, separator, ...table };
}

/** The headings of a text read with a separator, or why there are none. */
export async function headingsOf(
  text: string,
  separator: SeparatorName,
): Promise<{ refusal: FieldError } | { headings: string[] }> {
  try {
    const [headings, first] = await firstRecords(text, separator, 2);
    if (!headings || !first) return { refusal: { code: "import_empty" } };
    if (headings.length > MOST_COLUMNS) {
      return { refusal: { code: "import_too_wide", params: { limit: MOST_COLUMNS } } };
    }
    return { headings: headings.map((one) => asWritten(one).trim().slice(0, 100)) };
  } catch (error) {
    if (error instanceof UnreadableTable) return { refusal: { code: "import_unreadable" } };
    throw error;
  }
}

/** The text of an uploaded file. @throws Error when the private store has lost it */
export async function textOf(
  ctx: Ctx,
  run: { file_hash: string; encoding: FileEncoding },
): Promise<string> {
  const bytes = await ctx.files.read(run.file_hash);
  if (!bytes) throw new Error(`The imported file ${run.file_hash} is gone`);
  return decode(bytes, run.encoding);
}
