import { z } from "zod";
import { Id } from "../api/shapes.ts";
import type { TechnicianRow } from "./queries.ts";

const Orders = z.int().min(0);

export const Technician = z.object({
  id: Id,
  name: z.string(),
  active: z.boolean(),
  open_orders: Orders,
  open_by_group: z.object({ new: Orders, active: Orders, waiting: Orders, ready: Orders }),
  overdue_orders: Orders,
}).meta({ id: "Technician", description: "Who repairs, with what is on the bench now" });

export function technicianTold(row: TechnicianRow): z.input<typeof Technician> {
  const { id, name, active, load, open, overdue } = row;
  return { id, name, active, open_orders: open, open_by_group: { ...load }, overdue_orders: overdue };
}
