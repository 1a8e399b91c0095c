import { Hono } from "hono";
import { AgentList, AgentsPage } from "../../views/printing/agents.tsx";
import { PrintJobPage, PrintJobsPage } from "../../views/printing/jobs.tsx";
import { queueText } from "../../views/printing/queue_text.ts";
import type { Ctx } from "../context.ts";
import { confirmed } from "../http/confirmed.tsx";
import type { Env } from "../http/env.ts";
import { eventStream } from "../http/event_stream.ts";
import { may } from "../http/guard.ts";
import { answer } from "../http/htmx.ts";
import { check, nest } from "../lib/form.ts";
import { paths } from "../paths.ts";
import { actOnJobs } from "./batch_commands.ts";
import { markOf, newKey, picture, read, words } from "./door.ts";
import { Again, BatchWish, JobListQuery, MoveWish, NewAgent, Resolution } from "./input.ts";
import {
  cancelPrintJob,
  dismissPrintJob,
  reprint,
  reprintOn,
  resolveUnknown,
  retryPrintJob,
} from "./job_commands.ts";
import { movePrintJob } from "./move_commands.ts";
import { pairDaemon, revokeAgent } from "./pairing.ts";
import { isFinal } from "./print_job.ts";
import { agentsOfShop, type AgentView } from "./printer_queries.ts";
import { labelPicture, printJobList, printJobStory } from "./queries.ts";
import { liveTargets } from "./targets.ts";

/** Below `/admin`: the daemons that printers hang on, and the queue. */
export const printingRoutes = new Hono<Env>()
  .use("/agentes/*", may("printers.manage"))
  .use("/trabajos/*", may("printers.manage"))
  .get("/agentes", async (c) => {
    const { ctx, viewer } = c.var;
    const agents = await agentsOfShop(ctx);
    return c.html(
      <AgentsPage
        viewer={viewer}
        agents={agents}
        branches={openBranches(ctx)}
        mark={agentsMark(agents, ctx.now)}
      />,
    );
  })
  .get("/agentes/en-vivo", (c) => {
    const { ctx } = c.var;
    return eventStream(c, {
      topics: ctx.shop.branches.map((branch) => `printers:${branch.id}` as const),
      seen: c.req.query("v") ?? "",
      mark: async (now) => agentsMark(await agentsOfShop(now), now.now),
      parts: async ({ ctx, viewer }) => (
        <hx-partial hx-target="#agents" hx-swap="outerMorph">
          <AgentList viewer={viewer} agents={await agentsOfShop(ctx)} />
        </hx-partial>
      ),
    });
  })
  .post("/agentes/vinculacion", confirmed, async (c) => {
    const { ctx, viewer } = c.var;
    const form = check(NewAgent, nest(await c.req.formData()));
    const agents = await agentsOfShop(ctx);
    const page = { viewer, branches: openBranches(ctx), agents, mark: agentsMark(agents, ctx.now) };
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
    const targets = await liveTargets(ctx.db, null);
    return c.html(<PrintJobsPage {...{ viewer, list, targets }} filter={ver} formKey={newKey(ctx)} />);
  })
  .post("/trabajos/lote", async (c) => {
    const { ctx, viewer } = c.var;
    const { act, ids, printer_id, form_key, ver } = await read(c, BatchWish);
    const batch = { act, ids, printerId: printer_id, idemKey: `click:${form_key}` };
    const { done, refused } = await actOnJobs(ctx, batch);
    const toast = queueText[viewer.locale].jobs.batchDone(done, refused);
    return answer(c, { to: paths.printJobs(`?ver=${ver}`), toast });
  })
  .get("/trabajos/:id", async (c) => {
    const { ctx, viewer } = c.var;
    const story = await printJobStory(ctx, c.req.param("id"));
    const targets = await liveTargets(ctx.db, story.job.branchId);
    return c.html(<PrintJobPage {...{ viewer, story, targets }} formKey={newKey(ctx)} />);
  })
  .post("/trabajos/:id/traslado", async (c) => {
    const { ctx, viewer } = c.var;
    const id = c.req.param("id");
    const { printer_id, form_key } = await read(c, MoveWish);
    const { jobs } = queueText[viewer.locale];
    const { job } = await printJobStory(ctx, id);
    if (isFinal(job.state)) {
      const made = await reprintOn(ctx, id, { idemKey: `click:${form_key}`, printerId: printer_id });
      return answer(c, { to: paths.printJob(made), toast: words(c).acts.reprinted });
    }
    const way = await movePrintJob(ctx, id, printer_id);
    return answer(c, { to: paths.printJob(id), toast: way === "moved" ? jobs.moved : jobs.moveAsked });
  })
  .post("/trabajos/:id/reintento", async (c) => {
    const id = c.req.param("id");
    await retryPrintJob(c.var.ctx, id);
    return answer(c, { to: paths.printJob(id), toast: queueText[c.var.viewer.locale].jobs.retried });
  })
  .get(
    "/trabajos/:id/etiqueta.svg",
    async (c) => picture(c, (await labelPicture(c.var.ctx.db, c.req.param("id"))).svg),
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

/** A silence grows by the minute; the calls of a living daemon change nothing that is shown. */
function agentsMark(agents: readonly AgentView[], now: number): string {
  const silence = ({ state, seenAt }: AgentView) =>
    state === "away" ? Math.floor((now - (seenAt ?? now)) / 60_000) : 0;
  return markOf(agents.map((agent) => ({ ...agent, silence: silence(agent) })));
}

function pairCommand(code: string): string {
  return `printer-daemon pair ${code} --config /etc/printer-daemon/config.json`;
}

function openBranches(ctx: Ctx) {
  return ctx.shop.branches.filter((branch) => branch.active);
}
