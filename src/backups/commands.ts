import { dirname, join } from "node:path";
import { recordAudit } from "../audit/record.ts";
import { requirePermission } from "../auth/permissions.ts";
import type { Ctx } from "../context.ts";
import { type CopiedFile, copyFile } from "../db/embedded/copy.ts";
import { PermanentFailure } from "../jobs/handler.ts";
import { conflict } from "../lib/app_error.ts";
import { sha256 } from "../lib/token.ts";
import { errorFacts, logOf } from "../logs.ts";
import { encryptFor, newAgeKey } from "./age.ts";
import {
  type BackedUpFile,
  type BackupContents,
  backupName,
  contentsOf,
  DATABASE_PART,
  fileKey,
  MANIFEST,
  type Manifest,
  SECRETS_PART,
  someOf,
} from "./backup.ts";
import { orAbsent, syncFolder } from "../files/durable.ts";
import { diskPlace, INCOMING } from "./disk_place.ts";
import { manifestsIn, sealedManifest } from "./manifest.ts";
import { copyPostgres } from "./postgres.ts";
import { currentKey } from "./queries.ts";
import { mirror, rotate } from "./rotation.ts";
import { type Measured, writeFile } from "./streams.ts";
import { type BackupThread, openBackupThread } from "./thread.ts";
import { type BackupTools, outsideOf } from "./tools.ts";
import { inTurn } from "./turn.ts";

const log = logOf("backups");

export interface TakenBackup extends BackupContents {
  name: string;
  /** Attachments that no backup had before. */
  new_files: number;
  /** Why the store outside has not all of it, "" when it has or there is none. */
  store_error: string;
  /** Kept backups whose manifest is damaged, here or outside: no attachment is removed until somebody has removed them. */
  unreadable: string[];
  /** Attachments of the shop, by their hashes, that are no longer what they were: they are not in it. */
  damaged: string[];
}

/**
 * Takes a backup while the shop works: into the folder first, then to the store outside; then what is no longer to be kept is removed.
 * What breaks off leaves no backup, and those before it stay.
 * @throws AppError forbidden; conflict `backup_no_key`, `backup_remote`, `backup_no_pg_dump`
 */
export async function takeBackup(ctx: Ctx, tools: BackupTools): Promise<TakenBackup> {
  requirePermission(ctx.actor, "backups.manage");
  const key = await currentKey(ctx.db);
  if (!key) throw conflict("backup_no_key");
  return await inTurn(tools.dir, () => take(ctx, tools, key.recipient));
}

async function take(ctx: Ctx, tools: BackupTools, recipient: string): Promise<TakenBackup> {
  const started = performance.now();
  const id = ctx.random.id(ctx.now);
  const name = backupName(ctx.now, ctx.random.bytes(4));
  await begin(ctx, { id, name });
  const now = () => Math.round(ctx.now + performance.now() - started);
  try {
    await clearWork(tools);
    const drill = await newAgeKey();
    const made = await assemble(ctx, tools, {
      name,
      recipient,
      drillRecipient: drill.recipient,
    });
    const sealed = await ctx.secrets.seal(drill.identity, `backup_drill:${id}`);
    await finish(ctx, { id, sealed, made, finishedAt: now() });
    const outside = await sendOut(ctx, tools, { id, now });
    const here = await rotate(diskPlace(tools.dir));
    await forgetRemoved(ctx, here.kept);
    return {
      name,
      ...contentsOf(made.manifest),
      new_files: made.newFiles,
      store_error: outside.error,
      unreadable: [...new Set([...here.unreadable, ...outside.unreadable])].sort(),
      damaged: made.damaged,
    };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    await ctx.db.updateTable("backup").set({ state: "failed", error: why.slice(0, 500), finished_at: now() })
      .where("id", "=", id).where("state", "=", "running").execute();
    throw error;
  } finally {
    await clearWork(tools);
  }
}

/** The nightly turn; nothing while nobody has made a key. Answers how many backups were taken. */
export async function takeDailyBackup(ctx: Ctx, tools: BackupTools): Promise<number> {
  if (!await currentKey(ctx.db)) return 0;
  const taken = await takeBackup(ctx, tools);
  const wrong = taken.store_error || doubtOf(taken);
  if (wrong !== "") throw new PermanentFailure(wrong);
  return 1;
}

