import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { notFound } from "../lib/app_error.ts";
import type { Locale } from "../lib/locale.ts";
import type { MessageKind, UntoldReason } from "../mail/message.ts";

export const PAGE = 50;

/** A client who has to hear of an order. */
export interface UntoldLine {
  order_id: string;
  number: string;
  about: MessageKind;
  reason: UntoldReason;
  since: number;
  opened_at: number | null;
  opened_by_name: string;
  client_id: string;
  client: string;
  locale: Locale;
  brand: string;
  model: string;
  /** What they can be called on, the first first. */
  phones: UntoldPhone[];
}

export interface UntoldPhone {
  kind: "phone" | "whatsapp";
  /** E.164. */
  value: string;
  display: string;
}

/** The last line of a page: where the next begins. */
export interface UntoldCursor {
  since: number;
  order_id: string;
}

export interface UntoldList {
  lines: UntoldLine[];
  next: UntoldCursor | null;
}

/** Those of a branch who have waited longest. */
export async function untoldList(
  ctx: Ctx,
  { branchId, after, limit = PAGE }: { branchId: string; after: UntoldCursor | null; limit?: number },
): Promise<UntoldList> {
  const rows = await untoldQuery(ctx.db, { branchId, after, limit: limit + 1 }).execute();
  const shown = rows.slice(0, limit);
  const phones = await phonesOf(ctx.db, shown.map((row) => row.client_id));
  const last = rows.length > limit ? shown.at(-1) : undefined;
  return {
    lines: shown.map((row) => ({ ...row, phones: phones.get(row.client_id) ?? [] })),
    next: last ? { since: last.since, order_id: last.order_id } : null,
  };
}

/** One order's line. @throws AppError not_found once nobody waits for it */
export async function untoldLine(ctx: Ctx, number: string): Promise<UntoldLine> {
  const row = await untoldLines(ctx.db).where("order.number", "=", number).orderBy("to_tell.since").limit(1)
    .executeTakeFirst();
  if (!row) throw notFound();
  return { ...row, phones: (await phonesOf(ctx.db, [row.client_id])).get(row.client_id) ?? [] };
}

export function untoldQuery(
  db: Db,
  { branchId, after, limit }: { branchId: string; after: UntoldCursor | null; limit: number },
) {
  return untoldLines(db)
    .where("to_tell.branch_id", "=", branchId)
    .$if(
      after !== null,
      (q) =>
        q.where(({ eb, refTuple, tuple }) =>
          eb(
            refTuple("to_tell.since", "to_tell.order_id"),
            ">",
            tuple(after?.since ?? 0, after?.order_id ?? ""),
          )
        ),
    )
    .orderBy("to_tell.since").orderBy("to_tell.order_id").limit(limit);
}

function untoldLines(db: Db) {
  return db.selectFrom("to_tell")
    .innerJoin("order", "order.id", "to_tell.order_id")
    .innerJoin("client", "client.id", "order.client_id")
    .innerJoin("device", "device.id", "order.device_id")
    .select(["to_tell.order_id", "to_tell.about", "to_tell.reason", "to_tell.since", "to_tell.opened_at"])
    .select(["to_tell.opened_by_name", "order.number", "order.client_id", "client.name as client"])
    .select(["client.locale", "device.brand", "device.model"]);
}

/** How many wait in a branch. */
export async function countUntold(ctx: Ctx, branchId: string): Promise<number> {
  const { waiting } = await untoldCount(ctx.db, branchId).executeTakeFirstOrThrow();
  return Number(waiting);
}

/** The same as a part of another query. */
export function untoldCount(db: Pick<Db, "selectFrom">, branchId: string) {
  return db.selectFrom("to_tell").select((q) => q.fn.countAll<number>().as("waiting"))
    .where("to_tell.branch_id", "=", branchId);
}

async function phonesOf(db: Db, clientIds: readonly string[]): Promise<Map<string, UntoldPhone[]>> {
  const phones = new Map<string, UntoldPhone[]>();
  if (clientIds.length === 0) return phones;
  const rows = await db.selectFrom("contact").select(["client_id", "kind", "value", "display"])
    .where("client_id", "in", [...new Set(clientIds)]).where("kind", "in", ["phone", "whatsapp"])
    .orderBy("position").execute();
  for (const { client_id, kind, ...number } of rows) {
    const known = phones.get(client_id) ?? [];
    phones.set(client_id, known);
    known.push({ kind: kind === "whatsapp" ? "whatsapp" : "phone", ...number });
  }
  return phones;
}
