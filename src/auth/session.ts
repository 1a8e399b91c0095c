import { type Adapter, type DatabaseSession, Lucia, TimeSpan } from "lucia";
import { ifWritable } from "../db/errors.ts";
import type { Db } from "../db/open.ts";
import { prepared } from "../db/prepared.ts";
import { base64url, sha256 } from "../lib/token.ts";
import type { Locale } from "../lib/locale.ts";
import type { Random } from "../lib/random.ts";
import type { SeenAs } from "../users/role.ts";
import { powersOf } from "./overrides.ts";
import type { Powers } from "./permissions.ts";

/** A session dies after 12 hours without use and after 7 days in any case. */
export const IDLE_HOURS = 12;
export const ABSOLUTE_DAYS = 7;
/** "Last seen" is written at most this often. */
const NOTE_USE_MS = 5 * 60_000;
const DAY = 86_400_000;

export interface SignedIn {
  /** SHA-256 of the cookie's token. */
  sessionId: string;
  /** The id before the last change of role or permissions: it opens nothing, but forms opened under it are still ours. */
  formerId: string | null;
  /** The session has just changed its id, and this is the cookie's new value. */
  renewed: string | null;
  /** When whoever sits there last proved who they are, UTC milliseconds. */
  confirmedAt: number;
  /** The role as whose an administrator looks at the screens. */
  seenAs: SeenAs | null;
  user: SessionUser;
}

export interface SessionUser extends Powers {
  id: string;
  email: string;
  name: string;
  locale: Locale;
  theme: "light" | "dark" | "system";
  branchId: string;
  mustChangePassword: boolean;
  /** Whether the sign-in asks for more than the password. */
  twoFactors: boolean;
}

export interface Sessions {
  /** A new session; the cookie value is returned once and never stored. */
  start(userId: string, from: { ip: string; userAgent: string }): Promise<string>;
  /** Who is signed in. A session that has to change its id does so here, and its old token opens nothing from then on. */
  read(token: string): Promise<SignedIn | null>;
  /** Whoever sits there has proved again who they are. */
  confirm(sessionId: string): Promise<void>;
  end(token: string): Promise<void>;
  endAll(userId: string, options?: { except?: string }): Promise<void>;
  /** Removes what has expired. */
  sweep(): Promise<number>;
}

interface Marks {
  mustRotate: boolean;
  formerId: string | null;
  confirmedAt: number;
  seenAs: SeenAs | null;
}

interface Origin {
  ip: string;
  userAgent: string;
}

declare module "lucia" {
  interface Register {
    Lucia: Lucia<Marks, Omit<SessionUser, "id">>;
    DatabaseUserAttributes: Omit<SessionUser, "id">;
    DatabaseSessionAttributes: Origin & Partial<Marks>;
  }
}

/**
 * The only user of lucia, which never sees a token: what it takes for a session's id is the token's hash. It reads the wall clock, so
 * the adapter moves every expiry between that and `clock`.
 */
export function openSessions(world: { db: Db; clock: () => number; random: Random }): Sessions {
  const lucia = new Lucia(adapter(world), {
    sessionExpiresIn: new TimeSpan(IDLE_HOURS, "h"),
    getUserAttributes: (attributes) => attributes,
    getSessionAttributes: ({ mustRotate = false, formerId = null, confirmedAt = 0, seenAs = null }) => ({
      mustRotate,
      formerId,
      confirmedAt,
      seenAs,
    }),
  });
  return {
    async start(userId, from) {
      const token = base64url(world.random.bytes(24));
      await lucia.createSession(userId, from, { sessionId: sha256(token) });
      return token;
    },
    async read(token) {
      if (!/^[\w-]{32}$/.test(token)) return null;
      const sessionId = sha256(token);
      const { user, session } = await lucia.validateSession(sessionId);
      if (!user) return null;
      const { formerId, confirmedAt } = session;
      const seenAs = user.role === "admin" ? session.seenAs : null;
      if (!session.mustRotate) return { sessionId, formerId, renewed: null, confirmedAt, seenAs, user };
      const renewed = base64url(world.random.bytes(24));
      const moved = await world.db.updateTable("session")
        .set({ id: sha256(renewed), former_id: sessionId, must_rotate: 0 })
        .where("id", "=", sessionId).returning("id").executeTakeFirst();
      return moved ? { sessionId: moved.id, formerId: sessionId, renewed, confirmedAt, seenAs, user } : null;
    },
    async confirm(sessionId) {
      await world.db.updateTable("session").set({ confirmed_at: world.clock() }).where("id", "=", sessionId)
        .execute();
    },
    end: (token) => lucia.invalidateSession(sha256(token)),
    async endAll(userId, { except } = {}) {
      await world.db.deleteFrom("session").where("user_id", "=", userId)
        .$if(except !== undefined, (q) => q.where("id", "!=", except ?? "")).execute();
    },
    sweep: () => deleteExpired(world.db, world.clock()),
  };
}

