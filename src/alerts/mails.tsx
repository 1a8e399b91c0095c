import { alertNotice } from "../../views/mail/alert_mail.tsx";
import { NoticeMail, noticePlain } from "../../views/mail/notice_mail.tsx";
import { alertText } from "../../views/alerts/text.ts";
import { alertOver, alertPage, alertSentence } from "../../views/alerts/words.ts";
import { branchOf } from "../admin/shop.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import type { Locale } from "../lib/locale.ts";
import { queueNotice } from "../mail/outbox.ts";
import type { Alert } from "./alert.ts";

/** What an alert's mail says; it is over when `alert.closedAt` is set. */
export interface AlertMailFacts {
  locale: Locale;
  /** IANA name, of the branch. */
  timeZone: string;
  shop: string;
  branch: string;
  alert: Alert;
  url: string;
}

/** Whom what goes wrong is mailed to: the administrators who have not switched that off. */
export async function adminsToTell(trx: Db): Promise<{ name: string; email: string; locale: Locale }[]> {
  return await trx.selectFrom("user").select(["name", "email", "locale"])
    .where("role", "=", "admin").where("active", "=", 1).where("alerts_off", "=", 0).orderBy("id")
    .execute();
}

/** One mail to each administrator, in their own language; of what was told before it says that it goes on. */
export async function queueAlertMails(trx: Db, ctx: Ctx, alert: Alert): Promise<void> {
  const again = alert.closedAt === null && alert.openedAt < ctx.now;
  const branch = branchOf(ctx.shop, alert.branchId);
  for (const { name, email, locale } of await adminsToTell(trx)) {
    const facts: AlertMailFacts = {
      locale,
      timeZone: branch.timeZone,
      shop: ctx.shop.organization?.name ?? branch.name,
      branch: branch.name,
      alert,
      url: ctx.baseUrl + alertPage(alert, locale).path,
    };
    const words = alertNotice(facts, ctx.now);
    const wrong = alertSentence(alert, { locale, timeZone: branch.timeZone, now: ctx.now });
    const sentence = again ? alertText[locale].still(wrong) : wrong;
    await queueNotice(trx, ctx, {
      kind: alert.closedAt === null ? "alert_opened" : "alert_closed",
      to: { name, address: email },
      locale,
      subject: `${facts.shop}: ${alert.closedAt === null ? sentence : alertOver(alert, locale)}`,
      html: `<!doctype html>${<NoticeMail words={words} />}`,
      text: noticePlain(words),
    });
  }
}
