import { requirePermission } from "../auth/permissions.ts";
import type { Ctx } from "../context.ts";
import { AppError, conflict } from "../lib/app_error.ts";
import type { BatchAct } from "./batch.ts";
import { dismissPrintJob, reprint, reprintOn, resolveUnknown } from "./job_commands.ts";
import { movePrintJob } from "./move_commands.ts";
import { UNFINISHED } from "./print_job.ts";

export interface Batch {
  ids: readonly string[];
  act: BatchAct;
  /** For `move`. */
  printerId: string | null;
  /** One click, one key: each job's own is made from it. */
  idemKey: string;
}

/**
 * The same for several jobs of the dead-letter page, each in a transaction of its own: what cannot be done to one of them is
 * counted and keeps none of the others. @throws AppError forbidden, conflict `nothing_chosen`
 */
export async function actOnJobs(ctx: Ctx, batch: Batch): Promise<{ done: number; refused: number }> {
  requirePermission(ctx.actor, "printers.manage");
  if (batch.ids.length === 0) throw conflict("nothing_chosen");
  let done = 0;
  let refused = 0;
  for (const id of new Set(batch.ids)) {
    try {
      await actOn(ctx, id, batch);
      done++;
    } catch (error) {
      if (!(error instanceof AppError) || !["conflict", "not_found"].includes(error.code)) throw error;
      refused++;
    }
  }
  return { done, refused };
}

async function actOn(ctx: Ctx, id: string, { act, printerId, idemKey }: Batch): Promise<void> {
  const key = `${idemKey}:${id}`;
  const job = await ctx.db.selectFrom("print_job").select("state").where("id", "=", id).executeTakeFirst();
  const unknown = job?.state === "unknown";
  if (act === "printed") await resolveUnknown(ctx, id, { saw: "printed", idemKey: key });
  else if (act === "again" && unknown) await resolveUnknown(ctx, id, { saw: "again", idemKey: key });
  else if (act === "again") await reprint(ctx, id, key);
  else if (act === "dismiss" && unknown) await resolveUnknown(ctx, id, { saw: "forget", idemKey: key });
  else if (act === "dismiss") await dismissPrintJob(ctx, id);
  else if (printerId === null) throw conflict("no_printer");
  else if (UNFINISHED.some((state) => state === job?.state)) await movePrintJob(ctx, id, printerId);
  else await reprintOn(ctx, id, { idemKey: key, printerId });
}
