import { listPasskeys } from "../auth/passkey_queries.ts";
import { readSecondFactor, type SecondFactor } from "../auth/second_factor.ts";
import { blockedAmong, readLockout } from "../auth/throttle.ts";
import { powersOf } from "../auth/overrides.ts";
import type { Powers } from "../auth/permissions.ts";
import type { Ctx } from "../context.ts";
import { notFound } from "../lib/app_error.ts";
import type { Locale } from "../lib/locale.ts";
import type { Role } from "./role.ts";

export interface UserRow {
  id: string;
  name: string;
  email: string;
  role: Role;
  branch: string;
  active: number;
  mustChangePassword: number;
  /** Null for one who has no session. */
  lastSeenAt: number | null;
  /** Nobody signs in as them for now: their password or code was guessed too often. */
  blocked: boolean;
}

/** Everybody, those who may sign in first. */
export async function listUsers(ctx: Ctx): Promise<UserRow[]> {
  const users = await userRows(ctx);
  const blocked = await blockedAmong(ctx, users.map(({ email }) => email));
  return users.map((user) => ({ ...user, blocked: blocked.has(user.email) }));
}

async function userRows(ctx: Ctx) {
  return await ctx.db.selectFrom("user").innerJoin("branch", "branch.id", "user.branch_id")
    .select(["user.id", "user.name", "user.email", "user.role", "branch.code as branch", "user.active"])
    .select("user.must_change_password as mustChangePassword")
    .select((q) =>
      q.selectFrom("session").select((inner) => inner.fn.max("last_seen_at").as("at"))
        .whereRef("session.user_id", "=", "user.id").as("lastSeenAt")
    )
    .orderBy("user.active", "desc").orderBy("user.name").orderBy("user.id").execute();
}

export interface UserPage {
  id: string;
  name: string;
  email: string;
  role: Role;
  powers: Powers;
  locale: Locale;
  branch_id: string;
  active: number;
  mustChangePassword: number;
  createdAt: number;
  version: number;
  sessions: UserSession[];
  /** The link that was mailed to choose the first password and is still good, null for none. Instants are UTC milliseconds. */
  invitation: { sentAt: number; expiresAt: number } | null;
  factor: SecondFactor | null;
  passkeys: number;
  /** Who guessed their password too often: nobody signs in as them until then, null for nobody. UTC milliseconds. */
  lockout: { failures: number; until: number } | null;
}

export interface UserSession {
  /** Hash of its token: opens nothing. */
  id: string;
  ip: string;
  userAgent: string;
  createdAt: number;
  lastSeenAt: number;
}

/** @throws AppError not_found */
export async function getUser(ctx: Ctx, id: string): Promise<UserPage> {
  const [user, sessions, invitation, factor, passkeys] = await Promise.all([
    ctx.db.selectFrom("user").select(["id", "name", "email", "role", "locale", "branch_id", "active"])
      .select(["must_change_password as mustChangePassword", "created_at as createdAt", "version"])
      .select("overrides_json")
      .where("id", "=", id).executeTakeFirst(),
    listSessions(ctx, id),
    ctx.db.selectFrom("user_link").select(["created_at as sentAt", "expires_at as expiresAt"])
      .where("user_id", "=", id).where("purpose", "=", "invitation").where("used_at", "is", null)
      .where("ended_at", "is", null).where("expires_at", ">", ctx.now).executeTakeFirst(),
    readSecondFactor(ctx, id),
    listPasskeys(ctx, id),
  ]);
  if (!user) throw notFound();
  const lockout = await readLockout(ctx, user.email);
  const { overrides_json: _, ...facts } = user;
  const door = { sessions, invitation: invitation ?? null, factor, lockout, passkeys: passkeys.length };
  return { ...facts, powers: powersOf(user), ...door };
}

/** Where somebody is signed in, those seen last first. */
export async function listSessions(ctx: Ctx, userId: string): Promise<UserSession[]> {
  return await ctx.db.selectFrom("session")
    .select(["id", "ip", "user_agent as userAgent", "created_at as createdAt", "last_seen_at as lastSeenAt"])
    .where("user_id", "=", userId).where("expires_at", ">", ctx.now)
    .where("absolute_expires_at", ">", ctx.now)
    .orderBy("last_seen_at", "desc").orderBy("id").execute();
}
