import { configure, dispose, getConsoleSink, getLogger, type LogLevel, type Sink } from "@logtape/logtape";
import { getLevelFilter, jsonLinesFormatter, withFilter } from "@logtape/logtape";
import { getTimeRotatingFileSink } from "@logtape/file";

/** At the longest; the shop says how long within that. */
const KEEP_DAYS_MS = 366 * 86_400_000;
const DAILY_FILE = /^(?:app|email|error)-(\d{4}-\d{2}-\d{2})\.log$/;

/**
 * Opens `app-<day>.log`, `email-<day>.log` and `error-<day>.log` (JSON lines) below `dir`; without a folder only the console is
 * used. Everything goes to the app file, mails to the e-mail file, errors to the error file as well.
 */
export async function openLogs(
  options: { dir: string | null; level: LogLevel; console: boolean },
): Promise<void> {
  const sinks: Record<string, Sink> = {};
  if (options.console) sinks.console = getConsoleSink();
  if (options.dir !== null) {
    await Deno.mkdir(options.dir, { recursive: true });
    sinks.app = daily(options.dir, "app");
    sinks.email = daily(options.dir, "email");
    sinks.error = withFilter(daily(options.dir, "error"), getLevelFilter("error"));
  }
  const shared = Object.keys(sinks).filter((name) => name !== "email");
  await configure({
    reset: true,
    sinks,
    loggers: [
      { category: ["reparo"], lowestLevel: options.level, sinks: shared },
      { category: ["reparo", "email"], lowestLevel: options.level, sinks: sinks.email ? ["email"] : [] },
      { category: ["logtape", "meta"], lowestLevel: "warning", sinks: shared },
    ],
  });
}

/** Removes the files of days that ended before `before` (UTC ms); answers how many. */
export async function sweepLogs(dir: string, before: number): Promise<number> {
  let swept = 0;
  for await (const { name, isFile } of Deno.readDir(dir)) {
    const [, day] = DAILY_FILE.exec(name) ?? [];
    if (!isFile || day === undefined || Date.parse(`${day}T24:00:00Z`) > before) continue;
    await Deno.remove(`${dir}/${name}`);
    swept += 1;
  }
  return swept;
}

/** Writes out what is buffered. */
export const closeLogs = dispose;

/** Properties are data, never part of the message: `log.info("Signed in", { userId })`. */
export const log = getLogger(["reparo"]);
export const emailLog = getLogger(["reparo", "email"]);

/** An error as properties; LogTape prints Error objects as `{}`. */
export function errorFacts(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { error: String(error) };
  const cause = error.cause instanceof Error ? error.cause.message : undefined;
  return { error: error.message, kind: error.name, stack: error.stack, ...(cause ? { cause } : {}) };
}

function daily(dir: string, name: string): Sink {
  return getTimeRotatingFileSink({
    directory: dir,
    interval: "daily",
    filename: (date) => `${name}-${date.toISOString().slice(0, 10)}.log`,
    maxAgeMs: KEEP_DAYS_MS,
    formatter: jsonLinesFormatter,
    // Writing waits for the disk: off the main thread, and at most a second late.
    nonBlocking: true,
    bufferSize: 65_536,
    flushInterval: 1_000,
  });
}
