import { recordAudit } from "../audit/record.ts";
import { requirePermission } from "../auth/permissions.ts";
import type { Ctx } from "../context.ts";
import { keepUpload } from "../files/room.ts";
import { staffOf } from "../intakes/staff.ts";
import { enqueue } from "../jobs/queue.ts";
import { conflict, type FieldErrors, invalid } from "../lib/app_error.ts";
import type { Typed } from "../lib/form.ts";
import { examine, headingsOf, textOf } from "./file.ts";
import { guessMapping } from "./guess.ts";
import { type ImportKind, MOST_BYTES } from "./import.ts";
import { mappingInput, type Reading } from "./input.ts";
import { getImport, type ImportRun } from "./queries.ts";

/** Keeps a file and guesses how it is read; a form sent twice keeps it once. @throws AppError forbidden, invalid with the field `file` */
export async function takeFile(
  ctx: Ctx,
  { kind, file, form_key }: { kind: ImportKind; file: File | null; form_key: string },
): Promise<{ id: string }> {
  requirePermission(ctx.actor, "imports.run");
  return await keepFile(ctx, { kind, name: file?.name ?? "", examined: await examineFile(file), form_key });
}

export interface ExaminedFile {
  bytes: Uint8Array<ArrayBuffer>;
  found: Exclude<Awaited<ReturnType<typeof examine>>, { refusal: unknown }>;
}

/** How a file can be read. @throws AppError invalid with the field `file` for one that cannot */
export async function examineFile(file: Blob | null): Promise<ExaminedFile> {
  if (!file || file.size === 0) throw invalid({ file: { code: "import_file_missing" } });
  if (file.size > MOST_BYTES) {
    throw invalid({ file: { code: "import_too_large", params: { megabytes: MOST_BYTES / 1_048_576 } } });
  }
  const bytes = new Uint8Array(await file.arrayBuffer());
  const found = await examine(bytes);
  if ("refusal" in found) throw invalid({ file: found.refusal });
  return { bytes, found };
}

interface Kept {
  kind: ImportKind;
  name: string;
  examined: ExaminedFile;
  form_key: string;
}

/** The same with a file that was examined before. @throws AppError forbidden */
export async function keepFile(
  ctx: Ctx,
  { kind, name, examined: { bytes, found }, form_key: id }: Kept,
): Promise<{ id: string }> {
  requirePermission(ctx.actor, "imports.run");
  const staff = staffOf(ctx);
  const { hash } = await keepUpload(ctx, bytes, { forRow: true });
  await ctx.db.insertInto("import_run").values({
    id,
    kind,
    state: "mapping",
    file_name: name.normalize("NFC").replace(/[\p{Cc}\p{Cf}]/gu, "").slice(-100),
    file_hash: hash,
    encoding: found.encoding,
    separator: found.separator,
    date_order: "day_first",
    headings_json: JSON.stringify(found.headings),
    mapping_json: JSON.stringify(guessMapping(kind, found.headings)),
    branch_id: staff.branchId,
    locale: ctx.locale,
    ...NOTHING_DONE,
    row_count: 0,
    created_at: ctx.now,
    created_by: staff.id,
    created_by_name: staff.name,
    finished_at: null,
    version: 1,
  }).onConflict((known) => known.column("id").doNothing()).execute();
  return { id };
}

export const NOTHING_DONE = { done: 0, made: 0, changed: 0, same: 0, failed: 0 };

/** What can be read anew: a check may begin again until the rows are written. */
const BEFORE_WRITING = ["mapping", "checking", "checked", "failed"] as const;

/**
 * Reads the file in another way. Answers what is wrong with its columns; where nothing is, every row is tried by a job. A file
 * that is read with another encoding or separator has other columns: they are guessed again and asked for again.
 * @throws AppError invalid with `separator`, conflict `import_changed`
 */
export async function mapColumns(
  ctx: Ctx,
  id: string,
  { reading, typed }: { reading: Reading; typed: Typed },
): Promise<{ state: "again" | "checking" } | { errors: FieldErrors }> {
  requirePermission(ctx.actor, "imports.run");
  const run = await getImport(ctx.db, id);
  const { encoding, separator, date_order } = reading;
  if (encoding !== run.encoding || separator !== run.separator) {
    const table = await headingsOf(await textOf(ctx, { ...run, encoding }), separator);
    if ("refusal" in table) throw invalid({ separator: table.refusal });
    await rewrite(ctx, { run, version: reading.version }, {
      state: "mapping",
      encoding,
      separator,
      date_order,
      headings_json: JSON.stringify(table.headings),
      mapping_json: JSON.stringify(guessMapping(run.kind, table.headings)),
    });
    return { state: "again" };
  }
  const { mapping, errors } = mappingInput(typed, { kind: run.kind, columns: run.headings.length });
  if (Object.keys(errors).length > 0) return { errors };
  await rewrite(ctx, { run, version: reading.version }, {
    state: "checking",
    date_order,
    mapping_json: JSON.stringify(mapping),
  });
  ctx.live.changed("jobs");
  return { state: "checking" };
}

type Rewritten = Partial<
  Record<"state" | "encoding" | "separator" | "date_order" | "headings_json" | "mapping_json", string>
>;

async function rewrite(
  ctx: Ctx,
  { run, version }: { run: ImportRun; version: number },
  changes: Rewritten,
): Promise<void> {
  await ctx.db.transaction().execute(async (trx) => {
    const saved = await trx.updateTable("import_run")
      .set({ ...changes as Partial<ImportRun>, ...NOTHING_DONE, finished_at: null, version: version + 1 })
      .where("id", "=", run.id).where("version", "=", version).where("state", "in", BEFORE_WRITING)
      .returning("id").executeTakeFirst();
    if (!saved) throw conflict("import_changed");
    await trx.deleteFrom("import_problem").where("import_id", "=", run.id).execute();
    if (changes.state === "checking") await enqueueRun(trx, ctx, run.id, version + 1);
  });
}

/** Has the rows without errors written. Asked twice it begins once. @throws AppError conflict `import_changed` */
export async function startImport(ctx: Ctx, id: string): Promise<void> {
  requirePermission(ctx.actor, "imports.run");
  await ctx.db.transaction().execute(async (trx) => {
    const run = await getImport(trx, id);
    if (run.state === "importing" || run.state === "done") return;
    const version = run.version + 1;
    const begun = await trx.updateTable("import_run").set({ state: "importing", ...NOTHING_DONE, version })
      .where("id", "=", id).where("version", "=", run.version).where("state", "=", "checked")
      .returning("id").executeTakeFirst();
    if (!begun) throw conflict("import_changed");
    await trx.deleteFrom("import_problem").where("import_id", "=", id).execute();
    await enqueueRun(trx, ctx, id, version);
    await recordAudit(trx, ctx, {
      kind: "import_started",
      subject: { kind: "import", id },
      data: { list: run.kind, file: run.file_name, rows: run.row_count },
    });
  });
  ctx.live.changed("jobs");
}

async function enqueueRun(trx: Ctx["db"], ctx: Ctx, importId: string, version: number): Promise<void> {
  await enqueue(trx, ctx, {
    kind: "import_rows",
    payload: { importId },
    uniqueKey: `import:${importId}:${version}`,
  });
}
