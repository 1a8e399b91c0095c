import { branchOf } from "../admin/shop.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { dayOf, instantOf, nextDay } from "../lib/dates.ts";
import { mailAppointment } from "./mails.ts";

const AT_ONCE = 100;
/** Longer than from the first hour of a day to the last of the next, whatever the clocks do. */
const AHEAD_MS = 50 * 3_600_000;

/**
 * Reminds clients of appointments on the day before, from the hour of the setting on the branch's clock. That it was done stands in
 * the row and is written with the mail: each is told once, however often and wherever this runs. Answers of how many.
 */
export async function remindAppointments(ctx: Ctx): Promise<number> {
  let done = 0;
  for (let last: { starts_at: number; id: string } | undefined, more = true; more;) {
    const due = await comingAppointments(ctx.db, { now: ctx.now, after: last }).execute();
    for (const { id } of due.filter((one) => isDue(ctx, one))) if (await remind(ctx, id)) done++;
    last = due.at(-1);
    more = due.length === AT_ONCE;
  }
  if (done > 0) ctx.live.changed("jobs");
  return done;
}

/** Planned ones of the next days of which nobody was reminded, the next first. */
export function comingAppointments(
  db: Db,
  { now, after }: { now: number; after?: { starts_at: number; id: string } },
) {
  return db.selectFrom("appointment").select(["id", "branch_id", "starts_at", "updated_at"])
    .where("state", "=", "planned").where("starts_at", ">", now).where("starts_at", "<", now + AHEAD_MS)
    .where("reminded_at", "is", null)
    .$if(
      after !== undefined,
      (q) =>
        q.where(({ eb, refTuple, tuple }) =>
          eb(refTuple("starts_at", "id"), ">", tuple(after?.starts_at ?? 0, after?.id ?? ""))
        ),
    )
    .orderBy("starts_at").orderBy("id").limit(AT_ONCE);
}

/** On that day only, and whoever has booked or moved it since the hour knows. */
function isDue(
  { shop, now }: Ctx,
  { branch_id, starts_at, updated_at }: { branch_id: string; starts_at: number; updated_at: number },
): boolean {
  const { timeZone } = branchOf(shop, branch_id);
  const hour = String(shop.settings.appointment_reminder_hour).padStart(2, "0");
  const dueAt = instantOf(`${nextDay(dayOf(starts_at, timeZone), -1)}T${hour}:00`, timeZone);
  return dueAt <= now && updated_at < dueAt && dayOf(now, timeZone) < dayOf(starts_at, timeZone);
}

async function remind(ctx: Ctx, id: string): Promise<boolean> {
  return await ctx.db.transaction().execute(async (trx) => {
    const row = await trx.updateTable("appointment").set({ reminded_at: ctx.now }).where("id", "=", id)
      .where("state", "=", "planned").where("reminded_at", "is", null).returningAll().executeTakeFirst();
    if (!row || !isDue(ctx, row)) return false;
    await mailAppointment(trx, ctx, { kind: "appointment_reminder", row });
    return true;
  });
}
