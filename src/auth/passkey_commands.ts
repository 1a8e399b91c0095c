import type { z } from "zod";
import { recordAudit } from "../audit/record.ts";
import type { Actor, Ctx } from "../context.ts";
import { dbFault } from "../db/errors.ts";
import type { Db } from "../db/open.ts";
import { AppError, conflict, invalid, notFound } from "../lib/app_error.ts";
import { logOf } from "../logs.ts";
import { queueAccountMail } from "./account_mails.tsx";
import {
  challengeIn,
  type ChallengePurpose,
  type Party,
  partyOf,
  spendChallenge,
  verifyNew,
  verifySignature,
} from "./passkey.ts";
import type { madePasskey, signedByPasskey } from "./passkey_input.ts";
import { witnessed } from "./proof.ts";
import { countFailure, forgetFailures, refuseBlocked } from "./throttle.ts";

const log = logOf("auth");

const MOST_PASSKEYS = 20;

/** Keeps what a browser made for the one who asks; a mail tells of it. @throws AppError invalid `credential`, conflict */
export async function addPasskey(
  ctx: Ctx,
  { name, credential, holder }: { name: string; credential: z.output<typeof madePasskey>; holder: string },
): Promise<void> {
  const userId = self(ctx);
  const party = requireParty(ctx);
  const challenge = challengeIn(credential.response.clientDataJSON);
  const ours = await spendChallenge(ctx, { challenge, purpose: "add", holder });
  const made = ours
    ? await verifyNew(credential as Parameters<typeof verifyNew>[0], { challenge, party })
    : null;
  if (!made) throw invalid({ credential: { code: "passkey_refused" } });
  const id = ctx.random.id(ctx.now);
  await ctx.db.transaction().execute(async (trx) => {
    const known = await trx.selectFrom("passkey").select("id").where("user_id", "=", userId).execute();
    if (known.length >= MOST_PASSKEYS) throw conflict("too_many_passkeys");
    await once(
      trx.insertInto("passkey").values({
        id,
        user_id: userId,
        credential_id: made.credentialId,
        public_key: made.publicKey,
        counter: made.counter,
        transports: made.transports,
        synced: made.synced ? 1 : 0,
        name,
        created_at: ctx.now,
        last_used_at: null,
      }).execute(),
    );
    await recordAudit(trx, ctx, {
      kind: "passkey_added",
      subject: { kind: "user", id: userId },
      data: { name },
    });
    await tell(trx, ctx, { userId, kind: "passkey_added" });
  });
  ctx.live.changed("jobs");
}

/** @throws AppError not_found */
export async function renamePasskey(ctx: Ctx, id: string, name: string): Promise<void> {
  const userId = self(ctx);
  await ctx.db.transaction().execute(async (trx) => {
    const renamed = await trx.updateTable("passkey").set({ name }).where("id", "=", id)
      .where("user_id", "=", userId).returning("id").executeTakeFirst();
    if (!renamed) throw notFound();
  });
}

/** It opens nothing from now on; a mail tells of it. @throws AppError not_found */
export async function removePasskey(ctx: Ctx, id: string): Promise<void> {
  const userId = self(ctx);
  await ctx.db.transaction().execute(async (trx) => {
    const gone = await trx.deleteFrom("passkey").where("id", "=", id).where("user_id", "=", userId)
      .returning("name").executeTakeFirst();
    if (!gone) throw notFound();
    await recordAudit(trx, ctx, {
      kind: "passkey_removed",
      subject: { kind: "user", id: userId },
      data: { name: gone.name },
    });
    await tell(trx, ctx, { userId, kind: "passkey_removed" });
  });
  ctx.live.changed("jobs");
}

/**
 * Signs somebody in by their passkey, which the device gave out only to its owner: no password and no code are asked for besides.
 * @throws AppError unauthenticated `passkey_refused`, too_many
 */
