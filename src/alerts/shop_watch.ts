import { backupTroubles } from "../backups/watch_queries.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import type { Alert, AlertKind } from "./alert.ts";
import { allowedBytes } from "../files/room.ts";
import { closeAlert, closeRecovered, type NewAlert, openAlert, remindOfAlerts } from "./commands.ts";
import { webhookTroubles } from "../webhooks/watch_queries.ts";
import { openAlerts } from "./queries.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** A disk counts as free again only so many percent above the limit, so that one around it is not told of for ever. */
const DISK_SLACK = 5;
/** Of what the shop's files may come to. */
export const FILES_PERCENT = 90;
/** A network may have many people behind it. */
const NETWORK_FACTOR = 3;
const MOST_LOGINS = 20;

const WATCHED: readonly AlertKind[] = [
  "disk_low",
  "files_full",
  "logins_failing",
  "jobs_dead",
  "webhook_stopped",
  "deliveries_dead",
  "backup_old",
  "backup_failed",
  "drill_old",
  "drill_failed",
];

type Wrong = Omit<NewAlert, "branchId">;

/**
 * Tells of a disk that is filling up or files that soon come to all they may, of accounts and networks with many failed sign-ins within an hour, and of jobs that were given up
 * within a day, of webhooks that were stopped or have deliveries given up, of backups that are old or went wrong, and once each is over; ends any other alert that has long been right, and reminds
 * of those that nobody took on. Answers how many alerts began, ended or were told again.
 */
export async function watchShop(ctx: Ctx): Promise<number> {
  // What concerns the whole shop is told in its first branch.
  const branchId = ctx.shop.branches.find(({ active }) => active)?.id;
  if (branchId === undefined) return 0;
  const open = (await openAlerts(ctx.db)).filter(({ kind }) => WATCHED.includes(kind));
  const wrong = [
    ...await disk(ctx, open),
    ...files(ctx, open),
    ...await logins(ctx),
    ...await deadJobs(ctx),
    ...await webhookTroubles(ctx),
    ...await backupTroubles(ctx),
  ];
  let changed = 0;
  for (
    const one of wrong.filter((it) => !open.some((alert) => isAbout(alert, it) && alert.rightSince === null))
  ) {
    if (await ctx.db.transaction().execute((trx) => openAlert(trx, ctx, { ...one, branchId }))) changed++;
  }
  for (const alert of open.filter((it) => !wrong.some((one) => isAbout(it, one)))) {
    if (await ctx.db.transaction().execute((trx) => closeAlert(trx, ctx, alert))) changed++;
  }
  changed += await closeRecovered(ctx) + await remindOfAlerts(ctx);
  if (changed > 0) ctx.live.changed("jobs", `board:${branchId}`);
  return changed;
}

function isAbout(alert: Alert, { kind, subject }: Wrong): boolean {
  return alert.kind === kind && alert.subject.id === subject.id;
}

async function disk(ctx: Ctx, open: readonly Alert[]): Promise<Wrong[]> {
  const { free, total } = await ctx.files.space();
  const percent = Math.floor(free / Math.max(1, total) * 100);
  const isOpen = open.some(({ kind }) => kind === "disk_low");
  const limit = ctx.shop.settings.disk_low_percent + (isOpen ? DISK_SLACK : 0);
  if (percent >= limit) return [];
  return [{ kind: "disk_low", subject: { kind: "disk", id: "data", name: "" }, facts: { percent, free } }];
}

function files(ctx: Ctx, open: readonly Alert[]): Wrong[] {
  const allowed = allowedBytes(ctx);
  if (allowed === null) return [];
  const used = ctx.files.used();
  const percent = Math.floor(used / allowed * 100);
  const isOpen = open.some(({ kind }) => kind === "files_full");
  if (percent < FILES_PERCENT - (isOpen ? DISK_SLACK : 0)) return [];
  const facts = { percent, free: Math.max(0, allowed - used) };
  return [{ kind: "files_full", subject: { kind: "disk", id: "files", name: "" }, facts }];
}

async function logins(ctx: Ctx): Promise<Wrong[]> {
  const limit = ctx.shop.settings.login_alert_failures;
  const rows = await failedLogins(ctx.db, { limit, since: ctx.now - HOUR }).execute();
  const wrong: Wrong[] = [];
  for (const { key, failures, last_failed_at } of rows) {
    const [, what = "", name = ""] = /^(account|network):(.*)$/.exec(key) ?? [];
    const id = what === "account" ? await userOf(ctx.db, name) : name;
    // Whoever tries addresses that nobody has shows by their network.
    if (id === undefined || what === "" || (what === "network" && failures < limit * NETWORK_FACTOR)) {
      continue;
    }
    const facts = { count: failures, since: last_failed_at };
    wrong.push({ kind: "logins_failing", subject: { kind: "login", id, name }, facts });
  }
  return wrong;
}

async function userOf(db: Db, email: string): Promise<string | undefined> {
  const user = await db.selectFrom("user").select("id").where("email", "=", email).executeTakeFirst();
  return user?.id;
}

/** Accounts and networks with at least so many failures in a row, the last of them since an instant. */
export function failedLogins(db: Db, { limit, since }: { limit: number; since: number }) {
  return db.selectFrom("login_failure").select(["key", "failures", "last_failed_at"])
    .where("failures", ">=", limit).where("last_failed_at", ">", since)
    .orderBy("failures", "desc").limit(MOST_LOGINS);
}

/** Mails that nobody takes over have lists of their own. */
async function deadJobs(ctx: Ctx): Promise<Wrong[]> {
  const { count, since } = await ctx.db.selectFrom("job")
    .select((q) => [q.fn.countAll<number>().as("count"), q.fn.min("finished_at").as("since")])
    .where("state", "=", "dead").where("kind", "!=", "send_message").where("finished_at", ">", ctx.now - DAY)
    .executeTakeFirstOrThrow();
  if (Number(count) === 0) return [];
  const facts = { count: Number(count), since: Number(since) };
  return [{ kind: "jobs_dead", subject: { kind: "queue", id: "jobs", name: "" }, facts }];
}
