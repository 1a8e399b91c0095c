import type { Locale } from "../../src/lib/locale.ts";
import type { StopCause } from "../../src/webhooks/endpoint.ts";
import type { NoticeWords } from "../mail/notice_mail.tsx";
import { text } from "./text.ts";

/** What the mail about an endpoint that was stopped says. */
export function stoppedNotice(facts: {
  locale: Locale;
  shop: string;
  /** Where it is, without what else its address tells. */
  host: string;
  cause: StopCause;
  url: string;
}): NoticeWords {
  const { locale, shop, host, cause, url } = facts;
  const t = text[locale].mail;
  return {
    locale,
    where: shop,
    heading: t.heading(host),
    body: t.body[cause],
    url,
    open: t.open,
    why: t.why,
  };
}
