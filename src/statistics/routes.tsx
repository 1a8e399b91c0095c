import { Hono } from "hono";
import { cashPaper } from "../documents/cash_paper.ts";
import { renderPaper } from "../documents/paper.ts";
import { csvStream } from "../exports/stream.ts";
import { styleAsked } from "../exports/style.ts";
import type { Env } from "../http/env.ts";
import { may } from "../http/guard.ts";
import { answerPdf } from "../http/pdf.ts";
import { receiptShop } from "../intakes/snapshot.ts";
import { notFound } from "../lib/app_error.ts";
import { dayOf, dayStart } from "../lib/dates.ts";
import { readCash } from "./cash_queries.ts";
import { askedFigures, CashFilter } from "./input.ts";
import { creditedUsers, readFigures } from "./queries.ts";

export const statisticsRoutes = new Hono<Env>()
  .use(may("statistics.read"))
  .get("/", async (c) => {
    const { ctx, viewer } = c.var;
    const asked = askedFigures(c.req.query());
    const [figures, technicians, { StatisticsPage }] = await Promise.all([
      readFigures(ctx, asked.filter),
      creditedUsers(ctx),
      // Its charts come with a library that no other page needs.
      import("../../views/statistics/page.tsx"),
    ]);
    const { search } = new URL(c.req.url);
    const page = { viewer, asked, figures, technicians, branches: ctx.shop.branches, query: search };
    return c.html(<StatisticsPage {...page} />, asked.fault ? 422 : 200);
  })
  .get("/:file{[a-z]+\\.csv}", may("lists.export"), async (c) => {
    const { ctx, viewer } = c.var;
    const id = c.req.param("file").slice(0, -".csv".length);
    const { sectionFile } = await import("../../views/statistics/file.ts");
    const { separador, ...query } = c.req.query();
    const { filter } = askedFigures(query);
    const figures = await readFigures(ctx, filter);
    const file = sectionFile(viewer, figures, id);
    if (!file) throw notFound();
    const style = styleAsked(separador, viewer.locale);
    const asked = { list: `statistics_${id}`, filter: query, columns: file.columns, style };
    return c.body(csvStream(ctx, { ...asked, pages: onePage(file.rows) }), 200, {
      "Content-Type": "text/csv; charset=utf-8",
      "Content-Disposition": `attachment; filename="${id}-${figures.range.from}-${figures.range.to}.csv"`,
    });
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

async function* onePage<Row>(rows: Row[]): AsyncGenerator<Row[]> {
  await Promise.resolve();
  yield rows;
}
