import { z } from "zod";
import { type Operation, operation } from "../api/operation.ts";
import { Id, Instant, instant, instantOrNull } from "../api/shapes.ts";
import { paths } from "../paths.ts";
import { runTask } from "../tasks/commands.ts";
import { BACKUP_STATES } from "./backup.ts";
import { type BackupRow, currentKey, type DrillRow, readBackups } from "./queries.ts";
import type { Ctx } from "../context.ts";
import { conflict } from "../lib/app_error.ts";

const tag = "backups";

const Backup = z.object({
  id: Id,
  name: z.string().meta({ description: "Of its folder" }),
  state: z.enum(BACKUP_STATES),
  started_at: Instant,
  finished_at: Instant.nullable(),
  error: z.string().nullable(),
  begun_by: z.string().nullable().meta({ description: "Null for the clock" }),
  bytes: z.int(),
  rows: z.int(),
  files: z.int(),
  stored_at: Instant.nullable().meta({ description: "When the store outside had all of it" }),
  store_error: z.string().nullable(),
}).meta({ id: "Backup" });

const Drill = z.object({
  backup: z.string().meta({ description: "Name of the backup that was tried" }),
  at: Instant,
  ok: z.boolean(),
  error: z.string().nullable(),
}).meta({ id: "BackupDrill", description: "A backup that was restored elsewhere and checked" });

const outcome = {
  text: "`busy` while one is under way already",
  schema: z.object({ outcome: z.enum(["queued", "busy"]) }),
};

/** Backups: seen and taken. What opens one, and going back to one, stay with the owner. */
export const backupOperations: readonly Operation[] = [
  operation({
    id: "listBackups",
    method: "get",
    path: paths.apiBackups(),
    tag,
    scope: "backups:read",
    summary: "List the backups that are kept",
    answer: { text: "The latest sixty, newest first", schema: z.array(Backup) },
    async handle(ctx) {
      return { body: (await readBackups(ctx)).backups.map(backupTold) };
    },
  }),
  operation({
    id: "takeBackup",
    method: "post",
    path: paths.apiBackups(),
    tag,
    scope: "backups:write",
    summary: "Take a backup now",
    description: "A conflict until the owner has made a key.",
    statuses: [202],
    answer: outcome,
    async handle(ctx, { key }) {
      await requireKey(ctx);
      return { body: { outcome: await runTask(ctx, "back_up", { form_key: key }) } };
    },
  }),
  operation({
    id: "listBackupDrills",
    method: "get",
    path: paths.apiBackupDrills(),
    tag,
    scope: "backups:read",
    summary: "Read how the last try to restore one went",
    answer: { text: "The last one, none before the first", schema: z.array(Drill) },
    async handle(ctx) {
      const { drill } = await readBackups(ctx);
      return { body: drill ? [drillTold(drill)] : [] };
    },
  }),
  operation({
    id: "drillBackup",
    method: "post",
    path: paths.apiBackupDrills(),
    tag,
    scope: "backups:write",
    summary: "Restore the newest backup elsewhere and check it",
    statuses: [202],
    answer: outcome,
    async handle(ctx, { key }) {
      await requireKey(ctx);
      return { body: { outcome: await runTask(ctx, "drill_backup", { form_key: key }) } };
    },
  }),
];

/** @throws AppError conflict `backup_no_key` */
async function requireKey({ db }: Ctx): Promise<void> {
  if (!await currentKey(db)) throw conflict("backup_no_key");
}

function backupTold(row: BackupRow): z.input<typeof Backup> {
  return {
    id: row.id,
    name: row.name,
    state: row.state,
    started_at: instant(row.started_at),
    finished_at: instantOrNull(row.finished_at),
    error: row.error === "" ? null : row.error,
    begun_by: row.by_name === "" ? null : row.by_name,
    bytes: row.bytes,
    rows: row.rows,
    files: row.files,
    stored_at: instantOrNull(row.stored_at),
    store_error: row.store_error === "" ? null : row.store_error,
  };
}

function drillTold({ name, at, state, error }: DrillRow): z.input<typeof Drill> {
  return { backup: name, at: instant(at), ok: state === "ok", error: error === "" ? null : error };
}
