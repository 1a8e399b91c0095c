import type { Db } from "../db/open.ts";
import { AppError, type FieldErrors } from "../lib/app_error.ts";
import { sha256 } from "../lib/token.ts";
import { partCode } from "../parts/part.ts";
import { judgeClient } from "./client_rows.ts";
import { judgeDevice } from "./device_rows.ts";
import type { Cells, ImportKind } from "./import.ts";
import { judgeOrder } from "./order_rows.ts";
import { judgePart } from "./part_rows.ts";
import {
  isProblem,
  type JudgeRow,
  type KnownRow,
  type RowOutcome,
  type RowPlan,
  type RowWorld,
} from "./row.ts";

const JUDGES: Record<ImportKind, JudgeRow> = {
  clients: judgeClient,
  devices: judgeDevice,
  parts: judgePart,
  orders: judgeOrder,
};

export interface Taking {
  kind: ImportKind;
  cells: Cells;
  /** Nothing is to be written. */
  trying: boolean;
  /** What the trial has met in this file, by key. */
  seen: Map<string, string>;
}

/** What became of a row, or would, and the id of what it is now (null in a trial); or what is wrong with it. */
export async function takeRow(
  trx: Db,
  world: RowWorld,
  { kind, cells, trying, seen }: Taking,
): Promise<{ outcome: RowOutcome; subjectId: string | null } | { problems: FieldErrors }> {
  const own = kind === "parts" ? partCode(cells.sku ?? "") : cells.key ?? "";
  const digest = sha256(JSON.stringify(Object.entries(cells).sort()));
  const key = world.prefix + (own === "" ? `row:${digest}` : `id:${own}`);
  const known = await linkOf(trx, kind, key);
  if (trying && seen.get(key) === digest) return { outcome: "same", subjectId: null };
  const judged = await JUDGES[kind](trx, world, { cells, key: own, digest, known });
  if (isProblem(judged)) return judged;
  if (trying) {
    const before = seen.get(key);
    seen.set(key, digest);
    if (before === undefined) return { outcome: judged.outcome, subjectId: null };
    if (kind === "orders") return { problems: { key: { code: "import_order_known" } } };
    return { outcome: "changed", subjectId: null };
  }
  const written = await write(judged);
  if (typeof written !== "string") return { problems: written };
  await trx.insertInto("import_link")
    .values({ kind, key, subject_id: written, digest, at: world.ctx.now })
    .onConflict((link) => link.columns(["kind", "key"]).doUpdateSet({ subject_id: written, digest }))
    .execute();
  return { outcome: judged.outcome, subjectId: written };
}

/** A rule that only shows as the row is written refuses the row, not the file. */
async function write(plan: RowPlan): Promise<string | FieldErrors> {
  try {
    return await plan.write();
  } catch (error) {
    if (error instanceof AppError && error.detail.fields) return error.detail.fields;
    throw error;
  }
}

async function linkOf(trx: Db, kind: ImportKind, key: string): Promise<KnownRow | null> {
  const link = await trx.selectFrom("import_link").select(["subject_id as subjectId", "digest"])
    .where("kind", "=", kind).where("key", "=", key).executeTakeFirst();
  return link ?? null;
}
