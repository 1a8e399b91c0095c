import { accountMailText } from "../../views/auth/mail_text.ts";
import { browserOf } from "../../views/users/browser.ts";
import { NoticeMail, noticePlain } from "../../views/mail/notice_mail.tsx";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { formatDateTime } from "../lib/dates.ts";
import type { Locale } from "../lib/locale.ts";
import type { AccountMailKind, RenderedMessage } from "../mail/message.ts";
import { queueNotice } from "../mail/outbox.ts";
import { LINK_LASTS } from "./link.ts";

export interface AccountMail {
  kind: AccountMailKind;
  user: { name: string; email: string; locale: Locale };
  url: string;
  /** Where it came from, how many wrong tries there were before a sign-in, and whether those had the password right. */
  facts?: { userAgent?: string; ip?: string; failures?: number; afterPassword?: boolean };
}

/** A mail about somebody's own account, in their language; where it carries a way in, its text is forgotten once it is sent. */
export async function queueAccountMail(trx: Db, ctx: Ctx, mail: AccountMail): Promise<void> {
  const { kind, user: { name, email: address, locale } } = mail;
  await queueNotice(trx, ctx, { kind, to: { name, address }, locale, ...renderAccountMail(ctx, mail) });
}

export function renderAccountMail(
  ctx: Pick<Ctx, "now" | "shop">,
  { kind, user: { name, locale }, url, facts = {} }: AccountMail,
): RenderedMessage {
  const { organization } = ctx.shop;
  const shop = organization?.name ?? "Reparo";
  const text = accountMailText[locale];
  const reading = { locale, timeZone: organization?.timeZone ?? "UTC" };
  const lasts = kind === "user_invitation"
    ? LINK_LASTS.invitation
    : kind === "password_reset"
    ? LINK_LASTS.password_reset
    : 0;
  const until = formatDateTime(ctx.now + lasts, reading);
  const mail = text.mails[kind];
  const { failures = 0, afterPassword = false } = facts;
  const from = placeOf(facts, text);
  const words = {
    locale,
    where: shop,
    heading: mail.heading(shop),
    body: mail.body({ name, shop, when: until, from, failures, afterPassword }),
    url,
    open: mail.open,
    why: text.why(shop),
  };
  return {
    subject: `${shop}: ${mail.subject(shop)}`,
    html: `<!doctype html>${<NoticeMail words={words} />}`,
    text: noticePlain(words),
  };
}

/** The browser, its system and the address, as far as they are known. */
function placeOf(
  { userAgent = "", ip = "" }: { userAgent?: string; ip?: string },
  { on }: (typeof accountMailText)[Locale],
): string {
  const { name, system } = browserOf(userAgent);
  const browser = name && system ? on(name, system) : name ?? system;
  return [browser, ip].filter((part) => part !== null && part !== "").join(", ");
}
