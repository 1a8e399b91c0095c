import type { Ctx } from "../context.ts";
import { notFound } from "../lib/app_error.ts";
import type { Locale } from "../lib/locale.ts";

export interface BranchPage {
  id: string;
  code: string;
  name: string;
  address: string;
  phone: string;
  time_zone: string;
  currency: string;
  active: number;
  version: number;
  /** Orders carry its code: it stays as it is. */
  hasOrders: boolean;
}

/** @throws AppError not_found */
export async function getBranch(ctx: Ctx, id: string): Promise<BranchPage> {
  const branch = await ctx.db.selectFrom("branch")
    .leftJoin("order_sequence", "order_sequence.branch_id", "branch.id")
    .select(["branch.id", "branch.code", "branch.name", "branch.address", "branch.phone"])
    .select(["branch.time_zone", "branch.currency", "branch.active", "branch.version", "order_sequence.next"])
    .where("branch.id", "=", id).limit(1).executeTakeFirst();
  if (!branch) throw notFound();
  const { next, ...facts } = branch;
  return { ...facts, hasOrders: next !== null };
}

export interface BranchRow {
  id: string;
  code: string;
  name: string;
  timeZone: string;
  currency: string;
  active: boolean;
  /** Active users who work there. */
  staff: number;
}

export async function listBranches(ctx: Ctx): Promise<BranchRow[]> {
  const rows = await ctx.db.selectFrom("branch")
    .select(["id", "code", "name", "time_zone", "currency", "active"])
    .select((q) =>
      q.selectFrom("user").select((inner) => inner.fn.countAll<number>().as("users"))
        .whereRef("user.branch_id", "=", "branch.id").where("user.active", "=", 1).as("staff")
    )
    .orderBy("active", "desc").orderBy("code").execute();
  return rows.map(({ time_zone, ...row }) => ({
    ...row,
    timeZone: time_zone,
    active: row.active === 1,
    staff: Number(row.staff),
  }));
}

export interface TermsRow {
  locale: Locale;
  version: number;
  createdAt: number;
  by: string | null;
}

/** Every version of the terms, newest first. */
export async function listTerms(ctx: Ctx): Promise<TermsRow[]> {
  return await ctx.db.selectFrom("terms_version").leftJoin("user", "user.id", "terms_version.created_by")
    .select(["terms_version.locale", "terms_version.version", "terms_version.created_at as createdAt"])
    .select("user.name as by").orderBy("terms_version.id", "desc").limit(200).execute();
}
