import { changesOf } from "../audit/changes.ts";
import { recordAudit } from "../audit/record.ts";
import { requirePermission } from "../auth/permissions.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { AppError, conflict } from "../lib/app_error.ts";
import { TEMPLATE_PARTS, type TemplateText } from "./message.ts";
import { queueNotice } from "./outbox.ts";
import type { TemplateAddress } from "./template_input.ts";
import { tryMail } from "./trial.ts";
import { addAttachments, logoAttachment } from "./attachments.ts";

/** As which `version` the words were read: 0 before anything was written. */
interface Read extends TemplateAddress {
  version: number;
}

/** What the shop has not written. */
const NOTHING: TemplateText = { subject: "", greeting: "", heading: "", body: "", button: "" };

/** Writes the words of a kind in a language, for the mails from now on. @throws AppError forbidden, conflict `mail_template_changed` */
export async function saveTemplate(ctx: Ctx, read: Read, text: TemplateText): Promise<void> {
  requirePermission(ctx.actor, "templates.manage");
  await ctx.db.transaction().execute((trx) => write(trx, ctx, { read, text, kind: "mail_template_saved" }));
}

/** Goes back to the product's words. @throws AppError forbidden, conflict `mail_template_changed` */
export async function restoreTemplate(ctx: Ctx, read: Read): Promise<void> {
  requirePermission(ctx.actor, "templates.manage");
  await ctx.db.transaction().execute((trx) =>
    write(trx, ctx, { read, text: NOTHING, kind: "mail_template_restored" })
  );
}

async function write(
  trx: Db,
  ctx: Ctx,
  { read: { kind, locale, version }, text, kind: act }: { read: Read; text: TemplateText; kind: string },
): Promise<void> {
  const before = await trx.selectFrom("mail_template").select([...TEMPLATE_PARTS, "version"])
    .where("locale", "=", locale).where("kind", "=", kind).forUpdate().executeTakeFirst();
  const changes = changesOf({ ...NOTHING, ...before }, { ...text });
  if (!changes) return;
  if ((before?.version ?? 0) !== version) throw conflict("mail_template_changed");
  const written = { ...text, version: version + 1, changed_at: ctx.now, changed_by_name: ctx.actor.name };
  const saved = await trx.insertInto("mail_template").values({ kind, locale, ...written })
    .onConflict((known) =>
      known.columns(["locale", "kind"]).doUpdateSet(written).where("mail_template.version", "=", version)
    ).returning("version").executeTakeFirst();
  if (!saved) throw conflict("mail_template_changed");
  const subject = { kind: "mail_template", id: `${kind}/${locale}` };
  await recordAudit(trx, ctx, { kind: act, subject, data: { ...changes } });
}

export interface TemplateTest extends TemplateAddress {
  /** Of the form: the same again sends nothing more. */
  form_key: string;
  text: TemplateText;
  /** Number of the order, "" for the newest. */
  order: string;
}

/** Mails the words, saved or not, to who tries them. @throws AppError forbidden, invalid `order` */
export async function mailTemplateTest(ctx: Ctx, test: TemplateTest): Promise<{ address: string }> {
  requirePermission(ctx.actor, "templates.manage");
  if (ctx.actor.kind !== "user") throw new AppError("forbidden");
  const me = await ctx.db.selectFrom("user").select(["name", "email"]).where("id", "=", ctx.actor.id)
    .executeTakeFirstOrThrow();
  const { form_key: id, kind, locale, text, order } = test;
  const { subject, html, text: plain } = await tryMail(ctx, { kind, locale, template: text, number: order });
  await ctx.db.transaction().execute(async (trx) => {
    const known = await trx.selectFrom("message").select("id").where("id", "=", id).executeTakeFirst();
    if (known) return;
    const to = { name: me.name, address: me.email };
    await queueNotice(trx, ctx, { kind: "template_test", id, to, locale, subject, html, text: plain });
    await addAttachments(trx, ctx, { messageId: id, attachments: logoAttachment(ctx) });
  });
  ctx.live.changed("jobs");
  return { address: me.email };
}
