import { Hono } from "hono";
import { ComponentsPage, THEMES } from "../../views/dev/components_page.tsx";
import { MailPage, MailsPage } from "../../views/dev/mails_page.tsx";
import { type Ctx, SYSTEM } from "../context.ts";
import type { Env } from "../http/env.ts";
import { contextOf } from "../http/session.ts";
import { type Locale, LOCALES } from "../lib/locale.ts";
import { NOTICE_KINDS, TEMPLATE_KINDS } from "../mail/message.ts";
import { MAIL_POLICY, shownHtml } from "../mail/shown.ts";
import { TemplateAddress } from "../mail/template_input.ts";
import { tryMail } from "../mail/trial.ts";
import type { Services } from "../services.ts";
import { localeOf, paged } from "./answers.ts";
import { aViewer } from "./made_up_viewer.ts";
import { lastMails, mailOf } from "./mail_queries.ts";
import { sampleNotice } from "./notices.tsx";

const HTML = { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": MAIL_POLICY };

/** Below `/dev`: what pages and mails are made of. */
export function storyRoutes(services: Services): Hono<Env> {
  const { db } = services.database;
  return new Hono<Env>()
    .get("/componentes", (c) => {
      const theme = THEMES.find((one) => one === c.req.query("tema")) ?? "system";
      const now = services.clock();
      return c.html(<ComponentsPage viewer={aViewer({ locale: localeOf(c), theme, now })} />);
    })
    .get("/correos", async (c) => {
      const locale = localeOf(c);
      const ctx = await shopContext(services, locale);
      const templates = ctx.shop.organization === null ? [] : await Promise.all(
        [
          ...TEMPLATE_KINDS.map(async (kind) => ({ kind, ...await tried(ctx, { kind, locale }) })),
          ...NOTICE_KINDS.map(async (kind) => ({ kind, ...await sampleNotice(kind, { ctx, locale }) })),
        ],
      );
      const sent = await lastMails(db);
      return c.html(paged(<MailsPage locale={locale} sent={sent} templates={templates} />));
    })
    .get("/correos/plantillas/:kind/:locale", async (c) => {
      const notice = NOTICE_KINDS.find((one) => one === c.req.param("kind"));
      const locale = LOCALES.find((one) => one === c.req.param("locale"));
      if (notice && locale) {
        const ctx = await shopContext(services, locale);
        return c.body(await shownHtml(ctx, (await sampleNotice(notice, { ctx, locale })).html), 200, HTML);
      }
      const address = TemplateAddress.safeParse(c.req.param());
      if (!address.success) return c.notFound();
      const ctx = await shopContext(services, address.data.locale);
      const { html } = await tried(ctx, address.data);
      return c.body(await shownHtml(ctx, html), 200, HTML);
    })
    .get("/correos/:id", async (c) => {
      const mail = await mailOf(db, c.req.param("id"));
      return mail ? c.html(paged(<MailPage locale={localeOf(c)} mail={mail} />)) : c.notFound();
    })
    .get("/correos/:id/html", async (c) => {
      const mail = await mailOf(db, c.req.param("id"));
      if (!mail) return c.notFound();
      return c.body(await shownHtml(await shopContext(services, "es"), mail.html), 200, HTML);
    });
}

function tried(ctx: Ctx, address: TemplateAddress) {
  return tryMail(ctx, { ...address, template: null, number: "" });
}

async function shopContext(services: Services, locale: Locale): Promise<Ctx> {
  const shop = await services.shop.read();
  return contextOf(services, { actor: SYSTEM, shop, locale, requestId: "dev", ip: "" });
}
