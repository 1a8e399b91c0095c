import { channelsInOrder, type Consents, consentsOf, type PreferredChannel } from "../clients/consent.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { notFound } from "../lib/app_error.ts";
import type { Locale } from "../lib/locale.ts";
import type { MessageKind, UntoldReason } from "../mail/message.ts";
import { type UntoldCursor, type UntoldFilter, type UntoldView, WAITING } from "./untold.ts";

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
  postponed_until: number;
  dismissed_at: number | null;
  note: string;
  client_id: string;
  client: string;
  locale: Locale;
  brand: string;
  model: string;
  channel: PreferredChannel;
  consents: Consents;
  /** By what they can be told, what they prefer first, without what they refused. */
  ways: UntoldWay[];
  /** As people read them. */
  phones: string[];
}

export type UntoldWay =
  | { by: "whatsapp" }
  | { by: "phone" | "email"; value: string; display: string };

export interface UntoldList {
  lines: UntoldLine[];
  next: UntoldCursor | null;
}

/** Those of a branch who have waited longest. */
export async function untoldList(
  ctx: Ctx,
  { branchId, after, filter = WAITING, limit = PAGE }: {
    branchId: string;
    after: UntoldCursor | null;
    filter?: UntoldFilter;
    limit?: number;
  },
): Promise<UntoldList> {
  const { now } = ctx;
  const rows = await untoldQuery(ctx.db, { branchId, after, filter, now, limit: limit + 1 }).execute();
  const shown = rows.slice(0, limit);
  const lines = await withWays(ctx.db, shown);
  const last = rows.length > limit ? shown.at(-1) : undefined;
  return {
    lines,
    next: last ? { since: last.since, order_id: last.order_id } : null,
  };
}

/** One order's line. @throws AppError not_found once nobody waits for it */
export async function untoldLine(ctx: Ctx, number: string): Promise<UntoldLine> {
  const row = await untoldLines(ctx.db).where("order.number", "=", number).orderBy("to_tell.since").limit(1)
    .executeTakeFirst();
  if (!row) throw notFound();
  const [line] = await withWays(ctx.db, [row]);
  if (!line) throw notFound();
  return line;
}

export function untoldQuery(
  db: Db,
  { branchId, after, filter: { view, reason }, now, limit }: {
    branchId: string;
    after: UntoldCursor | null;
    filter: UntoldFilter;
    now: number;
    limit: number;
  },
) {
  return untoldLines(db)
    .where("to_tell.branch_id", "=", branchId)
    .$if(view === "left", (q) => q.where("to_tell.dismissed_at", "is not", null))
    .$if(view !== "left", (q) => q.where("to_tell.dismissed_at", "is", null))
    .$if(view === "waiting", (q) => q.where("to_tell.postponed_until", "<=", now))
    .$if(view === "later", (q) => q.where("to_tell.postponed_until", ">", now))
    .$if(reason !== null, (q) => q.where("to_tell.reason", "=", reason ?? "no_email"))
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
    .select(["to_tell.postponed_until", "to_tell.dismissed_at", "to_tell.note"])
    .select(["client.locale", "client.channel", "client.consents_json", "device.brand", "device.model"]);
}

/** How many there are in a branch, by what is shown of them; those to tell now by their reasons too. */
export async function countUntold(ctx: Ctx, branchId: string): Promise<UntoldCounts> {
  const rows = await ctx.db.selectFrom("to_tell").select(["reason", "postponed_until", "dismissed_at"])
    .where("branch_id", "=", branchId).execute();
  const left = rows.filter(({ dismissed_at }) => dismissed_at !== null);
  const open = rows.filter(({ dismissed_at }) => dismissed_at === null);
  const waiting = open.filter(({ postponed_until }) => postponed_until <= ctx.now);
  const reasons = Map.groupBy(waiting, ({ reason }) => reason);
  return {
    waiting: waiting.length,
    later: open.length - waiting.length,
    left: left.length,
    reasons: [...reasons].map(([reason, own]) => ({ reason, count: own.length })),
  };
}

export interface UntoldCounts extends Record<UntoldView, number> {
  reasons: { reason: UntoldReason; count: number }[];
}

/** How many are to be told now, as a part of another query. */
export function untoldCount(
  db: Pick<Db, "selectFrom">,
  { branchId, now }: { branchId: string; now: number },
) {
  return db.selectFrom("to_tell").select((q) => q.fn.countAll<number>().as("waiting"))
    .where("to_tell.branch_id", "=", branchId).where("to_tell.dismissed_at", "is", null)
    .where("to_tell.postponed_until", "<=", now);
}

type LineRow = Omit<UntoldLine, "ways" | "consents" | "phones"> & { consents_json: string };

async function withWays(db: Db, rows: readonly LineRow[]): Promise<UntoldLine[]> {
  if (rows.length === 0) return [];
  const contacts = await db.selectFrom("contact").select(["client_id", "kind", "value", "display"])
    .where("client_id", "in", [...new Set(rows.map(({ client_id }) => client_id))])
    .orderBy("position").execute();
  return rows.map(({ consents_json, ...row }) => {
    const consents = consentsOf({ consents_json });
    const own = contacts.filter(({ client_id }) => client_id === row.client_id);
    const phones = own.filter(({ kind }) => kind !== "email");
    const mails = own.filter(({ kind }) => kind === "email");
    const ways = channelsInOrder({ channel: row.channel, consents }).flatMap((by): UntoldWay[] => {
      if (by === "whatsapp") return phones.length > 0 ? [{ by }] : [];
      const [first] = by === "phone" ? phones : mails;
      return first ? [{ by, value: first.value, display: first.display }] : [];
    });
    return { ...row, consents, ways, phones: phones.map(({ display }) => display) };
  });
}