export async function signInByPasskey(
  ctx: Ctx,
  { credential, holder }: { credential: z.output<typeof signedByPasskey>; holder: string },
): Promise<{ userId: string; failures: number }> {
  const user = await ownerOf(ctx, credential.id);
  const email = user?.email ?? null;
  await refuseBlocked(ctx, email);
  const right = user !== undefined &&
    await signed(ctx, { credential, passkey: user, purpose: "sign_in", holder });
  if (!user || !right) {
    await countFailure(ctx, email);
    const subject = { kind: "user", id: user?.userId ?? "" };
    const data = { known: user !== undefined, passkey: true };
    await recordAudit(ctx.db, ctx, { kind: "login_failed", subject, data });
    log.warning("Sign-in failed", { userId: user?.userId, passkey: true });
    throw new AppError("unauthenticated", { reason: "passkey_refused" });
  }
  const { userId, name, role, branchId } = user;
  const failures = await forgetFailures(ctx, user.email);
  const actor: Actor = { kind: "user", id: userId, name, role, branchId };
  await recordAudit(ctx.db, { ...ctx, actor }, {
    kind: "login",
    subject: { kind: "user", id: userId },
    data: { passkey: user.passkeyName },
  });
  return { userId, failures };
}

/** Before dangerous acts, by a passkey of the one who asks. @throws AppError invalid `passkey`, too_many */
export async function confirmByPasskey(
  ctx: Ctx,
  { credential, holder, email, act }: {
    credential: z.output<typeof signedByPasskey>;
    holder: string;
    email: string;
    /** The address of what it is asked for. */
    act: string;
  },
): Promise<void> {
  await witnessed(ctx, { proof: "passkey", act }, async () => {
    await refuseBlocked(ctx, email);
    const passkey = await ownerOf(ctx, credential.id);
    const right = passkey?.userId === self(ctx) &&
      await signed(ctx, { credential, passkey, purpose: "confirm", holder });
    if (right) return;
    await countFailure(ctx, email);
    throw invalid({ passkey: { code: "passkey_refused" } });
  });
  await forgetFailures(ctx, email);
}

interface Signing {
  credential: z.output<typeof signedByPasskey>;
  passkey: { passkeyId: string; credentialId: string; publicKey: string; counter: number };
  purpose: ChallengePurpose;
  holder: string;
}

/** A right signature under a challenge of ours moves the counter on: a copy of the passkey that lags behind is refused. */
async function signed(ctx: Ctx, { credential, passkey, purpose, holder }: Signing): Promise<boolean> {
  const party = requireParty(ctx);
  const challenge = challengeIn(credential.response.clientDataJSON);
  if (!await spendChallenge(ctx, { challenge, purpose, holder })) return false;
  const counter = await verifySignature(credential as Parameters<typeof verifySignature>[0], {
    challenge,
    party,
    passkey,
  });
  if (counter === null) return false;
  const moved = await ctx.db.transaction().execute((trx) =>
    trx.updateTable("passkey").set({ counter, last_used_at: ctx.now }).where("id", "=", passkey.passkeyId)
      .where("counter", "=", passkey.counter).returning("id").executeTakeFirst()
  );
  return moved !== undefined;
}

function ownerOf(ctx: Ctx, credentialId: string) {
  return ctx.db.selectFrom("passkey").innerJoin("user", "user.id", "passkey.user_id")
    .select([
      "passkey.id as passkeyId",
      "passkey.name as passkeyName",
      "passkey.credential_id as credentialId",
    ])
    .select(["passkey.public_key as publicKey", "passkey.counter", "user.id as userId", "user.name"])
    .select(["user.email", "user.role", "user.branch_id as branchId"])
    .where("passkey.credential_id", "=", credentialId).where("user.active", "=", 1).executeTakeFirst();
}

async function tell(
  trx: Db,
  ctx: Ctx,
  { userId, kind }: { userId: string; kind: "passkey_added" | "passkey_removed" },
): Promise<void> {
  const user = await trx.selectFrom("user").select(["name", "email", "locale"]).where("id", "=", userId)
    .executeTakeFirstOrThrow();
  await queueAccountMail(trx, ctx, { kind, user, url: ctx.baseUrl });
}

async function once<Result>(writing: Promise<Result>): Promise<Result> {
  try {
    return await writing;
  } catch (error) {
    if (dbFault(error)?.kind === "unique") throw invalid({ credential: { code: "passkey_known" } });
    throw error;
  }
}

function requireParty(ctx: Ctx): Party {
  const party = partyOf(ctx.baseUrl);
  if (!party) throw notFound();
  return party;
}

function self({ actor }: Ctx): string {
  if (actor.kind !== "user") throw new AppError("unauthenticated");
  return actor.id;
}
