import { z } from "zod";
import type { Ctx } from "../context.ts";
import { sha256 } from "../lib/token.ts";
import { dueReview } from "./due.ts";
import type { Priority } from "./order.ts";
import { isOverdue, isPaused, slaRules, waitingShare } from "./sla.ts";
import { OPEN_STATUSES, type OrderStatus, STATUS_GROUP, STATUS_GROUPS, type StatusGroup } from "./status.ts";

export interface BoardFilter {
  branch: string;
  /** A user's id, `none` for orders that nobody has. */
  technician: string | null;
  /** `table` is what works without scripts, `wall` is for a screen that everybody sees and nobody touches. */
  view: "columns" | "table" | "wall";
}

export interface BoardCard {
  number: string;
  status: OrderStatus;
  status_since: number;
  /** Where a pause returns to. */
  held_from: OrderStatus | null;
  priority: Priority;
  client: string;
  brand: string;
  model: string;
  technician: string | null;
  parts_in: number;
  /** The first photo's id. */
  photo: string | null;
  /** How much of what it may take has passed, as of when the board was read: 0.5 is half, 0 without a limit. */
  share: number;
  late: boolean;
  /** The shop's clock rests. */
  paused: boolean;
  /** The day has come to look at its pause again, or by which another workshop was to return it. */
  due: ReturnType<typeof dueReview>;
  /** The id of the order whose warranty it claims. */
  claim_of: string | null;
}

export interface Board {
  cards: BoardCard[];
  /** There are more than a board can show. */
  more: boolean;
}

export type BoardGroup = Exclude<StatusGroup, "closed">;

/** The columns, from left to right. */
export const BOARD_GROUPS = STATUS_GROUPS.filter((group): group is BoardGroup => group !== "closed");

const MOST_CARDS = 600;

const query = z.object({
  sucursal: z.uuid().nullable().catch(null),
  tecnico: z.union([z.uuid(), z.literal("none")]).nullable().catch(null),
  mias: z.literal("1").nullable().catch(null),
  vista: z.literal("tabla").nullable().catch(null),
  muro: z.string().nullable().catch(null),
});

/** What the board's address asks for; the branch of the one who asks unless it names another. */
export function boardFilter(ctx: Ctx, params: Record<string, string>): BoardFilter {
  const { sucursal, tecnico, mias, vista, muro } = query.parse(params);
  const known = ctx.shop.branches.some((branch) => branch.id === sucursal);
  const own = ctx.actor.kind === "user" ? ctx.actor.branchId : "";
  return {
    branch: known && sucursal ? sucursal : own,
    technician: mias ? ctx.actor.id : tecnico,
    view: muro !== null ? "wall" : vista ? "table" : "columns",
  };
}

export function boardQueryText({ branch, technician, view }: BoardFilter): string {
  const params = new URLSearchParams({
    sucursal: branch,
    ...(technician && { tecnico: technician }),
    ...(view === "table" && { vista: "tabla" }),
    ...(view === "wall" && { muro: "1" }),
  });
  return `?${params}`;
}

/** The open orders of a branch: the urgent ones first, then those that wait longest. */
export async function readBoard(ctx: Ctx, filter: BoardFilter): Promise<Board> {
  const found = await boardQuery(ctx, filter).execute();
  const rules = slaRules(ctx.shop, filter.branch);
  const cards = found.slice(0, MOST_CARDS).map((order): BoardCard => {
    const { sla_ms, promised_at, overdue_at, hold_review_at, vendor_expected_at, ...card } = order;
    return {
      ...card,
      share: waitingShare({ ...card, sla_ms, promised_at }, rules, ctx.now),
      late: isOverdue({ overdue_at }, ctx.now),
      paused: isPaused(card),
      due: dueReview({ ...card, hold_review_at, vendor_expected_at }, ctx.now),
    };
  });
  cards.sort((a, b) => urgency(b) - urgency(a) || a.status_since - b.status_since);
  return { cards, more: found.length > MOST_CARDS };
}

