import type { Db } from "../db/open.ts";

/** After the clock was set back from `before` to `now`: daemons have no longer for what they were handed than before. */
export async function movePrintLeasesBack(
  trx: Db,
  { before, now }: { before: number; now: number },
): Promise<void> {
  await trx.updateTable("print_job").set((q) => ({ lease_until: q("lease_until", "-", before - now) }))
    .where("state", "=", "leased").where("lease_until", ">", now).execute();
}
