import { serviceText } from "../../views/tracking/service_text.ts";
import type { Alert } from "../alerts/alert.ts";
import { openAlerts } from "../alerts/queries.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import type { Locale } from "../lib/locale.ts";

/** What a client may notice of what is wrong, the worst first. */
export const DEGRADED = ["payments", "messages", "service"] as const;
export type Degraded = (typeof DEGRADED)[number];

/** A mail that has waited for so long is late. */
const LATE_MS = 3_600_000;

/**
 * The one sentence that clients read on their page while the shop's online service is degraded: as an administrator wrote it, else what
 * follows from the open alerts and from mails that wait. Null while it is well, and where the shop does not tell.
 */
export async function serviceNotice(ctx: Ctx, locale: Locale): Promise<string | null> {
  const { service_notice, service_notice_es, service_notice_en } = ctx.shop.settings;
  if (!service_notice) return null;
  const written = { es: service_notice_es || service_notice_en, en: service_notice_en || service_notice_es };
  if (written[locale] !== "") return written[locale];
  const [alerts, late] = await Promise.all([openAlerts(ctx.db), oldestMail(ctx.db).executeTakeFirst()]);
  const felt = new Set(alerts.flatMap(feltOf));
  if (late && ctx.now - late.created_at > LATE_MS) felt.add("messages");
  const worst = DEGRADED.find((one) => felt.has(one));
  return worst ? serviceText[locale][worst] : null;
}

/** What has waited longest to be sent. */
export function oldestMail(db: Db) {
  return db.selectFrom("message").select("created_at").where("state", "=", "queued").orderBy("id")
    .limit(1);
}

function feltOf({ kind, subject }: Alert): Degraded[] {
  if (kind === "task_failing" || kind === "task_late") {
    return subject.id === "mind_gateways" ? ["payments"] : [];
  }
  if (kind === "whatsapp_refused") return ["messages"];
  return kind === "jobs_dead" || kind === "disk_low" ? ["service"] : [];
}
