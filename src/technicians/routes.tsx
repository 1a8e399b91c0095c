import { Hono } from "hono";
import { TechnicianPage, TechniciansPage } from "../../views/technicians/pages.tsx";
import type { Env } from "../http/env.ts";
import { may } from "../http/guard.ts";
import { getTechnician, listTechnicians } from "./queries.ts";

export const technicianRoutes = new Hono<Env>()
  .use(may("technicians.read"))
  .get("/", async (c) => {
    const { ctx, viewer } = c.var;
    return c.html(<TechniciansPage viewer={viewer} technicians={await listTechnicians(ctx)} />);
  })
  .get("/:id", async (c) => {
    const { ctx, viewer } = c.var;
    const technician = await getTechnician(ctx, c.req.param("id"));
    return c.html(<TechnicianPage viewer={viewer} technician={technician} />);
  });
