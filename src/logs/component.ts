/** What writes lines: `reparo.jobs` is the component `jobs`. */
export const LOG_COMPONENTS = [
  "http",
  "auth",
  "jobs",
  "email",
  "printing",
  "webhooks",
  "payments",
  "backups",
  "files",
  "db",
  "server",
] as const;
export type LogComponent = (typeof LOG_COMPONENTS)[number];

export const LOG_LEVELS = ["debug", "info", "warning", "error"] as const;
export type LogLevelName = (typeof LOG_LEVELS)[number];

/** Every day has a file of each; everything but mails is in `app`, mails are in `email`, errors of both in `error` as well. */
export const LOG_FILES = ["app", "email", "error"] as const;
export type LogFile = (typeof LOG_FILES)[number];

/** Another level for one component, until an instant (UTC ms): debug is not forgotten. */
export interface LevelChange {
  level: LogLevelName;
  until: number;
}

export type LevelChanges = Partial<Record<LogComponent, LevelChange>>;

/** How long a change may hold, in minutes. */
export const LEVEL_MINUTES = [15, 60, 240, 1440] as const;
