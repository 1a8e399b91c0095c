import type { Selectable } from "kysely";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import type { Schema } from "../db/schema.ts";
import type { Connection } from "./adapter.ts";
import type { CheckoutProvider, Credentials, Provider } from "./gateway.ts";
import { ProviderFault } from "./provider_http.ts";

export type GatewayRow = Selectable<Schema["payment_gateway"]>;

export const NO_CREDENTIALS: Credentials = { token: "", secret: "" };

export async function findGateway(db: Db, provider: Provider): Promise<GatewayRow | undefined> {
  return await db.selectFrom("payment_gateway").selectAll().where("provider", "=", provider)
    .executeTakeFirst();
}

export async function sealCredentials(ctx: Ctx, provider: Provider, given: Credentials): Promise<string> {
  return await ctx.secrets.seal(JSON.stringify(given), contextOf(provider));
}

/** @throws SecretUnreadable */
export async function openCredentials(ctx: Ctx, row: GatewayRow | undefined): Promise<Credentials> {
  if (!row || row.sealed_credentials === "") return NO_CREDENTIALS;
  return JSON.parse(await ctx.secrets.open(row.sealed_credentials, contextOf(row.provider)));
}

/** The way to a provider's API. @throws ProviderFault `refused` where it was not set up or the server may not reach it */
export async function connectTo(ctx: Ctx, provider: CheckoutProvider): Promise<Connection> {
  const url = ctx.providers[provider];
  const row = await findGateway(ctx.db, provider);
  const credentials = await openCredentials(ctx, row);
  if (url === undefined || !row || credentials.token === "") {
    throw new ProviderFault("refused", `${provider} is not set up`);
  }
  return { url, live: row.live === 1, credentials };
}

function contextOf(provider: Provider): string {
  return `payment_gateway:${provider}`;
}
