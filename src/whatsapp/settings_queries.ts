import type { Ctx } from "../context.ts";
import type { Locale } from "../lib/locale.ts";
import { TEMPLATE_KINDS, type TemplateKind } from "../mail/message.ts";
import { paths } from "../paths.ts";
import type { NumberCheck } from "./account.ts";
import { fits } from "./chosen.ts";
import { findAccount, openCredentials } from "./connections.ts";
import type { ChoicePlace } from "./input.ts";
import type { ListedTemplate } from "./template.ts";

/** How the channel is set up, without anything secret but what Meta has to be told. */
export interface AccountSettings {
  enabled: boolean;
  phoneNumberId: string;
  businessAccountId: string;
  hasToken: boolean;
  hasSecret: boolean;
  /** "" before it was ever saved. */
  verifyToken: string;
  checkedAt: number | null;
  checkResult: "" | NumberCheck;
  displayPhone: string;
  verifiedName: string;
  quality: string;
  /** When the templates were last fetched. */
  templatesAt: number | null;
  /** 0 before it was ever saved. */
  version: number;
  /** The server may reach Meta. */
  reachable: boolean;
  /** Where Meta tells what became of messages. */
  callbackUrl: string;
}

export async function accountSettings(ctx: Ctx): Promise<AccountSettings> {
  const row = await findAccount(ctx.db);
  const { token, appSecret, verifyToken } = await openCredentials(ctx, row);
  return {
    enabled: row?.enabled === 1,
    phoneNumberId: row?.phone_number_id ?? "",
    businessAccountId: row?.business_account_id ?? "",
    hasToken: token !== "",
    hasSecret: appSecret !== "",
    verifyToken,
    checkedAt: row?.checked_at ?? null,
    checkResult: row?.check_result ?? "",
    displayPhone: row?.display_phone ?? "",
    verifiedName: row?.verified_name ?? "",
    quality: row?.quality ?? "",
    templatesAt: row?.templates_at ?? null,
    version: row?.version ?? 0,
    reachable: ctx.whatsappUrl !== null,
    callbackUrl: ctx.baseUrl + paths.whatsappCallback(),
  };
}

/** What serves a kind in a language. */
export interface Choice {
  kind: TemplateKind;
  locale: Locale;
  template: ListedTemplate;
  fields: string[];
  /** False where Meta no longer has it as it was chosen: then the kind does not go by WhatsApp. */
  usable: boolean;
}

export async function allChoices(ctx: Ctx): Promise<Choice[]> {
  const rows = await ctx.db.selectFrom("whatsapp_choice")
    .innerJoin("whatsapp_template as template", "template.id", "whatsapp_choice.template_id")
    .select(["whatsapp_choice.kind", "whatsapp_choice.locale", "whatsapp_choice.fields_json"])
    .select(["template.id", "template.name", "template.language", "template.category", "template.body"])
    .select(["template.obstacle", "template.document", "template.approved"]).execute();
  const choices = rows.map((row): Choice => {
    const { kind, locale, fields_json, approved, document, ...template } = row;
    return {
      kind,
      locale,
      template: { ...template, document: document === 1, approved: approved === 1 },
      fields: JSON.parse(fields_json),
      usable: approved === 1 && fits(row),
    };
  });
  return choices.toSorted((a, b) => TEMPLATE_KINDS.indexOf(a.kind) - TEMPLATE_KINDS.indexOf(b.kind));
}

export async function choiceFor(ctx: Ctx, { kind, locale }: ChoicePlace): Promise<Choice | null> {
  const all = await allChoices(ctx);
  return all.find((one) => one.kind === kind && one.locale === locale) ?? null;
}

/** Approved templates in a language of clients, by name; `es` has `es_AR` too. */
export async function templatesIn(ctx: Ctx, locale: Locale): Promise<ListedTemplate[]> {
  const rows = await ctx.db.selectFrom("whatsapp_template")
    .select(["id", "name", "language", "category", "body", "obstacle", "document"])
    .where("approved", "=", 1).orderBy("name").orderBy("language").execute();
  return rows.filter(({ language }) => language === locale || language.startsWith(`${locale}_`))
    .map((row) => ({ ...row, document: row.document === 1, approved: true }));
}
