import { alertNotice } from "../../views/mail/alert_mail.tsx";
import { DigestMail, digestPlain, digestSubject } from "../../views/mail/digest_mail.tsx";
import { mentionWords } from "../../views/mail/mention_mail.tsx";
import { NoticeMail, noticePlain, type NoticeWords } from "../../views/mail/notice_mail.tsx";
import { ReportMail, reportPlain } from "../../views/mail/report_mail.tsx";
import type { Alert } from "../alerts/alert.ts";
import { renderAccountMail } from "../auth/account_mails.tsx";
import type { Ctx } from "../context.ts";
import type { Locale } from "../lib/locale.ts";
import type { AccountMailKind, NoticeKind, RenderedMessage } from "../mail/message.ts";
import { tryMail } from "../mail/trial.ts";
import { noticeWords } from "../quotes/notices.tsx";
import { reportFigures, reportMailFacts, reportSubject } from "../reports/sending.tsx";

const HOUR = 3_600_000;
const NUMBER = "S01-000001";
const CLIENT = "Marta Pérez";

interface Shown {
  ctx: Ctx;
  locale: Locale;
}

type Sample = (shown: Shown) => RenderedMessage | Promise<RenderedMessage>;

/** A mail of each kind to the shop's own people, of made-up work. */
const SAMPLES: Record<NoticeKind, Sample> = {
  alert_opened: (shown) => alerted(shown, null),
  alert_closed: (shown) => alerted(shown, shown.ctx.now),
  quote_decided: decided,
  note_mention: mentioned,
  work_digest: digest,
  user_invitation: (shown) => account("user_invitation", shown),
  password_reset: (shown) => account("password_reset", shown),
  password_changed: (shown) => account("password_changed", shown),
  second_factor_on: (shown) => account("second_factor_on", shown),
  second_factor_off: (shown) => account("second_factor_off", shown),
  passkey_added: (shown) => account("passkey_added", shown),
  passkey_removed: (shown) => account("passkey_removed", shown),
  password_given: (shown) => account("password_given", shown),
  email_changed: (shown) => account("email_changed", shown),
  recovery_codes_made: (shown) => account("recovery_codes_made", shown),
  sign_in_noticed: (shown) => account("sign_in_noticed", shown),
  sign_in_blocked: (shown) => account("sign_in_blocked", shown),
  template_test: ({ ctx, locale }) =>
    tryMail(ctx, { kind: "order_ready", locale, template: null, number: "" }),
  report,
};

export async function sampleNotice(kind: NoticeKind, shown: Shown): Promise<RenderedMessage> {
  return await SAMPLES[kind](shown);
}

function account(kind: AccountMailKind, { ctx, locale }: Shown): RenderedMessage {
  return renderAccountMail(ctx, {
    kind,
    user: { name: "Tomás Técnico", email: "tomas@example.com", locale },
    url: `${ctx.baseUrl}/…`,
    facts: {
      userAgent: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
      ip: "203.0.113.7",
      failures: 3,
      afterPassword: true,
    },
  });
}

function alerted({ ctx, locale }: Shown, closedAt: number | null): RenderedMessage {
  const alert: Alert = {
    id: "",
    kind: "disk_low",
    branchId: "",
    subject: { kind: "disk", id: "data", name: "" },
    facts: { percent: 4, free: 4e9 },
    openedAt: ctx.now - HOUR,
    closedAt,
    seenAt: null,
    seenBy: "",
    rightSince: null,
    acknowledgedAt: null,
    acknowledgedBy: "",
  };
  const { shop, timeZone } = placeOf(ctx);
  const facts = { locale, timeZone, shop, branch: shop, alert, url: ctx.baseUrl };
  const words = alertNotice(facts, ctx.now);
  return noticed(words, `${shop}: ${words.heading}`);
}

function decided({ ctx, locale }: Shown): RenderedMessage {
  const { shop: name, currency } = placeOf(ctx);
  const one = { option: "" as const, quantity: 1, taxRate: 0, partId: null };
  const words = noticeWords({
    order: { number: NUMBER },
    offer: {
      currency,
      taxIncluded: true,
      options: [],
      depositPercent: 50,
      lines: [{ ...one, id: "", kind: "labour", description: "", unitMinor: 48_500_00 }],
      shop: { name, taxId: "", branch: name, address: "", phone: "", email: "" },
      client: { name: CLIENT, document: "", phone: "", email: "" },
    },
    facts: { decision: "approved", option: "", who: "", note: "" },
  }, { locale, baseUrl: ctx.baseUrl });
  return noticed(words, words.heading);
}

function mentioned({ ctx, locale }: Shown): RenderedMessage {
  const text = locale === "es" ? "@Tomás ¿puede mirarlo hoy?" : "@Tomás could you look at it today?";
  const { shop } = placeOf(ctx);
  const facts = { locale, shop, number: NUMBER, by: "Rocío Recepción", text, url: `${ctx.baseUrl}/…` };
  const words = mentionWords(facts);
  return noticed(words, words.heading);
}

function digest({ ctx, locale }: Shown): RenderedMessage {
  const { shop, timeZone } = placeOf(ctx);
  const device = { brand: "Samsung", model: "Galaxy A54" } as const;
  const row = {
    ...device,
    number: NUMBER,
    client: CLIENT,
    status_since: ctx.now - 48 * HOUR,
    overdue_at: ctx.now - HOUR,
  };
  const work = { overdue: [row], dueToday: [row], stale: [row] };
  const { now, baseUrl } = ctx;
  const facts = { locale, timeZone, shop, name: "Tomás Técnico", work, now, baseUrl };
  const html = `<!doctype html>${<DigestMail facts={facts} />}`;
  return { subject: digestSubject(facts), html, text: digestPlain(facts) };
}

/** With what the shop of the database has done. */
async function report({ ctx, locale }: Shown): Promise<RenderedMessage> {
  const plan = {
    id: "",
    branchId: "",
    period: "weekly",
    hour: 8,
    weekday: 1,
    monthDay: 1,
    locale,
    active: true,
    dueAt: 0,
    version: 1,
  } as const;
  const figures = await reportFigures(ctx, plan, ctx.now);
  const facts = reportMailFacts(ctx, { plan, person: { id: "" }, report: { figures, seal: "" } });
  const html = `<!doctype html>${<ReportMail facts={facts} />}`;
  return { subject: reportSubject(facts), html, text: reportPlain(facts) };
}

function noticed(words: NoticeWords, subject: string): RenderedMessage {
  return { subject, html: `<!doctype html>${<NoticeMail words={words} />}`, text: noticePlain(words) };
}

function placeOf({ shop }: Ctx): { shop: string; timeZone: string; currency: string } {
  const [branch] = shop.branches;
  return {
    shop: shop.organization?.name ?? "Reparo",
    timeZone: branch?.timeZone ?? "UTC",
    currency: branch?.currency ?? "USD",
  };
}
