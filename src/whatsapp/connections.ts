import type { Selectable } from "kysely";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import type { Schema } from "../db/schema.ts";
import { ACCOUNT_ID, type WhatsappCredentials } from "./account.ts";
import type { Connection } from "./cloud.ts";

export type AccountRow = Selectable<Schema["whatsapp_account"]>;

const NO_CREDENTIALS: WhatsappCredentials = { token: "", appSecret: "", verifyToken: "" };
const SEALED_AS = "whatsapp_account";

export async function findAccount(db: Db): Promise<AccountRow | undefined> {
  return await db.selectFrom("whatsapp_account").selectAll().where("id", "=", ACCOUNT_ID).executeTakeFirst();
}

export async function sealCredentials(ctx: Ctx, given: WhatsappCredentials): Promise<string> {
  return await ctx.secrets.seal(JSON.stringify(given), SEALED_AS);
}

/** @throws SecretUnreadable */
export async function openCredentials(ctx: Ctx, row: AccountRow | undefined): Promise<WhatsappCredentials> {
  if (!row) return NO_CREDENTIALS;
  return JSON.parse(await ctx.secrets.open(row.sealed_credentials, SEALED_AS));
}

/** The way to Meta, null where it was not set up or this server may not reach it. */
export async function connectionOf(ctx: Ctx, row: AccountRow | undefined): Promise<Connection | null> {
  const { token } = await openCredentials(ctx, row);
  if (ctx.whatsappUrl === null || !row || token === "") return null;
  return {
    url: ctx.whatsappUrl,
    token,
    phoneNumberId: row.phone_number_id,
    businessAccountId: row.business_account_id,
  };
}
