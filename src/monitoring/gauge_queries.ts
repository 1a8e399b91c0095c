import { backupPulse } from "../backups/queries.ts";
import type { Db } from "../db/open.ts";
import { oldestDue } from "./readiness.ts";

const MOST_AGENTS = 50;
const MOST_PRINTERS = 100;

/** Of what is under way. */
export const DEPTH_STATES = {
  mails: ["queued", "sending", "unsure"],
  webhooks: ["waiting", "leased"],
  print_jobs: ["queued", "leased", "custody", "sending"],
} as const;
export const JOB_STATES = ["waiting", "leased", "dead"] as const;

export interface QueueDepth {
  queue: keyof typeof DEPTH_STATES;
  state: string;
  count: number;
  /** UTC ms of the oldest one. */
  oldest: number;
}

/** What only the database knows of how the shop is. */
export async function readGauges(db: Db, now: number) {
  const [jobs, oldestJobMs, mails, webhooks, prints, agents, printers, alerts, backups] = await Promise.all([
    jobDepths(db).execute(),
    oldestDue(db, now),
    mailDepths(db).execute(),
    webhookDepths(db).execute(),
    printDepths(db).execute(),
    livingAgents(db).execute(),
    activePrinters(db).execute(),
    openAlertCounts(db).execute(),
    backupPulse(db),
  ]);
  const depths: QueueDepth[] = [
    ...mails.map((row) => ({ queue: "mails" as const, ...numbers(row) })),
    ...webhooks.map((row) => ({ queue: "webhooks" as const, ...numbers(row) })),
    ...prints.map((row) => ({ queue: "print_jobs" as const, ...numbers(row) })),
  ];
  return {
    jobs: jobs.map(({ state, count }) => ({ state, count: Number(count) })),
    oldestJobMs,
    depths,
    agents,
    printers,
    alerts: alerts.map(({ kind, count }) => ({ kind, count: Number(count) })),
    backups,
  };
}

export type Gauges = Awaited<ReturnType<typeof readGauges>>;

export function jobDepths(db: Db) {
  return db.selectFrom("job").select(["state", (q) => q.fn.countAll<number>().as("count")])
    .where("state", "in", JOB_STATES).groupBy("state");
}

export function mailDepths(db: Db) {
  return db.selectFrom("message")
    .select(["state", (q) => q.fn.countAll<number>().as("count"), (q) => q.fn.min("created_at").as("oldest")])
    .where("state", "in", DEPTH_STATES.mails).groupBy("state");
}

export function webhookDepths(db: Db) {
  return db.selectFrom("webhook_delivery")
    .select(["state", (q) => q.fn.countAll<number>().as("count"), (q) => q.fn.min("created_at").as("oldest")])
    .where("state", "in", DEPTH_STATES.webhooks).groupBy("state");
}

export function printDepths(db: Db) {
  return db.selectFrom("print_job")
    .select(["state", (q) => q.fn.countAll<number>().as("count"), (q) => q.fn.min("created_at").as("oldest")])
    .where("state", "in", DEPTH_STATES.print_jobs).groupBy("state");
}

function livingAgents(db: Db) {
  return db.selectFrom("agent").select(["id", "name", "last_seen_at"]).where("revoked_at", "is", null)
    .orderBy("id").limit(MOST_AGENTS);
}

function activePrinters(db: Db) {
  return db.selectFrom("printer").select(["id", "name", "ok", "paused"]).where("active", "=", 1)
    .orderBy("id").limit(MOST_PRINTERS);
}

function openAlertCounts(db: Db) {
  return db.selectFrom("alert").select(["kind", (q) => q.fn.countAll<number>().as("count")])
    .where("closed_at", "is", null).groupBy("kind");
}

function numbers(row: { state: string; count: number; oldest: number | null }) {
  return { state: row.state, count: Number(row.count), oldest: Number(row.oldest ?? 0) };
}
