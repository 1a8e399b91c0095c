import type { Db } from "../db/open.ts";
import type { Stock } from "./stock.ts";

/** A printer as somewhere to send a label to. */
export interface Target extends Stock {
  id: string;
  agent_id: string;
  branch_id: string;
  name: string;
  fallback_id: string | null;
  /** Some daemon still has it. */
  live: boolean;
}

export async function findTarget(db: Db, id: string): Promise<Target | undefined> {
  const row = await targetRows(db).where("printer.id", "=", id).executeTakeFirst();
  return row && targetOf(row);
}

/** The printers of a branch, or of the whole shop, that are still there. */
export async function liveTargets(db: Db, branchId: string | null): Promise<Target[]> {
  const rows = await targetRows(db).$if(
    branchId !== null,
    (q) => q.where("printer.branch_id", "=", branchId ?? ""),
  )
    .where("printer.active", "=", 1)
    .where("agent.revoked_at", "is", null).orderBy("printer.name").orderBy("printer.id").execute();
  return rows.map(targetOf);
}

function targetRows(db: Db) {
  return db.selectFrom("printer").innerJoin("agent", "agent.id", "printer.agent_id")
    .select(["printer.id", "printer.agent_id", "printer.branch_id", "printer.name", "printer.active"])
    .select(["printer.language", "printer.media", "printer.dpi", "printer.width_um", "printer.height_um"])
    .select(["printer.fallback_id", "agent.revoked_at"]);
}

function targetOf(
  { active, revoked_at, ...row }: Awaited<ReturnType<ReturnType<typeof targetRows>["execute"]>>[number],
) {
  return { ...row, live: active === 1 && revoked_at === null };
}
