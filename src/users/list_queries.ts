import type { Ctx } from "../context.ts";
import type { Role } from "./role.ts";

export interface UserFilter {
  role?: Role;
  branchId?: string;
  active?: boolean;
  /** Keyset: id of the last user of the page before. */
  after: string | null;
}

export type UserLine = Awaited<ReturnType<ReturnType<typeof userList>["execute"]>>[number];

/** One page of everybody who has an account, newest first. */
export async function userPage(
  ctx: Ctx,
  filter: UserFilter,
  limit: number,
): Promise<{ rows: UserLine[]; next: string | null }> {
  const found = await userList(ctx, filter).limit(limit + 1).execute();
  const rows = found.slice(0, limit);
  return { rows, next: found.length > limit ? rows.at(-1)?.id ?? null : null };
}

/** The query of a page, for the planner's test too. */
export function userList(ctx: Ctx, { role, branchId, active, after }: UserFilter) {
  return ctx.db.selectFrom("user")
    .select(["id", "name", "email", "role", "locale", "branch_id", "active", "created_at", "version"])
    .select("must_change_password")
    .select((q) =>
      q.selectFrom("session").select((inner) => inner.fn.max("last_seen_at").as("at"))
        .whereRef("session.user_id", "=", "user.id").as("last_seen_at")
    )
    .$if(role !== undefined, (q) => q.where("role", "=", role ?? "admin"))
    .$if(branchId !== undefined, (q) => q.where("branch_id", "=", branchId ?? ""))
    .$if(active !== undefined, (q) => q.where("active", "=", active ? 1 : 0))
    .$if(after !== null, (q) => q.where("id", "<", after ?? ""))
    .orderBy("id", "desc");
}
