import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { GENERAL } from "./part.ts";

/** Gives a new branch its place for parts, in the transaction that makes the branch. */
export async function openStockroom(trx: Db, ctx: Pick<Ctx, "now">, branchId: string): Promise<void> {
  await trx.insertInto("stock_location").values({
    id: branchId,
    branch_id: branchId,
    code: GENERAL,
    created_at: ctx.now,
  }).execute();
}

/** The branch's shelf of that code, made when there is none; its general place for "". */
export async function locationId(
  trx: Db,
  ctx: Ctx,
  { branchId, code }: { branchId: string; code: string },
): Promise<string> {
  if (code === "" || code === GENERAL) return branchId;
  await trx.insertInto("stock_location").values({
    id: ctx.random.id(ctx.now),
    branch_id: branchId,
    code,
    created_at: ctx.now,
  }).onConflict((known) => known.columns(["branch_id", "code"]).doNothing()).execute();
  const { id } = await trx.selectFrom("stock_location").select("id").where("branch_id", "=", branchId)
    .where("code", "=", code).executeTakeFirstOrThrow();
  return id;
}
