import { LOG_FILES, type LogFile } from "./component.ts";

const DAILY_FILE = /^(app|email|error)-(\d{4}-\d{2}-\d{2})\.log(\.gz)?$/;

/** One day of one of the logs. */
export interface DayFile {
  file: LogFile;
  /** `2026-11-27`, by the clock of the machine, as the sink parts its files. */
  day: string;
  compressed: boolean;
  path: string;
}

/** `2026-11-27`, of the machine's zone. */
export function localDay(date: Date): string {
  const two = (value: number) => String(value).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** The days of the logs in a folder, newest first; a day that is plain and compressed at once counts as plain. */
export async function dayFiles(dir: string): Promise<DayFile[]> {
  const known = new Map<string, DayFile>();
  for await (const { name, isFile } of readDir(dir)) {
    const [, file, day, gz] = DAILY_FILE.exec(name) ?? [];
    if (!isFile || day === undefined) continue;
    const one = { file: file as LogFile, day, compressed: gz !== undefined, path: `${dir}/${name}` };
    if (!one.compressed || !known.has(`${file} ${day}`)) known.set(`${file} ${day}`, one);
  }
  return [...known.values()].sort((a, b) =>
    b.day.localeCompare(a.day) || LOG_FILES.indexOf(a.file) - LOG_FILES.indexOf(b.file)
  );
}

/** Without the folder there are no files. */
async function* readDir(dir: string): AsyncIterable<Deno.DirEntry> {
  try {
    yield* Deno.readDir(dir);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
