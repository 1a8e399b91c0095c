import { recordAudit } from "../audit/record.ts";
import type { Ctx } from "../context.ts";
import { notFound } from "../lib/app_error.ts";
import { sha256 } from "../lib/token.ts";
import type { ApiScope } from "./scope.ts";
import { newToken, tokenPrefix } from "./token.ts";

const DAY = 86_400_000;

export interface NewToken {
  name: string;
  scopes: readonly ApiScope[];
  expires_in_days?: number;
}

/** The token itself is returned this once and only its hash is kept. */
export async function createToken(
  ctx: Ctx,
  { name, scopes, expires_in_days }: NewToken,
): Promise<
  { id: string; token: string; name: string; scopes: readonly ApiScope[]; expires_at: string | null }
> {
  const id = ctx.random.id(ctx.now);
  const token = newToken(ctx.random);
  const expiresAt = expires_in_days === undefined ? null : ctx.now + expires_in_days * DAY;
  await ctx.db.transaction().execute(async (trx) => {
    await trx.insertInto("api_token").values({
      id,
      name,
      prefix: tokenPrefix(token),
      token_hash: sha256(token),
      scopes_json: JSON.stringify(scopes),
      created_at: ctx.now,
      created_by: ctx.actor.kind === "user" ? ctx.actor.id : null,
      expires_at: expiresAt,
      last_used_at: null,
      last_used_ip: null,
      revoked_at: null,
    }).execute();
    await recordAudit(trx, ctx, {
      kind: "token_created",
      subject: { kind: "api_token", id },
      data: { name, scopes },
    });
  });
  return {
    id,
    token,
    name,
    scopes,
    expires_at: expiresAt === null ? null : new Date(expiresAt).toISOString(),
  };
}

/** Takes effect with the next request. Throws `not_found`. */
export async function revokeToken(ctx: Ctx, id: string): Promise<void> {
  await ctx.db.transaction().execute(async (trx) => {
    const done = await trx.updateTable("api_token").set({ revoked_at: ctx.now })
      .where("id", "=", id).where("revoked_at", "is", null).executeTakeFirst();
    if (done.numUpdatedRows === 0n) throw notFound();
    await recordAudit(trx, ctx, { kind: "token_revoked", subject: { kind: "api_token", id } });
  });
}