/** What somebody has to mend though the backup is whole, "" for nothing. */
export function doubtOf({ damaged, unreadable }: Pick<TakenBackup, "damaged" | "unreadable">): string {
  if (damaged.length > 0) return `attachments of the shop are damaged: ${someOf(damaged)}`;
  return unreadable.length > 0 ? `the manifest of ${unreadable.join(", ")} is damaged: remove it` : "";
}

async function begin(ctx: Ctx, { id, name }: { id: string; name: string }): Promise<void> {
  await ctx.db.transaction().execute(async (trx) => {
    await trx.updateTable("backup").set({ state: "failed", error: "interrupted", finished_at: ctx.now })
      .where("state", "=", "running").execute();
    await trx.insertInto("backup").values({
      id,
      name,
      started_at: ctx.now,
      finished_at: null,
      state: "running",
      error: "",
      by_name: ctx.actor.kind === "system" ? "" : ctx.actor.name,
      bytes: 0,
      rows: 0,
      files: 0,
      new_files: 0,
      drill_key_sealed: null,
      stored_at: null,
      store_error: "",
      removed_at: null,
    }).execute();
  });
}

interface Made extends BackedUpFiles {
  manifest: Manifest;
}

interface Wanted {
  name: string;
  recipient: string;
  drillRecipient: string;
}

async function assemble(ctx: Ctx, tools: BackupTools, wanted: Wanted): Promise<Made> {
  const { name, recipient } = wanted;
  const folder = join(tools.dir, INCOMING, name);
  await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
  const plain = join(tools.workDir, `${name}.plain`);
  using thread = openBackupThread();
  const copied = await copyDatabase(ctx, tools, { to: plain, thread });
  const database = await thread.ask<Measured>({
    act: "pack_and_seal",
    from: plain,
    to: join(folder, DATABASE_PART),
    recipients: [recipient, wanted.drillRecipient],
  });
  const secrets = await writeFile(
    await encryptFor([recipient], textStream({ secret_key: ctx.secretKey })),
    join(folder, SECRETS_PART),
  );
  const parts: Manifest["parts"] = [{ name: DATABASE_PART, ...database }, { name: SECRETS_PART, ...secrets }];
  await Deno.remove(plain);
  const keyId = sha256(recipient).slice(0, 16);
  const { files, ...rest } = await backUpFiles(ctx, tools, { recipient, keyId, thread });
  const manifest: Manifest = {
    format: "reparo-backup",
    version: 1,
    name,
    created_at: ctx.now,
    app_version: tools.version,
    engine: ctx.flavour,
    schema: copied.schema,
    tables: copied.tables,
    audit_head: copied.auditHead,
    erased_clients: copied.erasedClients,
    parts,
    key_id: keyId,
    files,
  };
  await writeFile(new Blob([sealedManifest(manifest, ctx.secretKey)]).stream(), join(folder, MANIFEST));
  await syncFolder(folder);
  await Deno.rename(folder, join(tools.dir, name));
  await syncFolder(tools.dir);
  return { manifest, ...rest };
}

async function copyDatabase(
  ctx: Ctx,
  tools: BackupTools,
  { to, thread }: { to: string; thread: BackupThread },
): Promise<CopiedFile> {
  await Deno.mkdir(dirname(to), { recursive: true, mode: 0o700 });
  if (ctx.flavour === "postgres") return await copyPostgres(ctx, tools, to);
  if (!/^(file|sqlite):/.test(tools.databaseUrl)) throw conflict("backup_remote");
  return await copyFile(ctx.db, thread, { databaseUrl: tools.databaseUrl, to });
}

interface BackedUpFiles {
  newFiles: number;
  /** What a restore would refuse. */
  damaged: string[];
}

