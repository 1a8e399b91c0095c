import type { BackupPulse } from "../backups/queries.ts";
import { FILES_PERCENT } from "../alerts/shop_watch.ts";
import type { Gauges } from "./gauge_queries.ts";
import type { Check, CheckState, Readiness } from "./readiness.ts";

export const PARTS = [
  "database",
  "disk",
  "files",
  "queue",
  "dead_jobs",
  "mails",
  "webhooks",
  "printing",
  "backups",
] as const;
export type PartName = (typeof PARTS)[number];

/** One part of the system: green, amber or red, and the figure that its sentence names. */
export interface Part {
  name: PartName;
  state: CheckState;
  /** Bytes, milliseconds or a count, as the part has it. */
  value: number;
  /** What the figure may come to, null for no limit; of `files`. */
  most?: number | null;
  /** Code of why it is not well, where that is known and no figure says it. */
  reason?: string;
}

const HOUR = 3_600_000;
/** A print service that was not heard of for so long is silent. */
export const SILENT_MS = 2 * 60_000;

/** What each part comes to. */
export function partsOf(
  readiness: Readiness,
  gauges: Gauges,
  { files, now }: { files: KeptFiles; now: number },
): Part[] {
  const { database, migrations, disk, queue } = readiness.checks;
  const dead = gauges.jobs.find(({ state }) => state === "dead")?.count ?? 0;
  return [
    {
      name: "database",
      state: worst(database.state, migrations.state),
      value: database.value ?? 0,
      reason: database.reason ?? migrations.reason,
    },
    measured("disk", disk),
    kept(files),
    measured("queue", queue),
    { name: "dead_jobs", state: dead > 0 ? "slow" : "ok", value: dead },
    waiting("mails", gauges, now),
    waiting("webhooks", gauges, now),
    printing(gauges, now),
    backups(gauges.backups, now),
  ];
}

/** What could not be measured has no figure to tell. */
function measured(name: "disk" | "queue", { state, value, reason }: Check): Part {
  return value === undefined ? { name, state, value: 0, reason } : { name, state, value };
}

/** Bytes. */
export interface KeptFiles {
  used: number;
  /** Null for as much as the disk takes. */
  allowed: number | null;
}

function kept({ used, allowed }: KeptFiles): Part {
  const share = allowed === null ? 0 : used / allowed * 100;
  const state = share >= 100 ? "failed" : share >= FILES_PERCENT ? "slow" : "ok";
  return { name: "files", state, value: used, most: allowed };
}

/** Amber after an hour, red after half a day. */
function waiting(name: "mails" | "webhooks", { depths }: Gauges, now: number): Part {
  const ages = depths.filter(({ queue, state }) => queue === name && state !== "unsure")
    .map(({ oldest }) => now - oldest);
  const value = Math.max(0, ...ages);
  return { name, state: value > 12 * HOUR ? "failed" : value > HOUR ? "slow" : "ok", value };
}

/** The figure is how many do not print, or are silent. */
function printing({ agents, printers }: Gauges, now: number): Part {
  const silent =
    agents.filter(({ last_seen_at }) => last_seen_at !== null && now - last_seen_at > SILENT_MS).length;
  const value = silent + printers.filter(({ ok, paused }) => ok !== 1 || paused === 1).length;
  const all = agents.length > 0 && silent === agents.length;
  return { name: "printing", state: all ? "failed" : value > 0 ? "slow" : "ok", value };
}

/** The figure is the age of the last good one, -1 where there is none. */
function backups({ takenAt, drill, failed }: BackupPulse, now: number): Part {
  if (takenAt === null) return { name: "backups", state: "failed", value: -1 };
  const value = now - takenAt;
  const bad = value > 36 * HOUR || drill?.ok === false;
  return { name: "backups", state: bad ? "failed" : failed || drill === null ? "slow" : "ok", value };
}

function worst(...states: CheckState[]): CheckState {
  return states.includes("failed") ? "failed" : states.includes("slow") ? "slow" : "ok";
}
