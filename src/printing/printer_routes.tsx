import { Hono } from "hono";
import { PrinterPage } from "../../views/printing/printer_page.tsx";
import { PrinterList, PrintersPage } from "../../views/printing/printers.tsx";
import { queueText } from "../../views/printing/queue_text.ts";
import { RoutesPage } from "../../views/printing/routes_page.tsx";
import { alertsOf } from "../alerts/queries.ts";
import { branchOf } from "../admin/shop.ts";
import type { Ctx } from "../context.ts";
import type { Env } from "../http/env.ts";
import { eventStream } from "../http/event_stream.ts";
import { may } from "../http/guard.ts";
import { answer } from "../http/htmx.ts";
import { notFound } from "../lib/app_error.ts";
import { paths } from "../paths.ts";
import { markOf, newKey, type PageContext, read, words } from "./door.ts";
import {
  Again,
  MoveQueueWish,
  PageQuery,
  PauseWish,
  PrinterChoice,
  PrinterName,
  RouteChoices,
  SetupWish,
} from "./input.ts";
import { moveQueue } from "./move_commands.ts";
import {
  calibratePrinter,
  chooseFallback,
  makeDefault,
  openDrawer,
  pausePrinter,
  printTestLabel,
  renamePrinter,
  setUpMedia,
} from "./printer_commands.ts";
import { printerOf, printersOfShop } from "./printer_queries.ts";
import { jobsOfPrinter } from "./queries.ts";
import { routeMatrix } from "./routing.ts";
import { saveRoutes } from "./routing_commands.ts";
import { liveTargets } from "./targets.ts";

/** Below `/admin/impresoras`: printers, what comes out of them, and what they are told. */
export const printerRoutes = new Hono<Env>()
  .use("/impresoras/*", may("printers.manage"))
  .get("/impresoras", async (c) => {
    const { ctx, viewer } = c.var;
    const printers = await printersOfShop(ctx);
    return c.html(
      <PrintersPage viewer={viewer} printers={printers} mark={markOf(printers)} formKey={newKey(ctx)} />,
    );
  })
  .get("/impresoras/en-vivo", async (c) => {
    const { ctx } = c.var;
    return eventStream(c, {
      topics: ctx.shop.branches.map((branch) => `printers:${branch.id}` as const),
      seen: c.req.query("v") ?? await printersMark(ctx),
      mark: printersMark,
      parts: async ({ ctx, viewer }) => (
        <hx-partial hx-target="#printers" hx-swap="outerMorph">
          <PrinterList viewer={viewer} printers={await printersOfShop(ctx)} formKey={newKey(ctx)} />
        </hx-partial>
      ),
    });
  })
  .post("/impresoras/:id/prueba", async (c) => {
    const { form_key } = await read(c, Again);
    await printTestLabel(c.var.ctx, c.req.param("id"), `test:${form_key}`);
    return answer(c, { to: paths.printers(), toast: words(c).printers.tested });
  })
  .post("/impresoras/:id/predeterminada", async (c) => {
    await makeDefault(c.var.ctx, c.req.param("id"));
    return answer(c, { to: paths.printers(), toast: words(c).printers.madeDefault });
  })
  .post("/impresoras/:id/pausa", async (c) => {
    const { paused } = await read(c, PauseWish);
    await pausePrinter(c.var.ctx, c.req.param("id"), paused);
    const { printers } = words(c);
    return answer(c, { to: paths.printers(), toast: paused ? printers.paused : printers.resumed });
  })
  .post("/impresoras/:id/calibracion", async (c) => {
    await calibratePrinter(c.var.ctx, c.req.param("id"));
    return answer(c, { to: paths.printers(), toast: words(c).printers.calibrated });
  })
  .post("/impresoras/:id/cajon", async (c) => {
    await openDrawer(c.var.ctx, c.req.param("id"));
    return answer(c, { to: paths.printers(), toast: words(c).printers.drawerAsked });
  })
  .post("/impresoras/:id/nombre", async (c) => {
    const { name } = await read(c, PrinterName);
    await renamePrinter(c.var.ctx, c.req.param("id"), name);
    return answer(c, { to: paths.printers(), toast: words(c).printers.renamed });
  })
  .get("/impresoras/destinos", async (c) => {
    const { ctx, viewer } = c.var;
    const branches = openBranches(ctx);
    const branchId = c.req.query("sucursal") ?? viewer.branch?.id ?? "";
    if (!branches.some((branch) => branch.id === branchId)) throw notFound();
    const matrix = await routeMatrix(ctx.db, branchId);
    return c.html(<RoutesPage {...{ viewer, branches, branchId, matrix }} />);
  })
  .post("/impresoras/destinos", async (c) => {
    const { ctx, viewer } = c.var;
    const branchId = branchOf(ctx.shop, c.req.query("sucursal") ?? viewer.branch?.id ?? "").id;
    await saveRoutes(ctx, branchId, await read(c, RouteChoices));
    return answer(c, { to: paths.printRoutes(branchId), toast: queueText[viewer.locale].routes.saved });
  })
  .get("/impresoras/:id", async (c) => {
    const { ctx, viewer } = c.var;
    const id = c.req.param("id");
    const { antes } = PageQuery.parse(c.req.query());
    const printer = await printerOf(ctx, id);
    const [targets, history, faults] = await Promise.all([
      liveTargets(ctx.db, printer.branchId),
      jobsOfPrinter(ctx, id, antes),
      alertsOf(ctx, id),
    ]);
    const fallbackSeconds = ctx.shop.settings.fallback_seconds;
    const page = { viewer, printer, targets, faults, fallbackSeconds, ...history };
    return c.html(<PrinterPage {...page} formKey={newKey(ctx)} />);
  })
  .post("/impresoras/:id/reemplazo", async (c) => {
    const id = c.req.param("id");
    const { printer_id } = await read(c, PrinterChoice);
    await chooseFallback(c.var.ctx, id, printer_id);
    return answer(c, { to: paths.printer(id), toast: queue(c).fallbackSaved });
  })
  .post("/impresoras/:id/traslado", async (c) => {
    const id = c.req.param("id");
    const { printer_id } = await read(c, MoveQueueWish);
    const { moved, asked, left } = await moveQueue(c.var.ctx, id, printer_id);
    return answer(c, { to: paths.printer(id), toast: queue(c).moved(moved, asked, left) });
  })
  .post("/impresoras/:id/papel", async (c) => {
    const id = c.req.param("id");
    await setUpMedia(c.var.ctx, id, await read(c, SetupWish));
    return answer(c, { to: paths.printer(id), toast: queue(c).setUpAsked });
  });

async function printersMark(ctx: Ctx): Promise<string> {
  return markOf(await printersOfShop(ctx));
}

function openBranches(ctx: Ctx) {
  return ctx.shop.branches.filter((branch) => branch.active);
}

function queue(c: PageContext) {
  return queueText[c.var.viewer.locale].printer;
}
