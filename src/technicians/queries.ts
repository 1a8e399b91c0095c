import type { Ctx } from "../context.ts";
import { notFound } from "../lib/app_error.ts";
import { actingUser } from "../orders/acting_user.ts";
import { listOrders, type OrderListRow } from "../orders/list.ts";
import { EVERYTHING } from "../orders/list_filter.ts";
import { seesAllOrders } from "../orders/own_orders.ts";
import { isOverdue } from "../orders/sla.ts";
import { OPEN_STATUSES, STATUS_GROUP, type StatusGroup } from "../orders/status.ts";
import { type TechnicianTime, timeOfTechnician } from "../timers/queries.ts";

export type Load = Record<Exclude<StatusGroup, "closed">, number>;

export interface TechnicianRow {
  id: string;
  name: string;
  active: boolean;
  /** Open orders by group. */
  load: Load;
  open: number;
  overdue: number;
}

/** Who repairs, with what each has on the bench; those who left only while they still have orders. */
export async function listTechnicians(ctx: Ctx): Promise<TechnicianRow[]> {
  const people = await everybody(ctx);
  return people.filter((person) => (person.role === "technician" && person.active) || person.open > 0);
}

/** Those of these ids, also who has left. */
export async function techniciansWithIds(ctx: Ctx, ids: readonly string[]): Promise<TechnicianRow[]> {
  return (await everybody(ctx)).filter(({ id }) => ids.includes(id));
}

async function everybody(ctx: Ctx) {
  const [people, orders] = await Promise.all([
    ctx.db.selectFrom("user").select(["id", "name", "role", "active"]).orderBy("name").execute(),
    assignedQuery(ctx).execute(),
  ]);
  // Nobody is shown as idle because their orders may not be seen.
  const shown = seesAllOrders(ctx.actor) ? people : people.filter(({ id }) => id === actingUser(ctx));
  return shown.map((person) => {
    const own = orders.filter((order) => order.technician_id === person.id);
    return {
      ...person,
      active: person.active === 1,
      load: loadOf(own),
      open: own.length,
      overdue: own.filter((order) => isOverdue(order, ctx.now)).length,
    };
  });
}

type AssignedOrder = Awaited<ReturnType<ReturnType<typeof assignedQuery>["execute"]>>[number];

/** What stands on any bench now; as many rows as the shop has open orders. */
export function assignedQuery(ctx: Ctx) {
  return ctx.db.selectFrom("order").select(["technician_id", "status", "overdue_at"])
    .where("status", "in", OPEN_STATUSES).where("technician_id", "is not", null);
}

function loadOf(orders: readonly AssignedOrder[]): Load {
  const load: Load = { new: 0, active: 0, waiting: 0, ready: 0 };
  for (const { status } of orders) {
    const group = STATUS_GROUP[status];
    if (group !== "closed") load[group] += 1;
  }
  return load;
}

export interface TechnicianDetail extends TechnicianRow {
  orders: OrderListRow[];
  time: TechnicianTime;
}

const SHOWN = 100;

/** One technician and the open orders, longest in their status first. @throws AppError not_found */
export async function getTechnician(ctx: Ctx, id: string): Promise<TechnicianDetail> {
  const technician = (await listTechnicians(ctx)).find((one) => one.id === id);
  if (!technician) throw notFound();
  const filter = { ...EVERYTHING, technician: id, group: "open", sort: "oldest" } as const;
  const { rows } = await listOrders(ctx, filter, SHOWN);
  return { ...technician, orders: rows, time: await timeOfTechnician(ctx, id) };
}
