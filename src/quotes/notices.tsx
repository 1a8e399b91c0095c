import { NoticeMail, noticePlain, type NoticeWords, placeWords } from "../../views/mail/notice_mail.tsx";
import { noticeText } from "../../views/quotes/notice_text.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import type { Locale } from "../lib/locale.ts";
import { formatMoney } from "../lib/money.ts";
import { queueNotice } from "../mail/outbox.ts";
import { paths } from "../paths.ts";
import type { DecisionFacts } from "./evidence.ts";
import { type Offer, offerSums } from "./offer.ts";

interface Answer {
  order: { number: string; technician_id: string | null };
  offer: Offer;
  facts: DecisionFacts;
  sentBy: string | null;
}

/** Mails whoever works on the order, or who sent the offer, unless they entered the decision themselves. */
export async function tellTheShop(trx: Db, ctx: Ctx, answer: Answer): Promise<void> {
  const id = answer.order.technician_id ?? answer.sentBy;
  if (id === null || id === ctx.actor.id) return;
  const user = await trx.selectFrom("user").select(["name", "email", "locale"]).where("id", "=", id)
    .where("active", "=", 1).executeTakeFirst();
  if (!user) return;
  const words = noticeWords(answer, { locale: user.locale, baseUrl: ctx.baseUrl });
  await queueNotice(trx, ctx, {
    kind: "quote_decided",
    to: { name: user.name, address: user.email },
    locale: user.locale,
    subject: words.heading,
    html: `<!doctype html>${<NoticeMail words={words} />}`,
    text: noticePlain(words),
  });
}

/** What of an answer is told. */
export interface ToldAnswer {
  order: Pick<Answer["order"], "number">;
  offer: Pick<Offer, "currency" | "lines" | "options" | "taxIncluded" | "depositPercent" | "shop" | "client">;
  facts: Pick<DecisionFacts, "decision" | "option" | "who" | "note">;
}

export function noticeWords(
  { order, offer, facts }: ToldAnswer,
  { locale, baseUrl }: { locale: Locale; baseUrl: string },
): NoticeWords {
  const text = noticeText[locale];
  const money = (minor: number) => formatMoney(minor, offer.currency, locale);
  const sum = offerSums(offer).find((one) => one.option === facts.option);
  const total = money(sum?.totalMinor ?? 0);
  const client = facts.who || offer.client.name;
  const approved = facts.decision === "approved";
  return {
    locale,
    where: placeWords(offer.shop.name, offer.shop.branch),
    heading: approved ? text.approved(order.number, client) : text.rejected(order.number, client),
    body: !approved
      ? text.rejectedBody(facts.note)
      : sum && sum.depositMinor > 0
      ? text.approvedWithDeposit(total, money(sum.depositMinor))
      : text.approvedBody(total),
    url: baseUrl + paths.order(order.number),
    open: text.open,
    why: text.why,
  };
}
