import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { notFound } from "../lib/app_error.ts";

export interface CannedRow {
  id: string;
  title: string;
  text: string;
  active: boolean;
  version: number;
}

/** Every canned answer, those in use first. */
export async function listCanned(ctx: Ctx): Promise<CannedRow[]> {
  const rows = await cannedRows(ctx).orderBy("active", "desc").orderBy("title").execute();
  return rows.map((row) => ({ ...row, active: row.active === 1 }));
}

/** @throws AppError not_found */
export async function getCanned(ctx: Ctx, id: string): Promise<CannedRow> {
  const row = await cannedRows(ctx).where("id", "=", id).executeTakeFirst();
  if (!row) throw notFound();
  return { ...row, active: row.active === 1 };
}

function cannedRows({ db }: Ctx) {
  return db.selectFrom("canned_answer").select(["id", "title", "text", "active", "version"]);
}

/** What can be put into a note, by title. */
export function cannedInUse(db: Db) {
  return db.selectFrom("canned_answer").select(["id", "title"]).where("active", "=", 1).orderBy("title");
}

/** The words of an answer in use, "" when there is none of that id. */
export async function cannedText(ctx: Ctx, id: string): Promise<string> {
  const row = await ctx.db.selectFrom("canned_answer").select("text").where("id", "=", id)
    .where("active", "=", 1).executeTakeFirst();
  return row?.text ?? "";
}

export interface Mention {
  id: string;
  at: number;
  by: string;
  number: string;
  text: string;
}

const SHOWN = 10;

/** The notes that mention the one who asks and that they have not opened yet, newest first. */
export async function unseenMentions(ctx: Ctx): Promise<Mention[]> {
  return await unseenQuery(ctx).execute();
}

export function unseenQuery({ db, actor }: Ctx) {
  return db.selectFrom("note_mention").innerJoin("note", "note.id", "note_mention.note_id")
    .innerJoin("order", "order.id", "note_mention.order_id").innerJoin("user", "user.id", "note.written_by")
    .select([
      "note_mention.id",
      "note_mention.created_at as at",
      "user.name as by",
      "order.number",
      "note.text",
    ])
    .where("note_mention.user_id", "=", actor.id ?? "").where("note_mention.seen_at", "is", null)
    .orderBy("note_mention.id", "desc").limit(SHOWN);
}
