import { recordAudit } from "../audit/record.ts";
import { requirePermission } from "../auth/permissions.ts";
import { phoneToChat } from "../clients/chat_phone.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { staffOf } from "../intakes/staff.ts";
import { AppError, notFound } from "../lib/app_error.ts";
import type { Locale } from "../lib/locale.ts";
import { queueLetter } from "../mail/letters.ts";
import { type Plan, planFor, sends } from "../mail/plan.ts";
import { readReach } from "../mail/reach.ts";
import { actingUser } from "../orders/acting_user.ts";
import { preintakeToken, trackingHash } from "../tracking/token.ts";
import { LINK_DAYS, type PreintakeLinkKind } from "./link.ts";
import { type LinkOwner, ownLinks, preintakeLinkOf, preintakeUrl } from "./link_queries.ts";

const DAY = 86_400_000;

/**
 * Ends the owner's link, if any, and opens a new one. The same key again changes nothing.
 * @throws AppError forbidden; not_found; conflict
 */
export async function renewPreintakeLink(
  ctx: Ctx,
  owner: LinkOwner,
  { key }: { key: string },
): Promise<void> {
  requirePermission(ctx.actor, permissionFor(owner));
  await ctx.db.transaction().execute(async (trx) => {
    await holdOwner(trx, owner);
    const known = await trx.selectFrom("preintake_link").select(["client_id", "branch_id"])
      .where("id", "=", key).executeTakeFirst();
    const same = "clientId" in owner
      ? known?.client_id === owner.clientId
      : known?.branch_id === owner.branchId;
    if (known && !same) throw new AppError("conflict");
    if (known) return;
    await endLinks(trx, ctx, owner);
    await openLink(trx, ctx, { owner, id: key });
  });
}

/** Ends the owner's link at once; ending none is no error. @throws AppError forbidden, not_found */
export async function endPreintakeLink(ctx: Ctx, owner: LinkOwner): Promise<void> {
  requirePermission(ctx.actor, permissionFor(owner));
  await ctx.db.transaction().execute(async (trx) => {
    await holdOwner(trx, owner);
    await endLinks(trx, ctx, owner);
  });
}

/**
 * Writes a client the link by which they announce devices; opens one where none is in force. The same key again changes nothing.
 * Answers how they are told. @throws AppError forbidden, not_found
 */
export async function sendPreintakeLink(
  ctx: Ctx,
  clientId: string,
  { key }: { key: string },
): Promise<Plan> {
  requirePermission(ctx.actor, "tracking.manage");
  const plan = await ctx.db.transaction().execute(async (trx) => {
    await holdOwner(trx, { clientId });
    const known = await trx.selectFrom("message").select("id").where("id", "=", key).executeTakeFirst();
    const reach = await readReach(trx, clientId);
    const kind = "preintake_link";
    const expected = planFor(ctx, reach, { kind });
    if (known || !sends(expected)) return expected;
    const url = await ensureLink(trx, ctx, clientId);
    const letter = { kind, id: key, clientId, reach, branchId: staffOf(ctx).branchId, url } as const;
    const done = await queueLetter(trx, ctx, letter);
    const noted = done.by === "whatsapp" ? "preintake_link_chatted" : "preintake_link_mailed";
    if (sends(done)) await tellAudit(trx, ctx, { kind: noted, owner: { clientId } });
    return done;
  });
  ctx.live.changed("jobs");
  return plan;
}

/** What a chat with a client begins with that hands them their link. */
export interface LinkChat {
  client: string;
  locale: Locale;
  url: string;
  /** Digits for `wa.me`. */
  phone: string;
}

/** That a chat was opened is noted, which says nothing of whether it was sent. @throws AppError forbidden; not_found; conflict `no_phone`, `chat_refused` */
export async function openPreintakeChat(ctx: Ctx, clientId: string): Promise<LinkChat> {
  requirePermission(ctx.actor, "tracking.manage");
  return await ctx.db.transaction().execute(async (trx) => {
    await holdOwner(trx, { clientId });
    const phone = await phoneToChat(trx, ctx, clientId);
    const client = await trx.selectFrom("client").select(["name", "locale"]).where("id", "=", clientId)
      .executeTakeFirstOrThrow();
    const url = await ensureLink(trx, ctx, clientId);
    await tellAudit(trx, ctx, { kind: "preintake_link_in_whatsapp", owner: { clientId } });
    return { client: client.name, locale: client.locale, url, phone };
  });
}

interface NewLink {
  id: string;
  kind: PreintakeLinkKind;
  branchId: string;
  clientId?: string;
  viaId?: string;
  createdBy: string;
}

/** Writes a link down for as long as its kind lasts. */
export async function insertLink(trx: Db, ctx: Ctx, link: NewLink): Promise<void> {
  await trx.insertInto("preintake_link").values({
    id: link.id,
    kind: link.kind,
    branch_id: link.branchId,
    client_id: link.clientId ?? null,
    via_id: link.viaId ?? null,
    token_hash: trackingHash(preintakeToken(ctx.secretKey, link.id)),
    created_at: ctx.now,
    created_by: link.createdBy,
    expires_at: ctx.now + LINK_DAYS[link.kind] * DAY,
    revoked_at: null,
  }).execute();
}

/** The row that the links hang on, so that of two who make one at once only one remains in force. */
async function holdOwner(trx: Db, owner: LinkOwner): Promise<void> {
  const row = "clientId" in owner
    ? await trx.selectFrom("client").select("id").where("id", "=", owner.clientId).forUpdate()
      .executeTakeFirst()
    : await trx.selectFrom("branch").select("id").where("id", "=", owner.branchId).forUpdate()
      .executeTakeFirst();
  if (!row) throw notFound();
}

async function ensureLink(trx: Db, ctx: Ctx, clientId: string): Promise<string> {
  const known = await preintakeLinkOf(trx, ctx, { clientId });
  return known?.url ?? await openLink(trx, ctx, { owner: { clientId }, id: ctx.random.id(ctx.now) });
}

async function openLink(trx: Db, ctx: Ctx, { owner, id }: { owner: LinkOwner; id: string }): Promise<string> {
  const createdBy = actingUser(ctx);
  const link = "clientId" in owner
    ? { kind: "client" as const, branchId: staffOf(ctx).branchId, clientId: owner.clientId }
    : { kind: "branch" as const, branchId: owner.branchId };
  await insertLink(trx, ctx, { id, ...link, createdBy });
  await tellAudit(trx, ctx, { kind: "preintake_link_made", owner });
  return preintakeUrl(ctx, id);
}

async function endLinks(trx: Db, ctx: Ctx, owner: LinkOwner): Promise<void> {
  const inForce = await ownLinks(trx, owner).where("revoked_at", "is", null)
    .where("expires_at", ">", ctx.now).execute();
  if (inForce.length === 0) return;
  await trx.updateTable("preintake_link").set({ revoked_at: ctx.now })
    .where("id", "in", inForce.map(({ id }) => id)).execute();
  await tellAudit(trx, ctx, { kind: "preintake_link_ended", owner });
}

async function tellAudit(
  trx: Db,
  ctx: Ctx,
  { kind, owner }: { kind: string; owner: LinkOwner },
): Promise<void> {
  const subject = "clientId" in owner
    ? { kind: "client", id: owner.clientId }
    : { kind: "branch", id: owner.branchId };
  await recordAudit(trx, ctx, { kind, subject });
}

function permissionFor(owner: LinkOwner) {
  return "clientId" in owner ? "tracking.manage" : "branch_links.manage";
}
