import type { Ctx } from "../context.ts";
import { requirePermission } from "../auth/permissions.ts";
import { notFound } from "../lib/app_error.ts";
import { instantOf } from "../lib/dates.ts";
import { linesBackwards, type Looked } from "./backwards.ts";
import { LOG_LEVELS, type LogComponent, type LogFile } from "./component.ts";
import { type DayFile, dayFiles } from "./files.ts";
import type { LogFilter, LogPlace } from "./filter.ts";

const PAGE_LINES = 100;
/** So much text is looked through for one page; then the page says how far it has got. */
const MOST_BYTES = 48 * 1_048_576;
const DAY_MS = 86_400_000;

export interface LogLine extends LogPlace {
  /** UTC ms. */
  time: number;
  level: string;
  component: LogComponent;
  message: string;
  requestId: string;
  user: string;
  /** What else it tells. */
  facts: Record<string, unknown>;
}

export interface LogPage {
  lines: LogLine[];
  /** From where on the next page goes, null at the beginning of the logs. */
  next: LogPlace | null;
  /** The look ended before the page was full: there may be more. */
  cutShort: boolean;
}

/** A page of the newest lines that fit, read from the end of the files. @throws AppError forbidden */
export async function searchLogs(
  ctx: Ctx,
  { dir, filter, timeZone, limit = PAGE_LINES }: {
    dir: string;
    filter: LogFilter;
    timeZone: string;
    limit?: number;
  },
): Promise<LogPage> {
  requirePermission(ctx.actor, "logs.read");
  const fits = test(filter, timeZone);
  const looked: Looked = { bytes: 0 };
  const lines: LogLine[] = [];
  for (const day of daysWithin(await dayFiles(dir), filter)) {
    const before = day.day === filter.before?.day ? filter.before.at : null;
    for await (const { text, at } of linesBackwards(day, { before, looked })) {
      const place = { day: day.day, at };
      const line = fits(text, place);
      if (line) lines.push(line);
      if (lines.length >= limit) return { lines, next: place, cutShort: false };
      if (looked.bytes >= MOST_BYTES) return { lines, next: place, cutShort: true };
    }
  }
  return { lines, next: null, cutShort: false };
}

/** The days there are, newest first. @throws AppError forbidden */
export async function logDays(ctx: Ctx, dir: string): Promise<DayFile[]> {
  requirePermission(ctx.actor, "logs.read");
  return await dayFiles(dir);
}

/** One day of a log. @throws AppError forbidden, not_found */
export async function logDay(
  ctx: Ctx,
  { dir, file, day }: { dir: string; file: string; day: string },
): Promise<DayFile> {
  const found = (await logDays(ctx, dir)).find((one) => one.file === file && one.day === day);
  if (!found) throw notFound();
  return found;
}

/** Another text means that lines came: where the newest day of a log ends. */
export async function logMark(dir: string, file: LogFile): Promise<string> {
  const [newest] = (await dayFiles(dir)).filter((one) => one.file === file);
  return newest ? `${newest.day}.${(await Deno.stat(newest.path)).size}` : "";
}

/** A day of the machine's clock may be the day before or after on the branch's. */
function daysWithin(days: readonly DayFile[], { file, from, to, before }: LogFilter): DayFile[] {
  const least = from === null ? "" : shifted(from, -1);
  const last = to === null ? "9999" : shifted(to, 1);
  return days.filter((one) =>
    one.file === file && one.day >= least && one.day <= last && (before === null || one.day <= before.day)
  );
}

function shifted(moment: string, days: number): string {
  return new Date(Date.parse(`${moment.slice(0, 10)}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** Whether a line fits; the cheap looks at its text come first, most lines are never parsed. */
function test(filter: LogFilter, timeZone: string): (text: string, place: LogPlace) => LogLine | null {
  const words = filter.text.toLowerCase();
  const from = filter.from === null ? -Infinity : instantOf(filter.from, timeZone);
  const to = filter.to === null ? Infinity : instantOf(filter.to, timeZone) + 59_999;
  const least = filter.level === null ? 0 : LOG_LEVELS.indexOf(filter.level);
  return (text, place) => {
    if (filter.request !== "" && !text.includes(filter.request)) return null;
    if (filter.user !== null && !text.includes(filter.user)) return null;
    if (words !== "" && !text.toLowerCase().includes(words)) return null;
    const line = parsed(text, place);
    if (!line || line.time < from || line.time > to) return null;
    if (rank(line.level) < least) return null;
    if (filter.component !== null && line.component !== filter.component) return null;
    if (filter.user !== null && line.user !== filter.user) return null;
    return filter.request === "" || line.requestId.endsWith(filter.request) ? line : null;
  };
}

function rank(level: string): number {
  return level === "fatal" ? LOG_LEVELS.length : LOG_LEVELS.indexOf(level as (typeof LOG_LEVELS)[number]);
}

interface WrittenLine {
  "@timestamp": string;
  level: string;
  message: string;
  logger: string;
  properties: Record<string, unknown>;
}

/** Null for what is no line of ours: a crash may leave half a one. */
function parsed(text: string, place: LogPlace): LogLine | null {
  let line: WrittenLine;
  try {
    line = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
  if (typeof line?.logger !== "string" || typeof line.level !== "string") return null;
  const { requestId, user, ...facts } = line.properties ?? {};
  const [, component = "server"] = line.logger.split(".");
  return {
    ...place,
    time: Date.parse(line["@timestamp"]),
    level: line.level === "WARN" ? "warning" : line.level.toLowerCase(),
    component: component as LogComponent,
    message: String(line.message),
    requestId: String(requestId ?? ""),
    user: String(user ?? ""),
    facts,
  };
}
