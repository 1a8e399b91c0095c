import { join } from "node:path";
import { type Config, pgRestoreOf } from "../config.ts";
import type { BackupPlace } from "./place.ts";
import { type StoreLimits, storePlace, type StoreSettings } from "./store_place.ts";

/** What a backup is made of and where it goes, by the server's configuration. */
export interface BackupTools {
  databaseUrl: string;
  databaseToken?: string;
  /** Folder of the backups. */
  dir: string;
  /** Where what is not yet, or no longer, encrypted lies for a moment: on the disk of the data. */
  workDir: string;
  store: StoreSettings | null;
  /** How patient to be with the store; as usual when left out. */
  storeLimits?: Partial<StoreLimits>;
  /** Programs of Postgres, null where none are named. */
  postgres: { dump: string; restore: string } | null;
  version: string;
}

export function backupTools(config: Config, version: string): BackupTools {
  const { BACKUP_S3_URL: url, BACKUP_S3_KEY_ID: keyId, BACKUP_S3_SECRET: secret } = config;
  const dump = config.BACKUP_PG_DUMP;
  return {
    databaseUrl: config.DATABASE_URL,
    databaseToken: config.DATABASE_TOKEN,
    dir: config.BACKUP_DIR ?? join(config.DATA_DIR, "backups"),
    workDir: join(config.DATA_DIR, "backup-work"),
    store: url && keyId && secret ? { url, keyId, secret, region: config.BACKUP_S3_REGION } : null,
    postgres: dump === undefined ? null : { dump, restore: pgRestoreOf(dump) },
    version,
  };
}

/** The store outside, null without one. */
export async function outsideOf({ store, storeLimits }: BackupTools): Promise<BackupPlace | null> {
  return store && await storePlace(store, storeLimits);
}
