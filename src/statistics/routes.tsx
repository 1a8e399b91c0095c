import { Hono } from "hono";
import { StatisticsPage } from "../../views/statistics/page.tsx";
import { cashPaper } from "../documents/cash_paper.ts";
import { renderPaper } from "../documents/paper.ts";
import type { Env } from "../http/env.ts";
import { may } from "../http/guard.ts";
import { answerPdf } from "../http/pdf.ts";
import { receiptShop } from "../intakes/snapshot.ts";
import { notFound } from "../lib/app_error.ts";
import { dayOf, dayStart } from "../lib/dates.ts";
import { readCash } from "./cash_queries.ts";
import { CashFilter, FigureFilter } from "./input.ts";
import { readFigures } from "./queries.ts";

export const statisticsRoutes = new Hono<Env>()
  .use(may("statistics.read"))
  .get("/", async (c) => {
    const { ctx, viewer } = c.var;
    const filter = FigureFilter.parse(c.req.query());
    const figures = await readFigures(ctx, filter);
    return c.html(
      <StatisticsPage viewer={viewer} filter={filter} figures={figures} branches={ctx.shop.branches} />,
    );
  })
  .get("/caja.pdf", may("payments.read"), async (c) => {
    const { ctx, viewer } = c.var;
    const { sucursal, dia, formato } = CashFilter.parse(c.req.query());
    const { branches } = ctx.shop;
    const own = ctx.actor.kind === "user" ? ctx.actor.branchId : "";
    const branch = branches.find(({ id }) => id === (sucursal || own));
    if (!branch) throw notFound();
    const { timeZone } = branch;
    const day = dia ?? dayOf(ctx.now, timeZone);
    const paper = cashPaper({
      locale: viewer.locale,
      timeZone,
      shop: receiptShop(ctx.shop, branch),
      branchCode: branch.code,
      dayStart: dayStart(day, timeZone),
      at: ctx.now,
      entries: await readCash(ctx, { branch, day }),
    });
    const bytes = await renderPaper(paper, { format: formato, pictures: ctx.files.read });
    return answerPdf(c, { fileName: `caja-${branch.code}-${day}`, bytes });
  });
