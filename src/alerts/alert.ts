/** What somebody has to be told of, until it is over. */
export const ALERT_KINDS = [
  "agent_silent",
  "printer_fault",
  "stock_differs",
  "figures_differ",
  "task_failing",
  "task_late",
  "disk_low",
  "logins_failing",
  "jobs_dead",
  "whatsapp_refused",
  "backup_old",
  "backup_failed",
  "drill_old",
  "drill_failed",
  "audit_broken",
  "database_damaged",
] as const;
export type AlertKind = (typeof ALERT_KINDS)[number];

/**
 * What an alert is about: a row of the table of that name, or a timed task by its kind, the disk with the data, an account or a
 * network, the queue, a channel of messages, the backups, the audit log, the database's file.
 */
export interface AlertSubject {
  kind:
    | "agent"
    | "printer"
    | "part"
    | "branch"
    | "task"
    | "disk"
    | "login"
    | "queue"
    | "channel"
    | "backup"
    | "audit"
    | "database";
  id: string;
  /** As it was called when the alert began. */
  name: string;
}

export interface AlertFacts {
  /**
   * `printer_fault`: why the printer does not print, a code of the wire; `task_failing`, `backup_failed`, `drill_failed`: the error;
   * `audit_broken`: the kind of the first fault; `database_damaged`: what SQLite says of it; `whatsapp_refused`: Meta's code.
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
  /** `disk_low`: what is free, in whole percent and in bytes. */
  percent?: number;
  free?: number;
  /** Failed sign-ins, or jobs that were given up. */
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
}

/** Another text means that something else has to be told. */
export function alertMark(alerts: readonly Alert[]): string {
  return alerts.filter(({ seenAt }) => seenAt === null).map(({ id }) => id).join(".");
}
