import { Hono } from "hono";
import { scope } from "../http/bearer.ts";
import type { Env } from "../http/env.ts";
import { listTechnicians } from "./queries.ts";

export const technicianApi = new Hono<Env>()
  .use(scope("technicians:read"))
  .get("/", async (c) => {
    const technicians = await listTechnicians(c.var.ctx);
    return c.json(technicians.map(({ id, name, active, load, open, overdue }) => ({
      id,
      name,
      active,
      open_orders: open,
      open_by_group: load,
      overdue_orders: overdue,
    })));
  });
