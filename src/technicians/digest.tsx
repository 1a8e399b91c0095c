import { DigestMail, digestPlain, digestSubject } from "../../views/mail/digest_mail.tsx";
import { openOn } from "../admin/opening.ts";
import { type Branch, branchOf } from "../admin/shop.ts";
import type { Ctx } from "../context.ts";
import { dayOf, localDateTime } from "../lib/dates.ts";
import type { Locale } from "../lib/locale.ts";
import { queueNotice } from "../mail/outbox.ts";
import { paths } from "../paths.ts";
import { digestToken } from "./digest_end.ts";
import { type OwnWork, readOwnWork } from "../orders/own_work.ts";

export type DigestRow = Pick<
  OwnWork["overdue"][number],
  "number" | "client" | "brand" | "model" | "status_since" | "overdue_at"
>;

/** What the mail about the work of a day says. */
export interface DigestFacts {
  locale: Locale;
  timeZone: string;
  shop: string;
  name: string;
  work: Record<keyof OwnWork, readonly DigestRow[]>;
  now: number;
  /** Public address without a trailing slash. */
  baseUrl: string;
}

/**
 * Mails every technician the own orders that are overdue, due today or standing still: once a day, from the hour of the setting until
 * their branch closes, and nothing to who has none. Answers how many. The day is noted with the mail, so that each goes once wherever this runs.
 */
export async function sendDigests(ctx: Ctx): Promise<number> {
  let sent = 0;
  const people = await ctx.db.selectFrom("user")
    .select(["id", "name", "email", "locale", "branch_id", "digest_day"])
    .where("active", "=", 1).where("role", "=", "technician").where("digest_off", "=", 0).orderBy("id")
    .execute();
  for (const person of people) {
    const branch = branchOf(ctx.shop, person.branch_id);
    const today = digestDay(ctx, branch);
    if (today === null || person.digest_day >= today) continue;
    if (await sendDigest(ctx, { person, branch, today })) sent++;
  }
  if (sent > 0) ctx.live.changed("jobs");
  return sent;
}

/** The day whose work is to be told now, null before the hour, after closing and on days on which a branch stays closed. */
export function digestDay({ shop, now }: Pick<Ctx, "shop" | "now">, branch: Branch): string | null {
  const day = dayOf(now, branch.timeZone);
  const open = openOn(day, branch);
  const hour = Number(localDateTime(now, branch.timeZone).slice(11, 13));
  return open && now < open.to && hour >= shop.settings.digest_hour ? day : null;
}

interface Person {
  id: string;
  name: string;
  email: string;
  locale: Locale;
}

async function sendDigest(
  ctx: Ctx,
  { person, branch, today }: { person: Person; branch: Branch; today: string },
): Promise<boolean> {
  const { timeZone } = branch;
  const work = await readOwnWork(ctx, { technicianId: person.id, timeZone });
  return await ctx.db.transaction().execute(async (trx) => {
    const taken = await trx.updateTable("user").set({ digest_day: today }).where("id", "=", person.id)
      .where("digest_day", "<", today).returning("id").executeTakeFirst();
    if (!taken || Object.values(work).every((rows) => rows.length === 0)) return false;
    const facts: DigestFacts = {
      locale: person.locale,
      timeZone,
      shop: ctx.shop.organization?.name ?? branch.name,
      name: person.name,
      work,
      now: ctx.now,
      baseUrl: ctx.baseUrl,
    };
    await queueNotice(trx, ctx, {
      kind: "work_digest",
      to: { name: person.name, address: person.email },
      locale: person.locale,
      subject: digestSubject(facts),
      html: `<!doctype html>${<DigestMail facts={facts} />}`,
      text: digestPlain(facts),
      unsubscribePath: paths.digestEnd(digestToken(ctx.secretKey, person.id)),
    });
    return true;
  });
}
