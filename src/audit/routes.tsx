import { Hono } from "hono";
import { AuditPage } from "../../views/audit/page.tsx";
import type { Env } from "../http/env.ts";
import { auditFilter } from "./filter.ts";
import { auditActors, listAudit } from "./queries.ts";

export const auditRoutes = new Hono<Env>()
  .get("/", async (c) => {
    const { ctx, viewer } = c.var;
    const filter = auditFilter(c.req.query());
    const [page, actors] = await Promise.all([listAudit(ctx, filter), auditActors(ctx)]);
    const { branches } = ctx.shop;
    return c.html(
      <AuditPage viewer={viewer} {...page} filter={filter} actors={actors} branches={branches} />,
    );
  });
