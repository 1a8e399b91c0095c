import { branchOf } from "../admin/shop.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import type { Locale } from "../lib/locale.ts";
import type { MailLook } from "./message.ts";
import { writtenTemplates } from "./template_queries.ts";

/** How the mails of a branch look in a language, and what the shop made of their words. */
export async function lookOf(
  db: Db,
  ctx: Ctx,
  { locale, branchId }: { locale: Locale; branchId: string },
): Promise<MailLook> {
  const { organization, settings: { logo, accent, status_labels } } = ctx.shop;
  const branch = branchOf(ctx.shop, branchId);
  return {
    locale,
    shop: organization?.name ?? branch.name,
    logo: logo && { width: logo.width, height: logo.height },
    accent,
    statusLabels: status_labels,
    branch: {
      name: branch.name,
      address: branch.address || (organization?.address ?? ""),
      phone: branch.phone || (organization?.phone ?? ""),
    },
    written: await writtenTemplates(db, locale),
  };
}
