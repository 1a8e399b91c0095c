import { z } from "zod";
import type { Ctx } from "../context.ts";
import type { Priority } from "./order.ts";
import { isOverdue, isPaused, slaRules, waitingShare } from "./sla.ts";
import { OPEN_STATUSES, type OrderStatus } from "./status.ts";

export interface BoardFilter {
  branch: string;
  /** A user's id, `none` for orders that nobody has. */
  technician: string | null;
}

export interface BoardCard {
  number: string;
  status: OrderStatus;
  status_since: number;
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
}

export interface Board {
  cards: BoardCard[];
  /** There are more than a board can show. */
  more: boolean;
}

const MOST_CARDS = 600;

const query = z.object({
  sucursal: z.uuid().nullable().catch(null),
  tecnico: z.union([z.uuid(), z.literal("none")]).nullable().catch(null),
  mias: z.literal("1").nullable().catch(null),
});

/** What the board's address asks for; the branch of the one who asks unless it names another. */
export function boardFilter(ctx: Ctx, params: Record<string, string>): BoardFilter {
  const { sucursal, tecnico, mias } = query.parse(params);
  const known = ctx.shop.branches.some((branch) => branch.id === sucursal);
  const own = ctx.actor.kind === "user" ? ctx.actor.branchId : "";
  return { branch: known && sucursal ? sucursal : own, technician: mias ? ctx.actor.id : tecnico };
}

export function boardQueryText({ branch, technician }: BoardFilter): string {
  const params = new URLSearchParams({ sucursal: branch, ...(technician && { tecnico: technician }) });
  return `?${params}`;
}

/** The open orders of a branch: the urgent ones first, then those that wait longest. */
export async function readBoard(ctx: Ctx, filter: BoardFilter): Promise<Board> {
  const found = await boardQuery(ctx, filter).execute();
  const rules = slaRules(ctx.shop, filter.branch);
  const cards = found.slice(0, MOST_CARDS).map(({ sla_ms, promised_at, overdue_at, ...card }): BoardCard => ({
    ...card,
    share: waitingShare({ ...card, sla_ms, promised_at }, rules, ctx.now),
    late: isOverdue({ overdue_at }, ctx.now),
    paused: isPaused(card),
  }));
  cards.sort((a, b) => urgency(b) - urgency(a) || a.status_since - b.status_since);
  return { cards, more: found.length > MOST_CARDS };
}

export function boardQuery(ctx: Ctx, { branch, technician }: BoardFilter) {
  return ctx.db.selectFrom("order")
    .innerJoin("client", "client.id", "order.client_id")
    .innerJoin("device", "device.id", "order.device_id")
    .leftJoin("user", "user.id", "order.technician_id")
    .select(["order.number", "order.status", "order.status_since", "order.sla_ms", "order.promised_at"])
    .select(["order.overdue_at", "order.priority", "order.parts_in"])
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

/** Another text means that some order changed. */
export async function boardMark(ctx: Ctx): Promise<string> {
  const last = await ctx.db.selectFrom("order_event").select("id").orderBy("id", "desc").limit(1)
    .executeTakeFirst();
  return last?.id ?? "";
}

function urgency({ priority }: BoardCard): number {
  return priority === "urgent" ? 2 : priority === "high" ? 1 : 0;
}
