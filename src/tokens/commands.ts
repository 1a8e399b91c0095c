import { recordAudit } from "../audit/record.ts";
import { requirePermission } from "../auth/permissions.ts";
import type { Ctx } from "../context.ts";
import { dbFault, ifWritable } from "../db/errors.ts";
import { conflict, notFound } from "../lib/app_error.ts";
import { sha256 } from "../lib/token.ts";
import type { TokenHolder } from "./queries.ts";
import type { ApiScope } from "./scope.ts";
import { newToken, tokenPrefix } from "./token.ts";

const DAY = 86_400_000;
const NOTE_USE_MS = 60_000;

export interface NewToken {
  /** Of the form, so that one sent twice makes one token. */
  form_key?: string;
  name: string;
  scopes: readonly ApiScope[];
  expires_in_days?: number;
}

export interface CreatedToken extends Record<string, unknown> {
  id: string;
  token: string;
  name: string;
  scopes: readonly ApiScope[];
  /** RFC 3339. */
  expires_at: string | null;
}

/**
 * The token itself is returned this once and only its hash is kept. @throws AppError forbidden, conflict `token_made_already`
 * for a form that was sent before
 */
export async function createToken(
  ctx: Ctx,
  { form_key, name, scopes, expires_in_days }: NewToken,
): Promise<CreatedToken> {
  requirePermission(ctx.actor, "settings.manage");
  const id = form_key ?? ctx.random.id(ctx.now);
  const token = newToken(ctx.random);
  const expiresAt = expires_in_days === undefined ? null : ctx.now + expires_in_days * DAY;
  await ctx.db.transaction().execute(async (trx) => {
    const adding = trx.insertInto("api_token").values({
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
    });
    await madeAlready(adding.execute());
    await recordAudit(trx, ctx, {
      kind: "token_created",
      subject: { kind: "api_token", id },
      data: { name, scopes, expires_at: expiresAt },
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

/** Takes effect with the next request. Throws `forbidden` and `not_found`. */
export async function revokeToken(ctx: Ctx, id: string): Promise<void> {
  requirePermission(ctx.actor, "settings.manage");
  await ctx.db.transaction().execute(async (trx) => {
    const token = await trx.updateTable("api_token").set({ revoked_at: ctx.now })
      .where("id", "=", id).where("revoked_at", "is", null).returning("name").executeTakeFirst();
    if (!token) throw notFound();
    await recordAudit(trx, ctx, {
      kind: "token_revoked",
      subject: { kind: "api_token", id },
      data: { name: token.name },
    });
  });
}

/** When and from where a token was used last, written at most once a minute. */
export async function noteTokenUse(ctx: Ctx, { actor, lastUsedAt }: TokenHolder): Promise<void> {
  if (lastUsedAt !== null && ctx.now - lastUsedAt < NOTE_USE_MS) return;
  await ifWritable(() =>
    ctx.db.updateTable("api_token").set({ last_used_at: ctx.now, last_used_ip: ctx.ip })
      .where("id", "=", actor.id).execute()
  );
}

async function madeAlready<Result>(writing: Promise<Result>): Promise<Result> {
  try {
    return await writing;
  } catch (error) {
    if (dbFault(error)?.kind === "unique") throw conflict("token_made_already");
    throw error;
  }
}