/** Attachments never change: those that a backup for the same key has already stay as they lie there. */
async function backUpFiles(
  ctx: Ctx,
  tools: BackupTools,
  { recipient, keyId, thread }: { recipient: string; keyId: string; thread: BackupThread },
): Promise<BackedUpFiles & { files: BackedUpFile[] }> {
  const place = diskPlace(tools.dir);
  const known = await knownFiles(tools, keyId);
  const there = new Map<string, number>();
  for await (const { key, size } of place.list(`files/${keyId}/`)) there.set(key, size);
  const files: BackedUpFile[] = [];
  const damaged: string[] = [];
  let newFiles = 0;
  for await (const hash of ctx.files.list()) {
    const [key, before] = [fileKey(keyId, hash), known.get(hash)];
    if (before && there.get(key) === before.stored_size) {
      files.push(before);
      continue;
    }
    const temp = join(tools.workDir, `${hash}.age`);
    const sealed = await thread.ask<Measured | null | "damaged">({
      act: "seal",
      from: ctx.files.pathOf(hash),
      to: temp,
      recipients: [recipient],
      sha256: hash,
    });
    if (sealed === "damaged") damaged.push(hash);
    if (sealed === null || sealed === "damaged") continue;
    await place.put(key, temp);
    await Deno.remove(temp);
    files.push({ hash, stored_size: sealed.size, stored_sha256: sealed.sha256 });
    newFiles += 1;
  }
  return {
    files: files.sort((one, other) => one.hash < other.hash ? -1 : 1),
    newFiles,
    damaged: damaged.sort(),
  };
}

async function knownFiles({ dir }: BackupTools, keyId: string): Promise<Map<string, BackedUpFile>> {
  for await (const { read } of manifestsIn(diskPlace(dir))) {
    if (read?.manifest.key_id !== keyId) continue;
    return new Map(read.manifest.files.map((file) => [file.hash, file]));
  }
  return new Map();
}

interface Finished {
  id: string;
  sealed: string;
  made: Made;
  finishedAt: number;
}

/** The key of a drill opens the newest backup alone: it is as much as the server has itself. */
async function finish(ctx: Ctx, { id, sealed, made, finishedAt }: Finished): Promise<void> {
  const { name } = made.manifest;
  const contents = contentsOf(made.manifest);
  await ctx.db.transaction().execute(async (trx) => {
    await trx.updateTable("backup").set({ drill_key_sealed: null }).where("drill_key_sealed", "is not", null)
      .execute();
    await trx.updateTable("backup").set({
      state: "ok",
      finished_at: finishedAt,
      ...contents,
      new_files: made.newFiles,
      drill_key_sealed: sealed,
    }).where("id", "=", id).execute();
    const data = { name, rows: contents.rows, files: contents.files };
    await recordAudit(trx, ctx, { kind: "backup_taken", subject: { kind: "backup", id }, data });
  });
}

interface SentOut {
  /** "" where the store has all of it, or there is none. */
  error: string;
  unreadable: string[];
}

/** Brings the store outside up to date; the backup on the disk stands either way. */
async function sendOut(
  ctx: Ctx,
  tools: BackupTools,
  { id, now }: { id: string; now: () => number },
): Promise<SentOut> {
  try {
    const store = await outsideOf(tools);
    if (!store) return { error: "", unreadable: [] };
    await mirror(diskPlace(tools.dir), store, (key) => join(tools.dir, key));
    const { unreadable } = await rotate(store);
    await ctx.db.updateTable("backup").set({ stored_at: now() }).where("state", "=", "ok")
      .where("stored_at", "is", null).where("removed_at", "is", null).execute();
    return { error: "", unreadable };
  } catch (error) {
    log.error("The backup was not sent to the store outside", errorFacts(error));
    const why = (error instanceof Error ? error.message : String(error)).slice(0, 500);
    await ctx.db.updateTable("backup").set({ store_error: why }).where("id", "=", id).execute();
    return { error: why, unreadable: [] };
  }
}

async function forgetRemoved(ctx: Ctx, kept: readonly string[]): Promise<void> {
  await ctx.db.updateTable("backup").set({ removed_at: ctx.now }).where("state", "=", "ok")
    .where("removed_at", "is", null).where("name", "not in", [...kept, ""]).execute();
}

/** Nothing that is readable stays behind, also of a backup whose process was killed. */
async function clearWork({ workDir, dir }: BackupTools): Promise<void> {
  await orAbsent(Deno.remove(workDir, { recursive: true }));
  await orAbsent(Deno.remove(join(dir, INCOMING), { recursive: true }));
}

function textStream(value: unknown): ReadableStream<Uint8Array> {
  return new Blob([JSON.stringify(value)]).stream();
}
