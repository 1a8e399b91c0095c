export const BACKUP_STATES = ["running", "ok", "failed"] as const;
export type BackupState = (typeof BACKUP_STATES)[number];
