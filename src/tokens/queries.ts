import { powersOf } from "../auth/overrides.ts";
import { scopesWithin } from "../auth/permissions.ts";
import type { Actor, Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { prepared } from "../db/prepared.ts";
import { hasWords } from "../lib/fold.ts";
import { sha256 } from "../lib/token.ts";
import type { ApiScope } from "./scope.ts";
import { isToken, tokenPrefix } from "./token.ts";

export interface TokenRow {
  id: string;
  name: string;
  /** First characters, to recognise it by. */
  prefix: string;
  scopes: ApiScope[];
  createdAt: number;
  createdBy: string | null;
  /** Whoever made it has no access any more: until they have again, it opens nothing. */
  heldBack: boolean;
  expiresAt: number | null;
  lastUsedAt: number | null;
  lastUsedIp: string | null;
  revokedAt: number | null;
}

const MOST_SHOWN = 500;

/**
 * Newest first; what opens nothing any more is kept, it explains old entries of the audit log. `q` is a token's beginning, or the whole
 * of one that was found somewhere, or words of the names.
 */
export async function listTokens(ctx: Ctx, q = ""): Promise<TokenRow[]> {
  const typed = q.trim();
  const rows = await tokenList(ctx, typed).execute();
  const found = typed.startsWith("rpo_")
    ? rows
    : rows.filter(({ name, prefix }) => hasWords(name, typed) || prefix.startsWith(`rpo_${typed}`));
  return found.slice(0, MOST_SHOWN).map(({ scopes_json, makerActive, ...row }) => ({
    ...row,
    heldBack: makerActive === 0,
    scopes: JSON.parse(scopes_json),
  }));
}

/** All of them by when they were made; those that begin so where what is typed is the beginning of one. */
export function tokenList(ctx: Ctx, typed: string) {
  const beginning = typed.startsWith("rpo_") ? tokenPrefix(typed) : null;
  return ctx.db.selectFrom("api_token").leftJoin("user", "user.id", "api_token.created_by")
    .select(["api_token.id", "api_token.name", "api_token.prefix", "api_token.scopes_json"])
    .select(["api_token.created_at as createdAt", "user.name as createdBy"])
    .select("user.active as makerActive")
    .select(["api_token.expires_at as expiresAt", "api_token.last_used_at as lastUsedAt"])
    .select(["api_token.last_used_ip as lastUsedIp", "api_token.revoked_at as revokedAt"])
    .$if(beginning !== null, (query) =>
      query.where("api_token.prefix", ">=", beginning ?? "")
        .where("api_token.prefix", "<", `${beginning}{`))
    .orderBy("api_token.created_at", "desc").orderBy("api_token.id", "desc");
}

export interface TokenHolder {
  actor: Extract<Actor, { kind: "token" }>;
  lastUsedAt: number | null;
}

/**
 * Whose token this is, with the user who answers for it: the one who made it, or the shop's first administrator for one of the
 * console. It opens what that user may, now. Null when it is none, was revoked, has ended, or its user has no access any more.
 */
export async function tokenHolder(ctx: Ctx, token: string): Promise<TokenHolder | null> {
  if (!isToken(token)) return null;
  const [row] = await openToken(ctx, { hash: sha256(token) });
  if (!row || (row.expires_at !== null && row.expires_at <= ctx.now)) return null;
  const { id, name, userId, branchId } = row;
  const powers = powersOf(row);
  const scopes = scopesWithin(powers, JSON.parse(row.scopes_json));
  return {
    actor: { kind: "token", id, name, scopes, userId, ...powers, branchId },
    lastUsedAt: row.last_used_at,
  };
}

const openToken = prepared(({ db }: { db: Db }, at: { hash: string }) =>
  db.selectFrom("api_token")
    .innerJoin("user", (join) =>
      join.on((q) =>
        q(
          "user.id",
          "=",
          q.fn.coalesce(
            "api_token.created_by",
            q.selectFrom("user").select("user.id").where("user.role", "=", "admin").where(
              "user.active",
              "=",
              1,
            )
              .orderBy("user.created_at").orderBy("user.id").limit(1),
          ),
        )
      ))
    .select(["api_token.id", "api_token.name", "scopes_json", "expires_at", "last_used_at"])
    .select(["user.id as userId", "user.role", "user.overrides_json", "user.branch_id as branchId"])
    .where("token_hash", "=", at.hash).where("revoked_at", "is", null).where("user.active", "=", 1)
);
