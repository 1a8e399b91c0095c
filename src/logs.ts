import { AsyncLocalStorage } from "node:async_hooks";
import { configure, dispose, getConsoleSink, getLogger, type Logger, type Sink } from "@logtape/logtape";
import { getLevelFilter, jsonLinesFormatter, withFilter } from "@logtape/logtape";
import { getTimeRotatingFileSink } from "@logtape/file";
import { LOG_COMPONENTS, type LogComponent, type LogFile, type LogLevelName } from "./logs/component.ts";
import { isWritten, setUsualLevel } from "./logs/levels.ts";
import { inert, type LogFacts, prettyLine, writable } from "./logs/line.ts";
import { localDay } from "./logs/files.ts";

/** At the longest; the shop says how long within that. */
const KEEP_DAYS_MS = 366 * 86_400_000;

export interface LogOptions {
  /** Where the files are; none without it. */
  dir: string | null;
  level: LogLevelName;
  console: "off" | "pretty" | "json";
  /** Gets each line as well, as it may be written. */
  onLine?: (line: LogFacts) => void;
}

/** What every line of a request or job carries. */
const around = new AsyncLocalStorage<Record<string, unknown>>();

/**
 * Opens `app-<day>.log`, `email-<day>.log` and `error-<day>.log` (JSON lines) below `dir`. Everything but mails goes to the app file, mails
 * to the e-mail file, errors to the error file as well. Secrets and personal data are left out of whatever is written.
 */
export async function openLogs(options: LogOptions): Promise<void> {
  const sinks: Record<string, Sink> = {};
  if (options.console !== "off") {
    const formatter = options.console === "pretty"
      ? prettyLine
      : (facts: LogFacts) => jsonLine(facts).trimEnd();
    sinks.console = getConsoleSink({ formatter: (record) => [formatter(record)] });
  }
  const { onLine } = options;
  if (onLine) sinks.line = (record) => onLine(writable(record));
  if (options.dir !== null) {
    await Deno.mkdir(options.dir, { recursive: true });
    sinks.app = daily(options.dir, "app");
    sinks.email = daily(options.dir, "email");
    sinks.error = withFilter(daily(options.dir, "error"), getLevelFilter("error"));
  }
  setUsualLevel(options.level);
  const shared = Object.keys(sinks).filter((name) => name !== "email");
  const mails = Object.keys(sinks).filter((name) => name !== "app");
  const filters = ["levels"];
  await configure({
    reset: true,
    contextLocalStorage: around,
    sinks,
    filters: {
      levels: ({ category, level, timestamp }) => isWritten(category[1] ?? "server", level, timestamp),
    },
    loggers: [
      ...LOG_COMPONENTS.map((component) => ({
        category: ["reparo", component],
        lowestLevel: "debug" as const,
        filters,
        sinks: component === "email" ? mails : shared,
      })),
      { category: ["logtape", "meta"], lowestLevel: "warning", sinks: shared },
    ],
  });
}

/** Writes out what is buffered. */
export const closeLogs = dispose;

/** Properties are data, never part of the message: `log.info("Signed in", { userId })`. */
export function logOf(component: LogComponent): Logger {
  return getLogger(["reparo", component]);
}

/** Whatever is logged within `work` carries these facts. */
export function withLogFacts<T>(facts: Record<string, unknown>, work: () => T): T {
  return around.run({ ...facts }, work);
}

/** More facts for the lines to come of the request or job under way: who it is is known later than that it came. */
export function addLogFacts(facts: Record<string, unknown>): void {
  const known = around.getStore();
  if (known) Object.assign(known, facts);
}

/** An error as properties; LogTape prints Error objects as `{}`. */
export function errorFacts(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { error: String(error) };
  const cause = error.cause instanceof Error ? error.cause.message : undefined;
  return { error: error.message, kind: error.name, stack: error.stack, ...(cause ? { cause } : {}) };
}

function jsonLine(record: LogFacts): string {
  return inert(jsonLinesFormatter(writable(record) as Parameters<typeof jsonLinesFormatter>[0]));
}

function daily(dir: string, name: LogFile): Sink {
  return getTimeRotatingFileSink({
    directory: dir,
    interval: "daily",
    filename: (date) => `${name}-${localDay(date)}.log`,
    maxAgeMs: KEEP_DAYS_MS,
    formatter: jsonLine,
    // Writing waits for the disk: off the main thread, and at most a second late.
    nonBlocking: true,
    bufferSize: 65_536,
    flushInterval: 1_000,
  });
}
