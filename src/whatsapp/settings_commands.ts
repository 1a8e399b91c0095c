import { changesOf } from "../audit/changes.ts";
import { recordAudit } from "../audit/record.ts";
import { requirePermission } from "../auth/permissions.ts";
import type { Ctx } from "../context.ts";
import { conflict, type FieldErrors, invalid } from "../lib/app_error.ts";
import { base64url } from "../lib/token.ts";
import { actingUser } from "../orders/acting_user.ts";
import { ACCOUNT_ID, type NumberCheck, type NumberFacts, type WhatsappCredentials } from "./account.ts";
import { endRefusal } from "./alerting.ts";
import { readNumber } from "./cloud.ts";
import { connectionOf, findAccount, openCredentials, sealCredentials } from "./connections.ts";
import { GraphFault } from "./graph.ts";
import type { AccountInput } from "./input.ts";

const SUBJECT = { kind: "whatsapp_account", id: ACCOUNT_ID };

/**
 * Saves how the channel is used. Credentials that were left blank stay; the audit log tells that they were replaced, never what they
 * are. @throws AppError forbidden; conflict `whatsapp_changed`; invalid
 */
export async function saveAccount(ctx: Ctx, input: AccountInput): Promise<void> {
  requirePermission(ctx.actor, "settings.manage");
  const by = actingUser(ctx);
  await ctx.db.transaction().execute(async (trx) => {
    // The first to set it up has no row to hold: the shop's serves.
    await trx.selectFrom("organization").select("id").forUpdate().execute();
    const before = await findAccount(trx);
    if ((before?.version ?? 0) !== input.version) throw conflict("whatsapp_changed");
    const known = await openCredentials(ctx, before);
    const given: WhatsappCredentials = {
      token: input.token || known.token,
      appSecret: input.app_secret || known.appSecret,
      verifyToken: known.verifyToken || base64url(ctx.random.bytes(24)),
    };
    const fields = missing(ctx, input, given);
    if (Object.keys(fields).length > 0) throw invalid(fields);
    const after = {
      enabled: Number(input.enabled),
      phone_number_id: input.phone_number_id,
      business_account_id: input.business_account_id,
    };
    const replaced = [...input.token ? ["token"] : [], ...input.app_secret ? ["app_secret"] : []];
    const changes = changesOf(before ? { ...before } : {}, after);
    if (!changes && replaced.length === 0) return;
    const unchecked = {
      checked_at: null,
      check_result: "",
      display_phone: "",
      verified_name: "",
      quality: "",
    } as const;
    const checked = before && replaced.length === 0 && before.phone_number_id === after.phone_number_id;
    const row = {
      ...after,
      ...(!checked && unchecked),
      sealed_credentials: await sealCredentials(ctx, given),
      updated_at: ctx.now,
      updated_by: by,
      version: input.version + 1,
    };
    await trx.insertInto("whatsapp_account")
      .values({ id: ACCOUNT_ID, templates_at: null, ...unchecked, ...row })
      .onConflict((same) => same.column("id").doUpdateSet(row)).execute();
    await recordAudit(trx, ctx, {
      kind: "whatsapp_changed",
      subject: SUBJECT,
      data: { ...changes, ...replaced.length > 0 && { replaced } },
    });
  });
  ctx.live.changed("shop");
}

/** Asks Meta for the number and keeps what it said. @throws AppError forbidden, conflict `whatsapp_unset` */
export async function checkAccount(ctx: Ctx): Promise<NumberCheck> {
  requirePermission(ctx.actor, "settings.manage");
  const row = await findAccount(ctx.db);
  const connection = await connectionOf(ctx, row);
  if (!row || !connection || row.phone_number_id === "") throw conflict("whatsapp_unset");
  const told = await readNumber(connection).catch((fault): NumberCheck => {
    if (!(fault instanceof GraphFault)) throw fault;
    return fault.kind === "busy" ? "unreachable" : "refused";
  });
  const result = typeof told === "string" ? told : "ok";
  await ctx.db.transaction().execute(async (trx) => {
    await trx.updateTable("whatsapp_account").set({
      ...factsOf(told),
      checked_at: ctx.now,
      check_result: result,
    })
      .where("id", "=", ACCOUNT_ID).where("version", "=", row.version).execute();
    if (result === "ok") await endRefusal(trx, ctx);
    await recordAudit(trx, ctx, { kind: "whatsapp_checked", subject: SUBJECT, data: { result } });
  });
  ctx.live.changed("jobs");
  return result;
}

function factsOf(told: NumberFacts | NumberCheck) {
  if (typeof told === "string") return {};
  return { display_phone: told.displayPhone, verified_name: told.verifiedName, quality: told.quality };
}

/** What it needs before it can be switched on. */
function missing(ctx: Ctx, input: AccountInput, given: WhatsappCredentials): FieldErrors {
  if (!input.enabled) return {};
  const blank = {
    phone_number_id: input.phone_number_id,
    business_account_id: input.business_account_id,
    token: given.token,
    app_secret: given.appSecret,
  };
  const empty = Object.entries(blank).filter(([, value]) => value === "");
  const fields: FieldErrors = Object.fromEntries(empty.map(([name]) => [name, { code: "required" }]));
  if (ctx.whatsappUrl === null) fields.enabled = { code: "whatsapp_unreachable" };
  return fields;
}
