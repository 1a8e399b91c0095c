import { z } from "zod";
import { Id, Instant, instant, instantOrNull } from "../api/shapes.ts";
import { ALL_PERMISSIONS, permissionsHeld } from "../auth/overrides.ts";
import { LOCALES } from "../lib/locale.ts";
import { userFacts } from "./input.ts";
import type { UserLine } from "./list_queries.ts";
import type { UserPage, UserSession } from "./queries.ts";
import { ROLES } from "./role.ts";

const facts = {
  id: Id,
  name: z.string(),
  email: z.string(),
  role: z.enum(ROLES),
  branch_id: Id,
  locale: z.enum(LOCALES),
  active: z.boolean(),
  password_chosen: z.boolean().meta({ description: "False until they have chosen a password of their own" }),
  last_seen_at: Instant.nullable().meta({ description: "Null for one who has no session" }),
  created_at: Instant,
  version: z.int(),
};

export const UserSummary = z.object(facts).meta({ id: "UserSummary" });

export function userSummary(line: UserLine): z.input<typeof UserSummary> {
  const { id, name, email, role, branch_id, locale, version } = line;
  return {
    id,
    name,
    email,
    role,
    branch_id,
    locale,
    active: line.active === 1,
    password_chosen: line.must_change_password === 0,
    last_seen_at: instantOrNull(line.last_seen_at),
    created_at: instant(line.created_at),
    version,
  };
}

const Overrides = z.strictObject(
  Object.fromEntries(
    ALL_PERMISSIONS.map((one) => [one, z.enum(["allow", "deny"], { error: "invalid" }).optional()]),
  ),
);

/** What is said of one user besides their role. */
export const OverridesIn = z.object({ overrides: Overrides });

export const User = z.object({
  ...facts,
  overrides: Overrides.meta({
    description: "What they may beyond their role, or may not although it gives it",
  }),
  permissions: z.array(z.enum(ALL_PERMISSIONS)).meta({
    description: "All that they may, their role and that taken together",
  }),
  invitation: z.object({ sent_at: Instant, expires_at: Instant }).nullable().meta({
    description: "The link that was mailed to them and is still good",
  }),
  two_steps_since: Instant.nullable().meta({ description: "Null for who signs in with the password alone" }),
  passkeys: z.int(),
  locked: z.object({ failures: z.int(), until: Instant }).nullable().meta({
    description: "A wrong password was typed too often: nobody signs in as them until then",
  }),
}).meta({ id: "User" });

export function userTold(user: UserPage): z.input<typeof User> {
  const { id, name, email, role, branch_id, locale, invitation, factor, passkeys, lockout, version } = user;
  return {
    id,
    name,
    email,
    role,
    branch_id,
    locale,
    active: user.active === 1,
    password_chosen: user.mustChangePassword === 0,
    last_seen_at: instantOrNull(user.sessions[0]?.lastSeenAt ?? null),
    created_at: instant(user.createdAt),
    version,
    overrides: { ...user.powers.overrides },
    permissions: permissionsHeld(user.powers),
    invitation: invitation &&
      { sent_at: instant(invitation.sentAt), expires_at: instant(invitation.expiresAt) },
    two_steps_since: instantOrNull(factor?.since ?? null),
    passkeys,
    locked: lockout && { failures: lockout.failures, until: instant(lockout.until) },
  };
}

export const UserIn = userFacts;

export const UserEditIn = userFacts.extend({
  locale: z.enum(LOCALES, { error: "required" }),
  active: z.boolean({ error: "invalid" }),
});

/** The user in the form in which they come in. */
export function userAsIn({ name, email, role, branch_id, locale, active }: UserPage) {
  return { name, email, role, branch_id, locale, active: active === 1 };
}

export const SessionId = z.string().regex(/^[0-9a-f]{64}$/).meta({
  description: "Tells the session; opens nothing",
  examples: ["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"],
});

export const Session = z.object({
  id: SessionId,
  ip: z.string(),
  user_agent: z.string(),
  created_at: Instant,
  last_seen_at: Instant,
}).meta({ id: "Session" });

export function sessionTold(session: UserSession): z.input<typeof Session> {
  const { id, ip, userAgent, createdAt, lastSeenAt } = session;
  return { id, ip, user_agent: userAgent, created_at: instant(createdAt), last_seen_at: instant(lastSeenAt) };
}
