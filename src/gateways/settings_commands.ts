import { changesOf } from "../audit/changes.ts";
import { recordAudit } from "../audit/record.ts";
import { requirePermission } from "../auth/permissions.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { conflict, type FieldErrors, invalid } from "../lib/app_error.ts";
import { actingUser } from "../orders/acting_user.ts";
import { adapterOf } from "./adapters.ts";
import { connectTo, findGateway, type GatewayRow, openCredentials, sealCredentials } from "./connections.ts";
import {
  type CheckoutProvider,
  type Credentials,
  isCheckout,
  type ProbeResult,
  type Provider,
} from "./gateway.ts";
import type { GatewayInput } from "./input.ts";
import { ProviderFault } from "./provider_http.ts";

/**
 * Saves how a provider is used. Credentials that were left blank stay; the audit log tells that they were replaced, never what they
 * are. @throws AppError forbidden; conflict `gateway_changed`; invalid `token`, `secret`, `enabled`
 */
export async function saveGateway(ctx: Ctx, provider: Provider, input: GatewayInput): Promise<void> {
  requirePermission(ctx.actor, "settings.manage");
  const by = actingUser(ctx);
  await ctx.db.transaction().execute(async (trx) => {
    // The first to set a provider up has no row to hold: the shop's serves for all of them.
    await trx.selectFrom("organization").select("id").forUpdate().execute();
    const before = await findGateway(trx, provider);
    if ((before?.version ?? 0) !== input.version) throw conflict("gateway_changed");
    const known = await openCredentials(ctx, before);
    const given = { token: input.token || known.token, secret: input.secret || known.secret };
    const fields = missing(ctx, { provider, input, given });
    if (Object.keys(fields).length > 0) throw invalid(fields);
    const after = {
      enabled: Number(input.enabled),
      live: Number(input.live || provider === "signed"),
      takes_balance: Number(input.takes_balance),
      takes_deposit: Number(input.takes_deposit),
    };
    const replaced = [...input.token ? ["token"] : [], ...input.secret ? ["secret"] : []];
    const changes = changesOf(before ? { ...before } : {}, after);
    if (!changes && replaced.length === 0) return;
    await keep(trx, {
      ...after,
      provider,
      sealed_credentials: await sealCredentials(ctx, provider, given),
      checked_at: replaced.length > 0 ? null : before?.checked_at ?? null,
      check_result: replaced.length > 0 ? "" : before?.check_result ?? "",
      updated_at: ctx.now,
      updated_by: by,
      version: input.version + 1,
    });
    await recordAudit(trx, ctx, {
      kind: "gateway_changed",
      subject: { kind: "payment_gateway", id: provider },
      data: { ...changes, ...replaced.length > 0 && { replaced } },
    });
  });
  ctx.live.changed("shop");
}

/** Asks the provider whether the credentials are good and keeps what it said. @throws AppError forbidden, conflict `gateway_unset` */
export async function checkGateway(ctx: Ctx, provider: CheckoutProvider): Promise<ProbeResult> {
  requirePermission(ctx.actor, "settings.manage");
  const row = await findGateway(ctx.db, provider);
  if (!row || ctx.providers[provider] === undefined) throw conflict("gateway_unset");
  const check_result = await probe(ctx, provider);
  await ctx.db.transaction().execute(async (trx) => {
    await trx.updateTable("payment_gateway").set({ checked_at: ctx.now, check_result })
      .where("provider", "=", provider).where("version", "=", row.version).execute();
    await recordAudit(trx, ctx, {
      kind: "gateway_checked",
      subject: { kind: "payment_gateway", id: provider },
      data: { result: check_result },
    });
  });
  return check_result;
}

async function probe(ctx: Ctx, provider: CheckoutProvider): Promise<ProbeResult> {
  try {
    const adapter = await adapterOf(provider);
    await adapter.check(await connectTo(ctx, provider));
    return "ok";
  } catch (fault) {
    if (!(fault instanceof ProviderFault)) throw fault;
    return fault.kind === "refused" ? "refused" : "unreachable";
  }
}

/** What a provider needs before it can be switched on. */
function missing(
  ctx: Ctx,
  { provider, input, given }: { provider: Provider; input: GatewayInput; given: Credentials },
): FieldErrors {
  if (!input.enabled) return {};
  const fields: FieldErrors = {};
  if (given.secret === "") fields.secret = { code: "required" };
  if (!isCheckout(provider)) return fields;
  if (given.token === "") fields.token = { code: "required" };
  if (ctx.providers[provider] === undefined) fields.enabled = { code: "provider_unreachable" };
  if (!input.takes_balance && !input.takes_deposit) fields.takes_balance = { code: "takes_nothing" };
  return fields;
}

async function keep(trx: Db, row: GatewayRow): Promise<void> {
  const { provider: _provider, ...rest } = row;
  await trx.insertInto("payment_gateway").values(row)
    .onConflict((known) => known.column("provider").doUpdateSet(rest)).execute();
}
