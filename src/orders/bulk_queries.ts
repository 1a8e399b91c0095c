import { consentsOf } from "../clients/consent.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { conflict } from "../lib/app_error.ts";
import { type Plan, type Reach, reachOf } from "../mail/plan.ts";
import { bouncedAt } from "../mail/suppression.ts";
import { type BulkLine, type BulkPreview, type BulkWish, type Obstacle, ONE_BY_ONE } from "./bulk.ts";
import { moveFactsOf } from "./move_facts.ts";
import { planOfMove } from "./move_message.ts";
import { ORDER_COLUMNS, type OrderRow } from "./row.ts";
import { type OrderStatus, type Requirement, STATUS_GROUP } from "./status.ts";
import { allowedMoves, type MoveFacts, transition } from "./transition.ts";

/** What would happen to each of the orders, and who would hear of it; nothing is done. */
export async function previewBulk(ctx: Ctx, wish: BulkWish): Promise<BulkPreview> {
  const rows = await ordersWithClients(ctx.db, wish.numbers);
  const facts = await moveFactsOf(ctx, rows.map(({ order }) => order));
  const asks = new Set<Requirement>();
  const lines = rows.map(({ order, reach, ...shown }, index): BulkLine => {
    const own = facts[index];
    const judged = own ? judge(ctx, { order, facts: own }, wish) : { obstacle: null, asks: [] };
    if (!judged.obstacle) judged.asks.forEach((need) => asks.add(need));
    const { number, status } = order;
    const told: Plan = wish.act === "move" && wish.to
      ? planOfMove(ctx, reach, wish.to)
      : { by: "nobody", silent: false };
    return { number, status, ...shown, client: reach.client, told, obstacle: judged.obstacle };
  });
  return { lines, asks: [...asks] };
}

interface Judged {
  obstacle: Obstacle | null;
  asks: readonly Requirement[];
}

function judge(
  ctx: Ctx,
  { order, facts }: { order: OrderRow; facts: MoveFacts },
  { act, to, technicianId }: BulkWish,
): Judged {
  const free: Judged = { obstacle: null, asks: [] };
  if (act === "labels") return free;
  if (act === "assign") {
    if (STATUS_GROUP[order.status] === "closed") return stopped("order_closed");
    return order.technician_id === technicianId ? stopped("assigned_already") : free;
  }
  const move = to && allowedMoves(facts, ctx.actor).find((one) => one.to === to);
  if (!move) return to ? { obstacle: whyNot(ctx, facts, to), asks: [] } : stopped("move_not_listed");
  if (move.obstacle) return { obstacle: { code: "conflict", detail: move.obstacle }, asks: [] };
  if (move.through !== null) return stopped("move_has_own_form");
  if (move.asks.some((need) => ONE_BY_ONE.includes(need))) return stopped("move_one_by_one");
  return { obstacle: null, asks: move.asks };
}

function whyNot(ctx: Ctx, facts: MoveFacts, to: OrderStatus): Obstacle {
  const verdict = transition(facts, ctx.actor, { to });
  return verdict.ok ? conflict("move_not_listed") : verdict.error;
}

function stopped(reason: string): Judged {
  return { obstacle: conflict(reason), asks: [] };
}

interface Shown {
  order: OrderRow;
  reach: Reach;
  brand: string;
  model: string;
  technician: string | null;
}

async function ordersWithClients(db: Db, numbers: readonly string[]): Promise<Shown[]> {
  if (numbers.length === 0) return [];
  const rows = await db.selectFrom("order")
    .innerJoin("client", "client.id", "order.client_id")
    .innerJoin("device", "device.id", "order.device_id")
    .leftJoin("user", "user.id", "order.technician_id")
    .select(ORDER_COLUMNS)
    .select(["client.name as client", "client.channel", "client.consents_json", "client.no_mail_since"])
    .select("client.locale")
    .select(["device.brand", "device.model", "user.name as technician"])
    .where("order.number", "in", [...numbers]).orderBy("order.seq", "desc").execute();
  if (rows.length === 0) return [];
  const contacts = await db.selectFrom("contact").select(["client_id", "kind", "value"]).select(bouncedAt)
    .where("client_id", "in", [...new Set(rows.map((row) => row.client_id))]).orderBy("position").execute();
  return rows.map((
    { client, channel, consents_json, no_mail_since, locale, brand, model, technician, ...order },
  ) => ({
    order,
    reach: reachOf({
      client,
      channel,
      consents: consentsOf({ consents_json }),
      no_mail_since,
      locale,
      contacts: contacts.filter(({ client_id }) => client_id === order.client_id),
    }),
    brand,
    model,
    technician,
  }));
}
