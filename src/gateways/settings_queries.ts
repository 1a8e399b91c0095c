import type { Ctx } from "../context.ts";
import { paths } from "../paths.ts";
import { openCredentials } from "./connections.ts";
import { isCheckout, type ProbeResult, type Provider, PROVIDERS } from "./gateway.ts";

/** How a provider is set up, without anything secret. */
export interface GatewaySettings {
  provider: Provider;
  enabled: boolean;
  live: boolean;
  takesBalance: boolean;
  takesDeposit: boolean;
  hasToken: boolean;
  hasSecret: boolean;
  checkedAt: number | null;
  checkResult: "" | ProbeResult;
  /** 0 before it was ever saved. */
  version: number;
  /** The server may reach it. */
  reachable: boolean;
  /** Where the provider has to send its callbacks. */
  callbackUrl: string;
}

export async function gatewaySettings(ctx: Ctx): Promise<GatewaySettings[]> {
  const rows = await ctx.db.selectFrom("payment_gateway").selectAll().execute();
  return await Promise.all(PROVIDERS.map(async (provider) => {
    const row = rows.find((one) => one.provider === provider);
    const { token, secret } = await openCredentials(ctx, row);
    return {
      provider,
      enabled: row?.enabled === 1,
      live: row?.live === 1,
      takesBalance: row ? row.takes_balance === 1 : true,
      takesDeposit: row ? row.takes_deposit === 1 : true,
      hasToken: token !== "",
      hasSecret: secret !== "",
      checkedAt: row?.checked_at ?? null,
      checkResult: row?.check_result ?? "",
      version: row?.version ?? 0,
      reachable: !isCheckout(provider) || ctx.providers[provider] !== undefined,
      callbackUrl: ctx.baseUrl + paths.paymentCallback(provider),
    };
  }));
}

export async function settingsOf(ctx: Ctx, provider: Provider): Promise<GatewaySettings> {
  const all = await gatewaySettings(ctx);
  const found = all.find((one) => one.provider === provider);
  if (!found) throw new RangeError(`no provider ${provider}`);
  return found;
}
