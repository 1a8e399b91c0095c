import { NoticeMail, noticePlain } from "../../views/mail/notice_mail.tsx";
import { preintakeText } from "../../views/preintakes/text.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import type { Locale } from "../lib/locale.ts";
import { queueNotice } from "../mail/outbox.ts";

interface LinkLetter {
  /** Of the message. */
  id: string;
  client: { id: string; name: string; locale: Locale };
  address: string;
  url: string;
}

/** Writes the mail that hands a client their link, in their language, into the outbox. */
export async function queueLinkLetter(
  trx: Db,
  ctx: Ctx,
  { id, client, address, url }: LinkLetter,
): Promise<void> {
  const { locale, name } = client;
  const t = preintakeText[locale].mail;
  const shop = ctx.shop.organization?.name ?? "";
  const words = {
    locale,
    where: shop,
    heading: t.heading,
    body: t.body(name),
    url,
    open: t.open,
    why: t.why(shop),
  };
  await queueNotice(trx, ctx, {
    kind: "preintake_link",
    id,
    clientId: client.id,
    to: { name, address },
    locale,
    subject: t.subject(shop),
    html: `<!doctype html>${<NoticeMail words={words} />}`,
    text: noticePlain(words),
  });
}
