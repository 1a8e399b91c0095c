import { branchOf } from "../admin/shop.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { notFound } from "../lib/app_error.ts";
import { paths } from "../paths.ts";
import { qrModules, qrPath, toSvg } from "../printing/barcodes.ts";
import { isTrackingToken, preintakeToken, trackingHash } from "../tracking/token.ts";
import type { PreintakeLinkKind } from "./link.ts";

/** Whose link: a client's own, or the one that a branch shows to everybody. */
export type LinkOwner = { clientId: string } | { branchId: string };

/** As whoever made it passes it on; `expiresAt` in UTC milliseconds. */
export interface PreintakeLink {
  id: string;
  url: string;
  expiresAt: number;
}

/** The owner's link that leads somewhere, null without any. */
export async function preintakeLinkOf(db: Db, ctx: Ctx, owner: LinkOwner): Promise<PreintakeLink | null> {
  const link = await ownLinks(db, owner).where("revoked_at", "is", null).where("expires_at", ">", ctx.now)
    .orderBy("created_at", "desc").limit(1).executeTakeFirst();
  return link ? { id: link.id, url: preintakeUrl(ctx, link.id), expiresAt: link.expires_at } : null;
}

export function preintakeUrl(ctx: Pick<Ctx, "baseUrl" | "secretKey">, linkId: string): string {
  return ctx.baseUrl + paths.preintake(preintakeToken(ctx.secretKey, linkId));
}

/** Every link that an owner ever had. */
export function ownLinks(db: Db, owner: LinkOwner) {
  const links = db.selectFrom("preintake_link").select(["id", "expires_at"]);
  return "clientId" in owner
    ? links.where("client_id", "=", owner.clientId).where("kind", "=", "client")
    : links.where("branch_id", "=", owner.branchId).where("kind", "=", "branch");
}

/** A branch's standing link as one free-standing QR. @throws AppError not_found without a link in force */
export async function branchQr(ctx: Ctx, branchId: string): Promise<string> {
  const link = await preintakeLinkOf(ctx.db, ctx, { branchId });
  if (!link) throw notFound();
  const qr = qrModules(link.url);
  return toSvg(qrPath(qr), { width: qr.size, height: qr.size, quiet: 4 });
}

/** What somebody who follows a link has in their hands. */
export interface FollowedLink {
  id: string;
  kind: PreintakeLinkKind;
  branchId: string;
  clientId: string | null;
  createdBy: string;
}

/** Null for a token that is unknown, expired or revoked, or whose branch is closed, all alike. */
export async function followLink(ctx: Ctx, token: string, db: Db = ctx.db): Promise<FollowedLink | null> {
  if (!isTrackingToken(token)) return null;
  const link = await db.selectFrom("preintake_link")
    .select(["id", "kind", "branch_id as branchId", "client_id as clientId", "created_by as createdBy"])
    .where("token_hash", "=", trackingHash(token)).where("revoked_at", "is", null)
    .where("expires_at", ">", ctx.now).executeTakeFirst();
  if (!link) return null;
  const opensForms = link.kind !== "announced";
  return opensForms && !branchOf(ctx.shop, link.branchId).active ? null : link;
}
