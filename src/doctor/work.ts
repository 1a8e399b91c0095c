import type { Shop } from "../admin/shop.ts";
import { backupPulse, currentKey } from "../backups/queries.ts";
import { backupTroubles } from "../backups/watch_queries.ts";
import type { Config } from "../config.ts";
import type { Db } from "../db/open.ts";
import type { Locale } from "../lib/locale.ts";
import { readGauges } from "../monitoring/gauge_queries.ts";
import { SILENT_MS } from "../monitoring/status.ts";
import { FAILURES_TO_TELL } from "../tasks/task.ts";
import { listTasks } from "../tasks/queries.ts";
import { listEndpoints } from "../webhooks/queries.ts";
import { type Finding, finding, type FindingCode } from "./finding.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

export interface Shift {
  db: Db;
  shop: Shop;
  now: number;
  locale: Locale;
  /** Without a server nothing is done by the clock, and no print service is heard. */
  running: boolean;
}

const TROUBLES = [
  "backup_old",
  "backup_failed",
  "drill_old",
  "drill_failed",
] as const satisfies FindingCode[];

/** The age of the last backup and drill, and whether they went well. */
export async function lookAtBackups({ db, now }: Shift, config: Config): Promise<Finding[]> {
  const untakeable = config.DATABASE_URL.startsWith("postgres") && config.BACKUP_PG_DUMP === undefined
    ? [finding("pg_dump_missing")]
    : [];
  if (!await currentKey(db)) return [finding("backups_no_key"), ...untakeable];
  const troubles = await backupTroubles({ db, now });
  const told = TROUBLES.flatMap((code) => {
    const found = troubles.find(({ kind }) => kind === code);
    if (!found) return [];
    const { since = now, reason = "" } = found.facts;
    return [finding(code, { days: Math.max(0, Math.floor((now - since) / DAY)), reason })];
  });
  if (told.length + untakeable.length > 0) return [...told, ...untakeable];
  const { takenAt, drill } = await backupPulse(db);
  if (takenAt === null || drill === null) return [finding(takenAt === null ? "backup_none" : "drill_none")];
  const hours = (at: number) => Math.round((now - at) / HOUR);
  return [finding("backups_ok", { hours: hours(takenAt), drill_hours: hours(drill.at) })];
}

/** Printing, webhooks, what is done by the clock, and what waits. */
export async function lookAtWork(shift: Shift): Promise<Finding[]> {
  if (shift.shop.organization === null) return [finding("no_shop")];
  const [gauges, endpoints, tasks] = await Promise.all([
    readGauges(shift.db, shift.now),
    listEndpoints(shift),
    shift.running ? lookAtTasks(shift) : [],
  ]);
  const stopped = endpoints.filter((one) => one.stopped !== null)
    .map(({ url }) => finding("webhook_stopped", { host: new URL(url).host }));
  const dead = gauges.jobs.find(({ state }) => state === "dead")?.count ?? 0;
  const mails = gauges.depths.filter(({ queue, state }) => queue === "mails" && state !== "unsure")
    .map(({ oldest }) => shift.now - oldest);
  const wait = Math.max(0, ...mails);
  const found = [
    ...lookAtPrinting(gauges, shift),
    ...stopped,
    ...tasks,
    ...(dead > 0 ? [finding("jobs_dead", { count: dead })] : []),
    ...(wait > HOUR ? [finding("mails_waiting", { hours: Math.round(wait / HOUR) })] : []),
  ];
  return found.length > 0 ? found : [finding("work_ok")];
}

function lookAtPrinting(
  { agents, printers }: Awaited<ReturnType<typeof readGauges>>,
  { now, running }: Shift,
): Finding[] {
  if (!running) return [];
  const silent = agents.flatMap(({ name, last_seen_at: seen }) =>
    seen !== null && now - seen > SILENT_MS
      ? [finding("agent_silent", { name, minutes: Math.round((now - seen) / 60_000) })]
      : []
  );
  return [
    ...silent,
    ...printers.filter(({ ok }) => ok !== 1).map(({ name }) => finding("printer_off", { name })),
  ];
}

async function lookAtTasks(shift: Shift): Promise<Finding[]> {
  const tasks = await listTasks(shift);
  return tasks.flatMap(({ kind, places }) => [
    ...(places.some(({ late }) => late) ? [finding("task_late", { task: kind })] : []),
    ...(places.some(({ failures }) => failures >= FAILURES_TO_TELL)
      ? [finding("task_failing", { task: kind })]
      : []),
  ]);
}
