import { type Context, Hono } from "hono";
import type { z } from "zod";
import { AgentsPage } from "../../views/printing/agents.tsx";
import { PrintJobPage, PrintJobsPage } from "../../views/printing/jobs.tsx";
import { PrintPanel } from "../../views/printing/order_panel.tsx";
import { PrinterList, PrintersPage } from "../../views/printing/printers.tsx";
import { printingText } from "../../views/printing/text.ts";
import { reasonSentence, text as errorText } from "../../views/errors/text.ts";
import type { Ctx } from "../context.ts";
import type { Env } from "../http/env.ts";
import { eventStream } from "../http/event_stream.ts";
import { may } from "../http/guard.ts";
import { answer, wantsFragment } from "../http/htmx.ts";
import { AppError } from "../lib/app_error.ts";
import { check, nest } from "../lib/form.ts";
import { sha256 } from "../lib/token.ts";
import { paths } from "../paths.ts";
import { requestLabel } from "./commands.ts";
import { cancelPrintJob, dismissPrintJob, reprint, resolveUnknown } from "./job_commands.ts";
import { Again, JobListQuery, LabelWish, NewAgent, PauseWish, PrinterName, Resolution } from "./input.ts";
import { pairDaemon, revokeAgent } from "./pairing.ts";
import {
  calibratePrinter,
  makeDefault,
  pausePrinter,
  printTestLabel,
  renamePrinter,
} from "./printer_commands.ts";
import { jobsOfOrder, labelledOrder, labelPicture, printJobList, printJobStory } from "./queries.ts";
import { agentsOfShop, printersOfShop, type PrinterView } from "./printer_queries.ts";

type PageContext = Context<Env>;

/** Below `/ordenes`: the labels of one order. */
export const labelRoutes = new Hono<Env>()
  .use("/:number/etiquetas/*", may("labels.print"))
  .get("/:number/etiquetas", async (c) => {
    const number = c.req.param("number");
    if (!wantsFragment(c)) return c.redirect(`${paths.order(number)}#print-panel`, 303);
    c.header("Vary", "HX-Request");
    return c.html(await panel(c, number));
  })
  .get("/:number/etiquetas/:job/etiqueta.svg", async (c) => {
    return picture(c, await labelPicture(c.var.ctx.db, c.req.param("job"), c.req.param("number")));
  })
  .post("/:number/etiquetas", async (c) => {
    const number = c.req.param("number");
    const wish = await read(c, LabelWish);
    return await inPanel(c, number, async () => {
      await requestLabel(c.var.ctx, number, {
        idemKey: `click:${wish.form_key}`,
        copies: wish.copies,
        templates: wish.accessories ? ["device", "accessory"] : ["device"],
      });
      return words(c).panel.requested;
    });
  })
  .post("/:number/etiquetas/:job/reimpresion", async (c) => {
    const { number, job } = c.req.param();
    const { form_key } = await read(c, Again);
    return await inPanel(c, number, async () => {
      await labelledOrder(c.var.ctx.db, number, job);
      await reprint(c.var.ctx, job, `click:${form_key}`);
      return words(c).acts.reprinted;
    });
  })
  .post("/:number/etiquetas/:job/cancelacion", async (c) => {
    const { number, job } = c.req.param();
    return await inPanel(c, number, async () => {
      await labelledOrder(c.var.ctx.db, number, job);
      const outcome = await cancelPrintJob(c.var.ctx, job);
      return outcome === "cancelled" ? words(c).acts.cancelled : words(c).acts.cancelAsked;
    });
  })
  .post("/:number/etiquetas/:job/resultado", async (c) => {
    const { number, job } = c.req.param();
    const { saw, form_key } = await read(c, Resolution);
    return await inPanel(c, number, async () => {
      await labelledOrder(c.var.ctx.db, number, job);
      await resolveUnknown(c.var.ctx, job, { saw, idemKey: `click:${form_key}` });
      return words(c).acts.resolved;
    });
  });

