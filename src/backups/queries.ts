import type { Selectable } from "kysely";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import type { Schema } from "../db/schema.ts";

export type BackupRow = Omit<Selectable<Schema["backup"]>, "drill_key_sealed">;
export type DrillRow = Selectable<Schema["backup_drill"]> & { name: string };
export type BackupKeyRow = Selectable<Schema["backup_key"]>;

/** For whom backups are encrypted, null while nobody has made a key. */
export async function currentKey(db: Db): Promise<BackupKeyRow | null> {
  return await db.selectFrom("backup_key").selectAll().where("ended_at", "is", null).orderBy("id", "desc")
    .limit(1)
    .executeTakeFirst() ?? null;
}

export interface BackupsView {
  key: BackupKeyRow | null;
  /** The newest first; those that are no longer kept are left out. */
  backups: BackupRow[];
  drill: DrillRow | null;
  running: boolean;
}

export async function readBackups(ctx: Ctx): Promise<BackupsView> {
  const [key, backups, drill] = await Promise.all([
    currentKey(ctx.db),
    keptRows(ctx.db).execute(),
    lastDrill(ctx.db),
  ]);
  return { key, backups, drill, running: backups.some(({ state }) => state === "running") };
}

export function keptRows(db: Db) {
  return db.selectFrom("backup").select([
    "id",
    "name",
    "started_at",
    "finished_at",
    "state",
    "error",
    "by_name",
  ])
    .select(["bytes", "rows", "files", "new_files", "stored_at", "store_error", "removed_at"])
    .where("removed_at", "is", null).orderBy("id", "desc").limit(60);
}

export async function lastDrill(db: Db): Promise<DrillRow | null> {
  return await db.selectFrom("backup_drill").innerJoin("backup", "backup.id", "backup_drill.backup_id")
    .selectAll("backup_drill").select("backup.name").orderBy("backup_drill.id", "desc").limit(1)
    .executeTakeFirst() ?? null;
}

/** What the owner's page tells of them. */
export interface BackupPulse {
  hasKey: boolean;
  /** The last one that went well, UTC milliseconds. */
  takenAt: number | null;
  /** The last try failed. */
  failed: boolean;
  drill: { at: number; ok: boolean } | null;
}

export async function backupPulse(db: Db): Promise<BackupPulse> {
  const [key, last, good, drill] = await Promise.all([
    currentKey(db),
    endedBackups(db).where("state", "in", ["ok", "failed"]).executeTakeFirst(),
    endedBackups(db).where("state", "=", "ok").executeTakeFirst(),
    lastDrill(db),
  ]);
  return {
    hasKey: key !== null,
    takenAt: good?.started_at ?? null,
    failed: last?.state === "failed",
    drill: drill && { at: drill.at, ok: drill.state === "ok" },
  };
}

export function endedBackups(db: Db) {
  return db.selectFrom("backup").select(["state", "started_at", "error", "store_error"]).orderBy("id", "desc")
    .limit(1);
}
