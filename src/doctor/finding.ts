/** Parts of an installation, in the order in which they are looked at. */
export const AREAS = [
  "runtime",
  "permissions",
  "settings",
  "folder",
  "database",
  "server",
  "clock",
  "mail",
  "store",
  "backups",
  "address",
  "work",
] as const;
export type Area = (typeof AREAS)[number];

/** `warn`: it works, and somebody should look. `fault`: it does not, or data is at risk. `skipped`: could not be looked at. */
export type FindingState = "ok" | "warn" | "fault" | "skipped";

/** What can be found where, and how bad it is; `look_failed` anywhere. Words are in `views/doctor/`. */
export const FINDINGS = {
  deno_ok: ["runtime", "ok"],
  deno_other: ["runtime", "warn"],
  deno_old: ["runtime", "fault"],
  build_same: ["runtime", "ok"],
  build_none: ["runtime", "ok"],
  build_other: ["runtime", "warn"],

  permissions_ok: ["permissions", "ok"],
  permissions_fault: ["permissions", "fault"],
  package_broken: ["permissions", "fault"],

  settings_ok: ["settings", "ok"],
  setting_wrong: ["settings", "fault"],
  setting_unknown: ["settings", "warn"],
  key_ok: ["settings", "ok"],
  key_new: ["settings", "ok"],
  key_lost: ["settings", "fault"],
  key_differs: ["settings", "warn"],
  development: ["settings", "warn"],

  folder_ok: ["folder", "ok"],
  folder_none: ["folder", "warn"],
  folder_not_writable: ["folder", "fault"],
  folder_other_user: ["folder", "warn"],
  folder_open: ["folder", "warn"],
  secret_readable: ["folder", "fault"],
  secrets_ok: ["folder", "ok"],
  locks_ok: ["folder", "ok"],
  locks_missing: ["folder", "fault"],
  disk_of_network: ["folder", "fault"],
  disk_ok: ["folder", "ok"],
  disk_low: ["folder", "warn"],
  disk_full: ["folder", "fault"],

  database_ok: ["database", "ok"],
  database_none: ["database", "warn"],
  database_unreadable: ["database", "fault"],
  database_damaged: ["database", "fault"],
  database_standby: ["database", "fault"],
  sound: ["database", "ok"],
  schema_ok: ["database", "ok"],
  schema_pending: ["database", "warn"],
  schema_newer: ["database", "fault"],

  server_ok: ["server", "ok"],
  server_off: ["server", "warn"],
  server_stuck: ["server", "fault"],
  server_other_folder: ["server", "fault"],
  server_other_version: ["server", "warn"],
  ready: ["server", "ok"],
  not_ready: ["server", "fault"],
  barely_ready: ["server", "warn"],

  clock_ok: ["clock", "ok"],
  clock_behind: ["clock", "fault"],
  clock_differs: ["clock", "fault"],
  zones_ok: ["clock", "ok"],
  zone_unknown: ["clock", "fault"],

  mail_ok: ["mail", "ok"],
  mail_none: ["mail", "warn"],
  mail_fault: ["mail", "fault"],
  dkim_incomplete: ["mail", "fault"],
  dkim_unreadable: ["mail", "fault"],

  store_ok: ["store", "ok"],
  store_none: ["store", "warn"],
  store_incomplete: ["store", "fault"],
  store_fault: ["store", "fault"],

  backups_ok: ["backups", "ok"],
  backup_none: ["backups", "warn"],
  drill_none: ["backups", "warn"],
  backups_no_key: ["backups", "fault"],
  backup_old: ["backups", "fault"],
  backup_failed: ["backups", "fault"],
  drill_old: ["backups", "fault"],
  drill_failed: ["backups", "fault"],
  pg_dump_missing: ["backups", "fault"],

  address_ok: ["address", "ok"],
  address_none: ["address", "warn"],
  address_plain: ["address", "warn"],
  address_unreachable: ["address", "fault"],
  address_certificate: ["address", "fault"],
  address_host: ["address", "fault"],
  address_other: ["address", "fault"],
  address_server_off: ["address", "skipped"],
  proxy_unseen: ["address", "skipped"],
  proxy_ok: ["address", "ok"],
  proxy_silent: ["address", "fault"],
  proxy_hops: ["address", "fault"],
  proxy_forged: ["address", "fault"],

  work_ok: ["work", "ok"],
  work_unread: ["work", "skipped"],
  no_shop: ["work", "warn"],
  agent_silent: ["work", "warn"],
  printer_off: ["work", "warn"],
  webhook_stopped: ["work", "warn"],
  task_late: ["work", "warn"],
  task_failing: ["work", "warn"],
  jobs_dead: ["work", "warn"],
  mails_waiting: ["work", "warn"],

  look_failed: ["runtime", "fault"],
} as const satisfies Record<string, readonly [Area, FindingState]>;
export type FindingCode = keyof typeof FINDINGS;

/** What a sentence names: texts, counts, and figures whose unit is in their name (`free_mb`, `hours`). */
export type Facts = Readonly<Record<string, string | number>>;

export interface Finding {
  code: FindingCode;
  area: Area;
  state: FindingState;
  facts: Facts;
}

export function finding(code: FindingCode, facts: Facts = {}): Finding {
  const [area, state] = FINDINGS[code];
  return { code, area, state, facts };
}