/** Below `/admin`: printers, the daemons they hang on, and the queue. */
export const printingRoutes = new Hono<Env>()
  .use("/impresoras/*", may("printers.manage"))
  .use("/agentes/*", may("printers.manage"))
  .use("/trabajos/*", may("printers.manage"))
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
      every: LOOK_MS,
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
  .post("/impresoras/:id/nombre", async (c) => {
    const { name } = await read(c, PrinterName);
    await renamePrinter(c.var.ctx, c.req.param("id"), name);
    return answer(c, { to: paths.printers(), toast: words(c).printers.renamed });
  })
  .get("/agentes", async (c) => {
    const { ctx, viewer } = c.var;
    return c.html(
      <AgentsPage viewer={viewer} agents={await agentsOfShop(ctx)} branches={openBranches(ctx)} />,
    );
  })
  .post("/agentes/vinculacion", async (c) => {
    const { ctx, viewer } = c.var;
    const form = check(NewAgent, nest(await c.req.formData()));
    const page = { viewer, branches: openBranches(ctx), agents: await agentsOfShop(ctx) };
    if (!form.ok) return c.html(<AgentsPage {...page} typed={form.typed} errors={form.errors} />, 422);
    const code = await pairDaemon(ctx, { name: form.data.name, branchId: form.data.branch_id });
    return c.html(<AgentsPage {...page} pairing={{ code, command: pairCommand(code) }} />);
  })
  .post("/agentes/:id/revocacion", async (c) => {
    await revokeAgent(c.var.ctx, c.req.param("id"));
    return answer(c, { to: paths.agents(), toast: words(c).agentPage.revoked });
  })
  .get("/trabajos", async (c) => {
    const { ctx, viewer } = c.var;
    const { ver, antes } = JobListQuery.parse(c.req.query());
    const list = await printJobList(ctx, { filter: ver, before: antes });
    return c.html(<PrintJobsPage viewer={viewer} list={list} filter={ver} formKey={newKey(ctx)} />);
  })
  .get("/trabajos/:id", async (c) => {
    const { ctx, viewer } = c.var;
    const story = await printJobStory(ctx, c.req.param("id"));
    return c.html(<PrintJobPage viewer={viewer} story={story} formKey={newKey(ctx)} />);
  })
  .get(
    "/trabajos/:id/etiqueta.svg",
    async (c) => picture(c, await labelPicture(c.var.ctx.db, c.req.param("id"))),
  )
  .post("/trabajos/:id/reimpresion", async (c) => {
    const { form_key } = await read(c, Again);
    const made = await reprint(c.var.ctx, c.req.param("id"), `click:${form_key}`);
    return answer(c, { to: paths.printJob(made), toast: words(c).acts.reprinted });
  })
  .post("/trabajos/:id/cancelacion", async (c) => {
    const outcome = await cancelPrintJob(c.var.ctx, c.req.param("id"));
    const { acts } = words(c);
    return answer(c, {
      to: paths.printJob(c.req.param("id")),
      toast: outcome === "cancelled" ? acts.cancelled : acts.cancelAsked,
    });
  })
  .post("/trabajos/:id/resultado", async (c) => {
    const { saw, form_key } = await read(c, Resolution);
    await resolveUnknown(c.var.ctx, c.req.param("id"), { saw, idemKey: `click:${form_key}` });
    return answer(c, { to: paths.printJobs(), toast: words(c).acts.resolved });
  })
  .post("/trabajos/:id/descarte", async (c) => {
    await dismissPrintJob(c.var.ctx, c.req.param("id"));
    return answer(c, { to: paths.printJobs(), toast: words(c).acts.dismissed });
  });

/** A daemon that falls silent says nothing: the page looks by itself. */
const LOOK_MS = 5_000;

/** Does it and answers the panel, also when it was refused: then with the reason above it. */
async function inPanel(c: PageContext, number: string, act: () => Promise<string>): Promise<Response> {
  try {
    const toast = await act();
    const drawn = await panel(c, number);
    return await answer(c, { to: `${paths.order(number)}#print-panel`, fragment: () => drawn, toast });
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== "conflict" || !wantsFragment(c)) throw error;
    const { locale } = c.var.viewer;
    const refusal = reasonSentence(error.detail.reason, error.detail.params ?? {}, locale) ??
      errorText[locale].sentences.conflict;
    return c.html(await panel(c, number, refusal), 409);
  }
}

async function panel(c: PageContext, number: string, refusal: string | null = null) {
  const { ctx, viewer } = c.var;
  const order = await labelledOrder(ctx.db, number);
  const jobs = await jobsOfOrder(ctx, order.id);
  return <PrintPanel viewer={viewer} number={number} jobs={jobs} formKey={newKey(ctx)} refusal={refusal} />;
}

/** Drawn by us, and yet a document of its own: it may show itself and nothing else. */
function picture(c: PageContext, svg: string): Response {
  c.header("Content-Type", "image/svg+xml; charset=utf-8");
  c.header("Content-Security-Policy", "default-src 'none'; sandbox");
  return c.body(svg);
}

async function read<S extends z.ZodType>(c: PageContext, schema: S): Promise<z.output<S>> {
  const form = check(schema, nest(await c.req.formData()));
  if (!form.ok) throw new AppError("invalid", { fields: form.errors });
  return form.data;
}

async function printersMark(ctx: Ctx): Promise<string> {
  return markOf(await printersOfShop(ctx));
}

/** Everything that the page of printers shows, apart from the passing of time. */
function markOf(printers: readonly PrinterView[]): string {
  return sha256(JSON.stringify(printers, (key, value) => key === "agentSeenAt" ? undefined : value));
}

function pairCommand(code: string): string {
  return `printer-daemon pair ${code} --config /etc/printer-daemon/config.json`;
}

function openBranches(ctx: Ctx) {
  return ctx.shop.branches.filter((branch) => branch.active);
}

function newKey(ctx: Ctx): string {
  return ctx.random.id(ctx.now);
}

function words(c: PageContext) {
  return printingText[c.var.viewer.locale];
}
