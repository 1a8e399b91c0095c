import { changesOf } from "../audit/changes.ts";
import { recordAudit } from "../audit/record.ts";
import { requirePermission } from "../auth/permissions.ts";
import type { Ctx } from "../context.ts";
import { dbFault } from "../db/errors.ts";
import { conflict, invalid, notFound } from "../lib/app_error.ts";
import type { CannedEdit, CannedInput } from "./input.ts";

/** Keeps a new answer under the id of its form; the same form again changes nothing. @throws forbidden, invalid `title` */
export async function addCanned(ctx: Ctx, { form_key: id, ...answer }: CannedInput): Promise<void> {
  requirePermission(ctx.actor, "texts.manage");
  await ctx.db.transaction().execute(async (trx) => {
    // Of the same form at the same instant Postgres may meet the title before the id.
    const made = await trx.insertInto("canned_answer")
      .values({ id, ...answer, active: 1, created_at: ctx.now, version: 1 })
      .onConflict((clash) => clash.doNothing()).returning("id").executeTakeFirst();
    if (!made) {
      const same = await trx.selectFrom("canned_answer").select("id").where("id", "=", id).executeTakeFirst();
      if (!same) throw invalid({ title: { code: "title_taken" } });
      return;
    }
    const subject = { kind: "canned_answer", id };
    await recordAudit(trx, ctx, { kind: "canned_answer_added", subject, data: { title: answer.title } });
  });
}

/** @throws AppError forbidden, not_found, conflict canned_changed, invalid `title` */
export async function editCanned(
  ctx: Ctx,
  id: string,
  { version, active, ...facts }: CannedEdit,
): Promise<void> {
  requirePermission(ctx.actor, "texts.manage");
  await ctx.db.transaction().execute(async (trx) => {
    const before = await trx.selectFrom("canned_answer").selectAll().where("id", "=", id).forUpdate()
      .executeTakeFirst();
    if (!before) throw notFound();
    const after = { ...facts, active: active ? 1 : 0 };
    const changes = changesOf({ ...before }, after);
    if (!changes) return;
    if (before.version !== version) throw conflict("canned_changed");
    await titleTaken(
      trx.updateTable("canned_answer").set({ ...after, version: version + 1 }).where("id", "=", id).execute(),
    );
    const subject = { kind: "canned_answer", id };
    await recordAudit(trx, ctx, { kind: "canned_answer_edited", subject, data: { ...changes } });
  });
}

async function titleTaken<Result>(writing: Promise<Result>): Promise<Result> {
  try {
    return await writing;
  } catch (error) {
    if (dbFault(error)?.kind === "unique") throw invalid({ title: { code: "title_taken" } });
    throw error;
  }
}
