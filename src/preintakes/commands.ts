import { branchOf } from "../admin/shop.ts";
import { identityOf } from "../clients/client.ts";
import type { ClientInput } from "../clients/input.ts";
import { possibleDuplicates } from "../clients/queries.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { placeDrafts } from "../intakes/announcing.ts";
import type { IntakeDevice, IntakeInput } from "../intakes/input.ts";
import { clientOfVisit, type MadeVisit, once, tellVisit } from "../intakes/visit.ts";
import { AppError, notFound } from "../lib/app_error.ts";
import { fold } from "../lib/fold.ts";
import { takeNumbers } from "../orders/numbering.ts";
import { LINK_LIMITS } from "./link.ts";
import { insertLink } from "./link_commands.ts";
import { type FollowedLink, preintakeUrl } from "./link_queries.ts";

/**
 * Notes down what a client announces through a link: draft orders as the counter makes them, and a link at which the client sees
 * them, whose address is answered. The same form again answers as the first time.
 * @throws AppError not_found for a link that is over; too_many with `form`
 */
export async function announceThroughLink(
  ctx: Ctx,
  link: FollowedLink,
  input: IntakeInput,
): Promise<{ url: string }> {
  const visit = await once(ctx, input, (trx) => announce(trx, ctx, { link, input }));
  tellVisit(ctx, link, visit);
  const announced = await ctx.db.selectFrom("preintake_order")
    .innerJoin("preintake_link", "preintake_link.id", "preintake_order.link_id")
    .select("preintake_link.id").where("preintake_order.order_id", "in", visit.orders.map(({ id }) => id))
    .where("preintake_link.via_id", "=", link.id).limit(1).executeTakeFirst();
  // The form's key is that of a visit which did not come through this link.
  if (!announced) throw notFound();
  return { url: preintakeUrl(ctx, announced.id) };
}

interface Announcement {
  link: FollowedLink;
  input: IntakeInput;
}

async function announce(trx: Db, ctx: Ctx, { link, input }: Announcement): Promise<MadeVisit> {
  await holdLink(trx, ctx, link);
  await requireModeration(trx, ctx, link);
  const branch = branchOf(ctx.shop, link.branchId);
  const numbers = await takeNumbers(trx, branch, input.devices.length);
  const client = await clientOfVisit(trx, ctx, { ...input, client: await knownAs(trx, input.client) });
  const asClient: Ctx = { ...ctx, actor: { kind: "client", id: client.id, name: client.name } };
  const staff = { id: link.createdBy };
  const visit = await placeDrafts(trx, asClient, { input, staff, branch, client, numbers });
  const announcedId = ctx.random.id(ctx.now);
  await insertLink(trx, ctx, {
    id: announcedId,
    kind: "announced",
    branchId: branch.id,
    viaId: link.id,
    createdBy: link.createdBy,
  });
  await trx.insertInto("preintake_order").values(visit.orders.map(({ id }, index) => ({
    order_id: id,
    link_id: announcedId,
    device: deviceAsWritten(input.devices[index]),
  }))).execute();
  return visit;
}

/** Until the transaction ends nobody else announces through it, nor ends it. */
async function holdLink(trx: Db, ctx: Ctx, { id }: FollowedLink): Promise<void> {
  const link = await trx.selectFrom("preintake_link").select("id").where("id", "=", id)
    .where("kind", "!=", "announced").where("revoked_at", "is", null).where("expires_at", ">", ctx.now)
    .forUpdate().executeTakeFirst();
  if (!link) throw notFound();
}

/** Of a link that is held. */
async function requireModeration(trx: Db, ctx: Ctx, { id, kind }: FollowedLink): Promise<void> {
  for (const { most, ms } of LINK_LIMITS[kind]) {
    const { made } = await trx.selectFrom("preintake_link").select((q) => q.fn.countAll().as("made"))
      .where("via_id", "=", id).where("created_at", ">", ctx.now - ms).executeTakeFirstOrThrow();
    if (Number(made) >= most) throw tooMany(ms / 1000);
  }
}

/** @param retryAfter seconds */
export function tooMany(retryAfter: number): AppError {
  return new AppError("too_many", { fields: { form: { code: "preintakes_many" } }, retryAfter });
}

/**
 * The client whom somebody unknown claims to be: one of that name with that phone or e-mail, or else a new one. The counter
 * confirms it as the device comes in.
 */
async function knownAs(trx: Db, client: IntakeInput["client"]): Promise<IntakeInput["client"]> {
  if ("id" in client) return client;
  const id = await sameClient(trx, client.input);
  return id === null ? client : { id };
}

async function sameClient(trx: Db, input: ClientInput): Promise<string | null> {
  const name = fold(input.name);
  const alike = await possibleDuplicates(trx, identityOf(input));
  return alike.find((one) => fold(one.name) === name)?.id ?? null;
}

function deviceAsWritten(device: IntakeDevice | undefined): string {
  if (!device) return "";
  const { brand, model } = device.device;
  return [brand, model].filter((part) => part !== "").join(" ");
}
