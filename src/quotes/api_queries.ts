import { actorMay } from "../auth/permissions.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { notFound } from "../lib/app_error.ts";
import { costsOf } from "./editor_queries.ts";
import { quoteTold, type ToldQuote } from "./json.ts";
import { quoteRows, quoteVersions } from "./queries.ts";

/** Every version of an order's offer, the newest first, as programs see it. */
export async function versionsOf(ctx: Ctx, { number }: { number: string }): Promise<ToldQuote[]> {
  return (await versionsOfOrders(ctx, [number])).get(number) ?? [];
}

/** The same of many orders, by their numbers. */
export async function versionsOfOrders(
  ctx: Ctx,
  numbers: readonly string[],
): Promise<Map<string, ToldQuote[]>> {
  return await toldOf(ctx, await versionRows(ctx.db).where("order.number", "in", numbers).execute());
}

/** Those of these ids that there are, in their order. */
export async function versionsWithIds(ctx: Ctx, ids: readonly string[]): Promise<ToldQuote[]> {
  if (ids.length === 0) return [];
  const rows = await versionRows(ctx.db).where("quote.id", "in", ids).execute();
  const versions = new Map(
    [...(await toldOf(ctx, rows)).values()].flat().map((version) => [version.quote.id, version]),
  );
  return ids.flatMap((id) => versions.get(id) ?? []);
}

function versionRows(db: Db) {
  return quoteRows(db).innerJoin("order", "order.id", "quote.order_id")
    .select(["order.number", "quote.note as draft_note", "quote.valid_days"]);
}

type VersionRow = Awaited<ReturnType<ReturnType<typeof versionRows>["execute"]>>[number];

async function toldOf(ctx: Ctx, rows: readonly VersionRow[]): Promise<Map<string, ToldQuote[]>> {
  const costs = actorMay(ctx.actor, "costs.read")
    ? await costsOf(ctx.db, [...new Set(rows.map(({ id }) => id))])
    : null;
  const drafts = new Map(rows.map((row) => [row.id, {
    note: row.draft_note,
    validDays: row.valid_days,
    depositPercent: row.deposit_percent,
  }]));
  const versions = ([number, own]: [string, VersionRow[]]) =>
    quoteVersions(own, ctx.now).flatMap((quote): ToldQuote[] => {
      const draft = drafts.get(quote.id);
      return draft ? [{ number, quote, draft, costs }] : [];
    });
  return new Map(
    [...Map.groupBy(rows, ({ number }) => number)].map((of) => [of[0], versions(of)]),
  );
}

/** @throws AppError not_found */
export async function versionOf(ctx: Ctx, id: string): Promise<ToldQuote> {
  const [version] = await versionsWithIds(ctx, [id]);
  if (!version) throw notFound("quote_not_found");
  return version;
}

/** A quote as it is told to this actor, with its version. @throws AppError not_found */
export async function quoteReply(ctx: Ctx, id: string) {
  const version = await versionOf(ctx, id);
  return { body: quoteTold(version), version: version.quote.version };
}