export function boardQuery(ctx: Ctx, { branch, technician }: Pick<BoardFilter, "branch" | "technician">) {
  return ctx.db.selectFrom("order")
    .innerJoin("client", "client.id", "order.client_id")
    .innerJoin("device", "device.id", "order.device_id")
    .leftJoin("user", "user.id", "order.technician_id")
    .select(["order.number", "order.status", "order.status_since", "order.sla_ms", "order.promised_at"])
    .select(["order.overdue_at", "order.held_from", "order.priority", "order.parts_in"])
    .select(["order.hold_review_at", "order.vendor_expected_at", "order.warranty_of_order_id as claim_of"])
    .select(["client.name as client", "device.brand", "device.model"])
    .select((q) => [
      "user.name as technician",
      q.selectFrom("attachment").select("attachment.id").whereRef("attachment.order_id", "=", "order.id")
        .orderBy("attachment.id").limit(1).as("photo"),
    ])
    .where("order.branch_id", "=", branch).where("order.status", "in", OPEN_STATUSES)
    .$if(technician === "none", (q) => q.where("order.technician_id", "is", null))
    .$if(technician !== null && technician !== "none", (q) => q.where("order.technician_id", "=", technician))
    .orderBy("order.status_since").limit(MOST_CARDS + 1);
}

export function cardsIn({ cards }: Board, group: BoardGroup): BoardCard[] {
  return cards.filter((card) => STATUS_GROUP[card.status] === group);
}

/** How far along a card is shown to be: its colour, and how long its bar is, in tenths. */
export function ageOf(
  { share, late, paused }: BoardCard,
): { tone: "ready" | "waiting" | "problem" | "closed"; tenths: number } {
  const tone = late ? "problem" : paused ? "closed" : share > 0.75 ? "waiting" : "ready";
  return { tone, tenths: late ? 10 : Math.min(10, Math.ceil(share * 10)) };
}

/** What an open page was last shown. */
export interface BoardReading {
  board: Board;
  mark: string;
}

/** Nothing in the history says that a deadline has passed or a client was renamed: that is seen within so long. */
const LOOK_MS = 20_000;

/**
 * Reads the board again and again for one open page: when it is told, when something was added to the history, and every now
 * and then.
 */
export function boardReader(filter: BoardFilter): (ctx: Ctx, told: boolean) => Promise<BoardReading> {
  let last: BoardReading & { event: string; at: number } | null = null;
  return async (ctx, told) => {
    const event = await lastEvent(ctx);
    if (last && !told && event === last.event && ctx.now < last.at + LOOK_MS) return last;
    const board = await readBoard(ctx, filter);
    last = { board, mark: boardMark(board, ctx.now), event, at: ctx.now };
    return last;
  };
}

async function lastEvent({ db }: Ctx): Promise<string> {
  const last = await db.selectFrom("order_event").select("id").orderBy("id", "desc").limit(1)
    .executeTakeFirst();
  return last?.id ?? "";
}

/** "2 h ago" grows old on a screen that nobody touches. */
const FRESH_MS = 300_000;

/**
 * What a screen shows, column by column: a column whose part of the text differs has changed. It is made from what is shown alone,
 * so that any process tells from the mark that a browser brings back what it has missed.
 */
export function boardMark(board: Board, now: number): string {
  const columns = BOARD_GROUPS.map((group) => {
    const shown = cardsIn(board, group).map((card) => ({ ...card, share: ageOf(card).tenths }));
    return sha256(JSON.stringify([board.more, shown])).slice(0, 12);
  });
  return [Math.floor(now / FRESH_MS), ...columns].join(".");
}

/** The columns that differ between two marks; all of them when the older one is none. */
export function changedGroups(seen: string, mark: string): BoardGroup[] {
  const [seenAge, ...before] = seen.split(".");
  const [age, ...after] = mark.split(".");
  return BOARD_GROUPS.filter((_, index) => seenAge !== age || before[index] !== after[index]);
}

function urgency({ priority }: BoardCard): number {
  return priority === "urgent" ? 2 : priority === "high" ? 1 : 0;
}
