import { branchOf } from "../admin/shop.ts";
import { recordAudit } from "../audit/record.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { asWritten } from "../exports/csv.ts";
import type { FieldErrors } from "../lib/app_error.ts";
import { textOf } from "./file.ts";
import { type Cells, cellsOf, MOST_ROWS } from "./import.ts";
import { getImport, importer, type ImportRun } from "./queries.ts";
import { countRecords, records, UnreadableTable } from "./reading.ts";
import type { RowOutcome, RowWorld } from "./row.ts";
import { takeRow } from "./take_row.ts";

/** Rows of one transaction: it holds SQLite's only pen for as long as it lasts. */
const BATCH = 50;

/**
 * Tries or writes the rows of an import, batch by batch, from where it stopped. Each batch commits with how far it came, so that
 * whoever goes on after a crash repeats nothing; two workers cannot both commit one.
 */
export async function runImport(ctx: Ctx, importId: string, signal: AbortSignal): Promise<void> {
  const run = await getImport(ctx.db, importId);
  if (run.state !== "checking" && run.state !== "importing") return;
  try {
    const text = await textOf(ctx, run);
    const rows = run.state === "checking" ? await countRecords(text, run.separator) - 1 : run.row_count;
    if (rows > MOST_ROWS) throw new UnreadableTable(`${rows} rows`);
    if (run.state === "checking") await beginCheck(ctx.db, run, rows);
    const actor = await importer(ctx.db, run);
    const done = run.state === "checking" ? 0 : run.done;
    const worker = { ctx: { ...ctx, actor }, run: { ...run, done, row_count: rows }, seen: new Map() };
    if (await workThrough(worker, text, signal)) await finish(worker);
  } catch (error) {
    if (!(error instanceof UnreadableTable)) throw error;
    await ctx.db.transaction().execute((trx) => markUnreadable(trx, ctx, importId));
    ctx.live.changed(`import:${importId}`);
  }
}

/** What nobody can read to its end is over. */
export async function markUnreadable(trx: Db, ctx: Ctx, importId: string): Promise<void> {
  await trx.updateTable("import_run").set({ state: "failed", finished_at: ctx.now }).where(
    "id",
    "=",
    importId,
  )
    .where("state", "in", ["checking", "importing"]).execute();
}

interface Worker {
  ctx: Ctx;
  run: ImportRun;
  /** What the check has met in this file, by key. */
  seen: Map<string, string>;
}

async function beginCheck(db: Db, run: ImportRun, row_count: number): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await trx.deleteFrom("import_problem").where("import_id", "=", run.id).execute();
    await trx.updateTable("import_run").set({ row_count, done: 0, made: 0, changed: 0, same: 0, failed: 0 })
      .where("id", "=", run.id).where("version", "=", run.version).execute();
  });
}

/** False when somebody else has taken the import over, or the server stops. */
async function workThrough(worker: Worker, text: string, signal: AbortSignal): Promise<boolean> {
  const { run } = worker;
  let [line, batch] = [0, [] as NumberedRow[]];
  for await (const record of records(text, run.separator)) {
    line++;
    if (line === 1 || line - 1 <= run.done) continue;
    batch.push({ line, cells: cellsOf(record, run.mapping, asWritten) });
    if (batch.length < BATCH) continue;
    if (signal.aborted || !await commitBatch(worker, batch)) return false;
    batch = [];
  }
  return !signal.aborted && (batch.length === 0 || await commitBatch(worker, batch));
}

interface NumberedRow {
  /** Of the record; the headings are 1. */
  line: number;
  cells: Cells;
}

interface Tally extends Record<RowOutcome, number> {
  failed: number;
}

async function commitBatch(worker: Worker, batch: readonly NumberedRow[]): Promise<boolean> {
  const { ctx, run } = worker;
  const world = worldOf(worker);
  const trying = run.state === "checking";
  const tally: Tally = { made: 0, changed: 0, same: 0, failed: 0 };
  const committed = await ctx.db.transaction().execute(async (trx) => {
    const done = run.done + batch.length;
    const held = await trx.updateTable("import_run").set({ done })
      .where("id", "=", run.id).where("version", "=", run.version).where("done", "=", run.done)
      .where("state", "=", run.state).returning("id").executeTakeFirst();
    if (!held) return false;
    for (const row of batch) {
      const taken = await takeRow(trx, world, {
        kind: run.kind,
        trying,
        seen: worker.seen,
        cells: row.cells,
      });
      tally["problems" in taken ? "failed" : taken.outcome]++;
      if ("problems" in taken) await noteProblems(trx, run.id, row.line, taken.problems);
    }
    await trx.updateTable("import_run").set((q) => ({
      made: q("made", "+", tally.made),
      changed: q("changed", "+", tally.changed),
      same: q("same", "+", tally.same),
      failed: q("failed", "+", tally.failed),
    })).where("id", "=", run.id).execute();
    return true;
  });
  if (committed) run.done += batch.length;
  ctx.live.changed(`import:${run.id}`);
  return committed;
}

function worldOf({ ctx, run }: Worker): RowWorld {
  return {
    ctx,
    branch: branchOf(ctx.shop, run.branch_id),
    locale: run.locale,
    dateOrder: run.date_order,
    prefix: "",
  };
}

async function noteProblems(trx: Db, importId: string, line: number, problems: FieldErrors): Promise<void> {
  await trx.insertInto("import_problem").values(
    Object.entries(problems).map(([field, { code, params = {} }]) => ({
      import_id: importId,
      line,
      field,
      code,
      params_json: JSON.stringify(params),
    })),
  ).execute();
}

async function finish({ ctx, run }: Worker): Promise<void> {
  await ctx.db.transaction().execute(async (trx) => {
    const over = await trx.updateTable("import_run")
      .set({ state: run.state === "checking" ? "checked" : "done", finished_at: ctx.now })
      .where("id", "=", run.id).where("version", "=", run.version).where("state", "=", run.state)
      .returning(["made", "changed", "same", "failed"]).executeTakeFirst();
    if (!over || run.state === "checking") return;
    await recordAudit(trx, ctx, {
      kind: "import_finished",
      subject: { kind: "import", id: run.id },
      data: { list: run.kind, file: run.file_name, ...over },
    });
  });
  ctx.live.changed(`import:${run.id}`);
}
