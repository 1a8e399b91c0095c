/** What somebody has to be told of, until it is over. */
export const ALERT_KINDS = [
  "agent_silent",
  "printer_fault",
  "stock_differs",
  "figures_differ",
  "task_failing",
  "task_late",
  "disk_low",
  "files_full",
  "logins_failing",
  "jobs_dead",
  "whatsapp_refused",
  "webhook_stopped",
  "deliveries_dead",
  "backup_old",
  "backup_failed",
  "drill_old",
  "drill_failed",
  "audit_broken",
  "database_damaged",
] as const;
export type AlertKind = (typeof ALERT_KINDS)[number];

const MINUTE = 60_000;

/**
 * How long something has to be wrong before it is told, and right before that is: what comes and goes is one incident. Whoever looks
 * counts the rest: a printer waits for the shop's own minutes, a task for its third failure, what is checked by night for the next one.
 */
export const CALM: Record<AlertKind, { raiseMs: number; clearMs: number }> = {
  agent_silent: { raiseMs: 0, clearMs: 2 * MINUTE },
  printer_fault: { raiseMs: 0, clearMs: 2 * MINUTE },
  stock_differs: { raiseMs: 0, clearMs: 0 },
  figures_differ: { raiseMs: 0, clearMs: 0 },
  audit_broken: { raiseMs: 0, clearMs: 0 },
  database_damaged: { raiseMs: 0, clearMs: 0 },
  task_failing: { raiseMs: 0, clearMs: 10 * MINUTE },
  task_late: { raiseMs: 0, clearMs: 10 * MINUTE },
  disk_low: { raiseMs: 5 * MINUTE, clearMs: 15 * MINUTE },
  files_full: { raiseMs: 5 * MINUTE, clearMs: 15 * MINUTE },
  logins_failing: { raiseMs: 0, clearMs: 15 * MINUTE },
  jobs_dead: { raiseMs: 5 * MINUTE, clearMs: 15 * MINUTE },
  whatsapp_refused: { raiseMs: 0, clearMs: 15 * MINUTE },
  webhook_stopped: { raiseMs: 0, clearMs: 0 },
  deliveries_dead: { raiseMs: 5 * MINUTE, clearMs: 15 * MINUTE },
  backup_old: { raiseMs: 5 * MINUTE, clearMs: 15 * MINUTE },
  backup_failed: { raiseMs: 0, clearMs: 15 * MINUTE },
  drill_old: { raiseMs: 5 * MINUTE, clearMs: 15 * MINUTE },
  drill_failed: { raiseMs: 0, clearMs: 15 * MINUTE },
};

/** What nobody took on is told again so often, and no oftener. */
export const REMIND_MS = 24 * 60 * MINUTE;

export const ALERT_SUBJECTS = [
  "agent",
  "printer",
  "part",
  "branch",
  "task",
  "disk",
  "login",
  "queue",
  "channel",
  "webhook",
  "backup",
  "audit",
  "database",
] as const;

/**
 * What an alert is about: a row of the table of that name, an endpoint of webhooks, a timed task by its kind, the disk with the data, an account or a
 * network, the queue, a channel of messages, the backups, the audit log, the database's file.
 */
export interface AlertSubject {
  kind: (typeof ALERT_SUBJECTS)[number];
  id: string;
  /** As it was called when the alert began. */
  name: string;
}

export interface AlertFacts {
  /**
   * `printer_fault`: why the printer does not print, a code of the wire; `task_failing`, `backup_failed`, `drill_failed`: the error;
   * `audit_broken`: the kind of the first fault; `database_damaged`: what SQLite says of it; `whatsapp_refused`: Meta's code;
   * `webhook_stopped`: the cause.
   */
  reason?: string;
  /** When it went wrong, UTC milliseconds; the alert begins later. */
  since?: number;
  /** `stock_differs`: what is said to be there, and what the moves come to; thousandths. */
  onHand?: number;
  moved?: number;
  /** The same, where the moves agree and the pieces with serials do not. */
  pieces?: number;
  /** `figures_differ`: how many days were counted wrong. */
  days?: number;
  /** `disk_low`: what is free, in whole percent and in bytes; `files_full`: what is used of what is allowed, and the bytes that are left. */
  percent?: number;
  free?: number;
  /** Failed sign-ins, or jobs or deliveries that were given up. */
  count?: number;
}

export interface Alert {
  id: string;
  kind: AlertKind;
  branchId: string;
  subject: AlertSubject;
  facts: AlertFacts;
  openedAt: number;
  closedAt: number | null;
  seenAt: number | null;
  seenBy: string;
  /** Since when it looks right again. */
  rightSince: number | null;
  /** When an administrator took it on, until it is over. */
  acknowledgedAt: number | null;
  acknowledgedBy: string;
}

/** Another text means that something else has to be told. */
export function alertMark(alerts: readonly Alert[]): string {
  return alerts.filter(({ seenAt }) => seenAt === null).map(({ id }) => id).join(".");
}
