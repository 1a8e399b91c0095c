import { recordAudit } from "../audit/record.ts";
import { requirePermission } from "../auth/permissions.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { conflict, invalid } from "../lib/app_error.ts";
import { type Locale, LOCALES } from "../lib/locale.ts";

/** What a client accepts at the counter. A version is never changed: an intake names the one that was shown. */
export interface Terms {
  id: string;
  locale: Locale;
  version: number;
  text: string;
}

export const TERMS_LIMIT = 10_000;

/** A beginning for a new shop, without terms of days that differ from country to country. */
export const DEFAULT_TERMS: Readonly<Record<Locale, string>> = {
  es: [
    "El taller recibe el equipo descrito en este comprobante en el estado que se indica. El estado interno se conoce recién con el diagnóstico.",
    "Para retirar el equipo hace falta presentar este comprobante o acreditar la identidad del titular. Quien lo presenta se considera autorizado a retirarlo.",
    "El diagnóstico no obliga a reparar. Ningún trabajo que supere el importe autorizado en este comprobante se hace sin la aprobación del cliente.",
    "El cliente es responsable de sus datos y declara haber hecho una copia de respaldo cuando fue posible. El taller no responde por la información guardada en el equipo, salvo dolo o culpa propia.",
    "Las claves de acceso se guardan cifradas, se usan solo para probar el equipo y se borran después de la entrega.",
    "Un equipo mojado, golpeado o intervenido por terceros puede dejar de funcionar durante la revisión a causa de ese daño previo.",
    "La garantía de la reparación cubre la mano de obra y los repuestos colocados, por el plazo que figura en el comprobante de entrega. No cubre golpes, humedad, sobretensión ni la intervención de terceros.",
    "El taller avisa cuando el equipo está listo. Si no se retira en los plazos de la ley aplicable, el taller puede cobrar el depósito o disponer del equipo, previa notificación fehaciente.",
  ].join("\n"),
  en: [
    "The shop receives the device described on this receipt in the condition stated. Its inner condition is known only after the diagnosis.",
    "To collect the device, present this receipt or prove the owner's identity. Whoever presents it is taken to be authorised to collect it.",
    "A diagnosis is no obligation to repair. No work beyond the amount authorised on this receipt is done without the client's approval.",
    "The client is responsible for their data and states that a backup was made where possible. The shop is not liable for information kept on the device, except for its own wilful act or fault.",
    "Access codes are kept encrypted, used only to test the device and erased after delivery.",
    "A device that was wet, dropped or opened by others may stop working during the inspection because of that earlier damage.",
    "The warranty of the repair covers labour and the parts fitted, for the term stated on the delivery receipt. It does not cover knocks, moisture, overvoltage or work by others.",
    "The shop tells the client when the device is ready. If it is not collected within the terms of the applicable law, the shop may charge storage or dispose of the device, after due notice.",
  ].join("\n"),
};

/** The terms in force in a language, null when none were ever published in it. */
export async function currentTerms(db: Db, locale: Locale): Promise<Terms | null> {
  return await db.selectFrom("terms_version").select(["id", "locale", "version", "text"])
    .where("locale", "=", locale).orderBy("version", "desc").limit(1).executeTakeFirst() ?? null;
}

/** The terms in force in every language that has some, the given one first. */
export async function termsInForce(db: Db, first: Locale): Promise<Terms[]> {
  const order = [first, ...LOCALES.filter((locale) => locale !== first)];
  const found = await Promise.all(order.map((locale) => currentTerms(db, locale)));
  return found.filter((terms) => terms !== null);
}

export interface NewTerms {
  locale: Locale;
  text: string;
  /** The version in force when the text was written, 0 for none. */
  replaces: number;
}

/**
 * Publishes a new version for the intakes from now on. @throws AppError forbidden, invalid for a text that is blank or too long,
 * conflict `terms_replaced` when another version came first
 */
export async function publishTerms(ctx: Ctx, { locale, text, replaces }: NewTerms): Promise<Terms> {
  requirePermission(ctx.actor, "settings.manage");
  const clean = text.replace(/\r\n?/g, "\n").normalize("NFC").trim();
  if (clean === "") throw invalid({ text: { code: "required" } });
  if (clean.length > TERMS_LIMIT) {
    throw invalid({ text: { code: "too_long", params: { limit: TERMS_LIMIT } } });
  }
  return await ctx.db.transaction().execute((trx) => addVersion(trx, ctx, { locale, text: clean, replaces }));
}

async function addVersion(trx: Db, ctx: Ctx, { locale, text, replaces }: NewTerms): Promise<Terms> {
  const last = await currentTerms(trx, locale);
  if ((last?.version ?? 0) !== replaces) throw conflict("terms_replaced");
  const added = { id: ctx.random.id(ctx.now), version: replaces + 1, locale, text };
  const made = await trx.insertInto("terms_version")
    .values({ ...added, created_at: ctx.now, created_by: ctx.actor.kind === "user" ? ctx.actor.id : null })
    .onConflict((taken) => taken.columns(["locale", "version"]).doNothing())
    .returning("id").executeTakeFirst();
  if (!made) throw conflict("terms_replaced");
  await recordAudit(trx, ctx, {
    kind: "terms_published",
    subject: { kind: "terms", id: added.id },
    data: { locale, version: added.version },
  });
  return added;
}
