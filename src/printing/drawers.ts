import type { Db } from "../db/open.ts";
import { rollOf } from "./drawn_roll.ts";

export interface DrawerPrinter {
  id: string;
  name: string;
  agent_id: string;
}

/** The receipt printers of a branch that a cash drawer hangs on, by name; only those that some daemon still has. */
export async function drawerPrinters(db: Db, branchId: string): Promise<DrawerPrinter[]> {
  const printers = await db.selectFrom("printer").innerJoin("agent", "agent.id", "printer.agent_id")
    .select(["printer.id", "printer.name", "printer.agent_id", "printer.roll_json"])
    .where("printer.branch_id", "=", branchId).where("printer.language", "=", "escpos")
    .where("printer.active", "=", 1).where("agent.revoked_at", "is", null)
    .orderBy("printer.name").orderBy("printer.id").execute();
  return printers.filter((printer) => (rollOf(printer)?.drawer ?? "none") !== "none")
    .map(({ id, name, agent_id }) => ({ id, name, agent_id }));
}

/**
 * The printer whose drawer cash goes into: the till's own, or the branch's only one. Null where no drawer is, or nobody can
 * tell which.
 */
export async function drawerFor(
  db: Db,
  { branchId, printerId }: { branchId: string; printerId: string | null },
): Promise<DrawerPrinter | null> {
  const printers = await drawerPrinters(db, branchId);
  if (printerId !== null) return printers.find((printer) => printer.id === printerId) ?? null;
  return printers.length === 1 ? printers[0] ?? null : null;
}
