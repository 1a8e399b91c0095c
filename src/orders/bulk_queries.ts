import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { conflict } from "../lib/app_error.ts";
import {
  type BulkLine,
  type BulkPreview,
  type BulkWish,
  type Obstacle,
  ONE_BY_ONE,
  type Told,
} from "./bulk.ts";
import { moveFactsOf } from "./move_facts.ts";
import { ORDER_COLUMNS, type OrderRow } from "./row.ts";
import { listedTransition, type OrderStatus, type Requirement, STATUS_GROUP } from "./status.ts";
import { allowedMoves, type MoveFacts, transition } from "./transition.ts";

/** What would happen to each of the orders, and who would hear of it; nothing is done. */
export async function previewBulk(ctx: Ctx, wish: BulkWish): Promise<BulkPreview> {
  const rows = await ordersWithClients(ctx.db, wish.numbers);
  const facts = await moveFactsOf(ctx, rows.map(({ order }) => order));
  const asks = new Set<Requirement>();
  const lines = rows.map(({ order, email, ...shown }, index): BulkLine => {
    const own = facts[index];
    const judged = own ? judge(ctx, { order, facts: own }, wish) : { obstacle: null, asks: [] };
    if (!judged.obstacle) judged.asks.forEach((need) => asks.add(need));
    const { number, status } = order;
    return { number, status, ...shown, told: toldOf(ctx, { order, email, wish }), obstacle: judged.obstacle };
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

function toldOf(
  { sendsMail }: Ctx,
  { order, email, wish }: { order: OrderRow; email: string | null; wish: BulkWish },
): Told {
  const rule = wish.act === "move" && wish.to ? listedTransition(order.status, wish.to) : undefined;
  if (!rule?.effects.includes("tell_client_ready")) return { by: "nobody" };
  return email !== null && sendsMail ? { by: "mail", address: email } : { by: "hand" };
}

interface Shown {
  order: OrderRow;
  client: string;
  email: string | null;
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
    .select((q) => [
      "client.name as client",
      "device.brand",
      "device.model",
      "user.name as technician",
      q.selectFrom("contact").select("contact.value").whereRef("contact.client_id", "=", "client.id")
        .where("contact.kind", "=", "email").orderBy("contact.position").limit(1).as("email"),
    ])
    .where("order.number", "in", [...numbers]).orderBy("order.seq", "desc").execute();
  return rows.map(({ client, brand, model, technician, email, ...order }) => ({
    order,
    client,
    email,
    brand,
    model,
    technician,
  }));
}