const sessionWithUser = prepared(({ db }: { db: Db }, at: { id: string }) =>
  db.selectFrom("session").innerJoin("user", "user.id", "session.user_id")
    .leftJoin("totp", "totp.user_id", "session.user_id")
    .select(["session.confirmed_at", "totp.confirmed_at as second_factor_at"])
    .select(["session.user_id", "session.expires_at", "session.absolute_expires_at", "session.ip"])
    .select(["session.id", "session.last_seen_at", "session.must_rotate", "session.former_id"])
    .select("session.seen_as")
    .select(["session.user_agent", "user.email", "user.name", "user.role", "user.locale", "user.theme"])
    .select(["user.branch_id", "user.active", "user.must_change_password", "user.overrides_json"])
    .where("session.id", "=", at.id)
);

async function deleteExpired(db: Db, now: number): Promise<number> {
  const swept = await db.deleteFrom("session")
    .where((q) => q.or([q("expires_at", "<=", now), q("absolute_expires_at", "<=", now)])).executeTakeFirst();
  return Number(swept.numDeletedRows);
}

function adapter({ db, clock }: { db: Db; clock: () => number }): Adapter {
  const toWall = (ms: number) => new Date(ms - clock() + Date.now());
  const fromWall = (date: Date) => date.getTime() - Date.now() + clock();

  return {
    async getSessionAndUser(id) {
      const [row] = await sessionWithUser({ db }, { id });
      if (!row) return [null, null];
      const expiresAt = toWall(Math.min(row.expires_at, row.absolute_expires_at));
      const session: DatabaseSession = {
        id,
        userId: row.user_id,
        expiresAt,
        attributes: {
          ip: row.ip,
          userAgent: row.user_agent,
          mustRotate: row.must_rotate === 1,
          formerId: row.former_id,
          confirmedAt: row.confirmed_at,
          seenAs: row.seen_as,
        },
      };
      if (row.active === 0) return [session, null];
      if (clock() - row.last_seen_at >= NOTE_USE_MS && row.expires_at > clock()) {
        await ifWritable(() =>
          db.updateTable("session").set({ last_seen_at: clock() }).where("id", "=", row.id).execute()
        );
      }
      const { email, name, locale, theme } = row;
      const attributes = {
        email,
        name,
        ...powersOf(row),
        locale,
        theme,
        branchId: row.branch_id,
        mustChangePassword: row.must_change_password === 1,
        twoFactors: row.second_factor_at !== null,
      };
      return [session, { id: row.user_id, attributes }];
    },
    async getUserSessions(userId) {
      const rows = await db.selectFrom("session").selectAll().where("user_id", "=", userId).execute();
      return rows.map((row) => ({
        id: row.id,
        userId: row.user_id,
        expiresAt: toWall(row.expires_at),
        attributes: { ip: row.ip, userAgent: row.user_agent },
      }));
    },
    async setSession(session) {
      const now = clock();
      await db.insertInto("session").values({
        id: session.id,
        user_id: session.userId,
        created_at: now,
        expires_at: fromWall(session.expiresAt),
        absolute_expires_at: now + ABSOLUTE_DAYS * DAY,
        last_seen_at: now,
        must_rotate: 0,
        former_id: null,
        seen_as: null,
        confirmed_at: now,
        ip: session.attributes.ip,
        user_agent: session.attributes.userAgent.slice(0, 300),
      }).execute();
    },
    async updateSessionExpiration(id, expiresAt) {
      await ifWritable(() =>
        db.updateTable("session").set({ expires_at: fromWall(expiresAt), last_seen_at: clock() })
          .where("id", "=", id).execute()
      );
    },
    async deleteSession(id) {
      await db.deleteFrom("session").where("id", "=", id).execute();
    },
    async deleteUserSessions(userId) {
      await db.deleteFrom("session").where("user_id", "=", userId).execute();
    },
    async deleteExpiredSessions() {
      await deleteExpired(db, clock());
    },
  };
}
