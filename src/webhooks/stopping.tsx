import { NoticeMail, noticePlain } from "../../views/mail/notice_mail.tsx";
import { stoppedNotice } from "../../views/webhooks/stopped_mail.ts";
import { recordAudit } from "../audit/record.ts";
import { adminsToTell } from "../alerts/mails.tsx";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { queueNotice } from "../mail/outbox.ts";
import { paths } from "../paths.ts";
import type { Endpoint, StopCause } from "./endpoint.ts";

/** Stops an endpoint that the caller holds, and tells the administrators by mail; what waits for it waits until one starts it again. */
export async function stopEndpoint(trx: Db, ctx: Ctx, endpoint: Endpoint, cause: StopCause): Promise<void> {
  await trx.updateTable("webhook_endpoint")
    .set({ active: 0, stopped_at: ctx.now, stopped_cause: cause, version: endpoint.version + 1 })
    .where("id", "=", endpoint.id).execute();
  await recordAudit(trx, ctx, {
    kind: "webhook_stopped",
    subject: { kind: "webhook", id: endpoint.id },
    data: { cause },
  });
  const shop = ctx.shop.organization?.name ?? "";
  for (const { name, email, locale } of await adminsToTell(trx)) {
    const words = stoppedNotice({
      locale,
      shop,
      host: new URL(endpoint.url).host,
      cause,
      url: ctx.baseUrl + paths.webhook(endpoint.id),
    });
    await queueNotice(trx, ctx, {
      kind: "webhook_stopped",
      to: { name, address: email },
      locale,
      subject: `${shop}: ${words.heading}`,
      html: `<!doctype html>${<NoticeMail words={words} />}`,
      text: noticePlain(words),
    });
  }
}
