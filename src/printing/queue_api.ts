import { type Context, Hono } from "hono";
import { linkNext, scope } from "../http/bearer.ts";
import type { Env } from "../http/env.ts";
import { idempotency } from "../http/idempotency.ts";
import { readJson } from "../http/json_body.ts";
import { invalid } from "../lib/app_error.ts";
import { fieldErrors } from "../lib/form.ts";
import { instantText } from "../lib/json.ts";
import { paths } from "../paths.ts";
import { cancelPrintJob, reprint, resolveUnknown } from "./job_commands.ts";
import { printersOfShop, type PrinterView } from "./printer_queries.ts";
import { queuePrint } from "./queue_commands.ts";
import { PrintSighting, PrintWish, QueueQuery } from "./queue_input.ts";
import { livePrinter, type QueuedJob, queuedJob, type QueuedJobStory, queuePage } from "./queue_queries.ts";

const made = idempotency({ required: true });
const moved = idempotency({ required: false });

/** Printers as programs see them. */
export const printerApi = new Hono<Env>()
  .use(scope("print"))
  .get("/", async (c) => c.json((await printersOfShop(c.var.ctx)).map(printerTold)))
  .get("/:key", async (c) => c.json(printerTold(await livePrinter(c.var.ctx, c.req.param("key")))));

/** The queue of labels for programs: the commands of the screens, by the same rules. */
export const printQueueApi = new Hono<Env>()
  .use(scope("print"))
  .get("/", async (c) => {
    const query = QueueQuery.safeParse({ state: c.req.queries("state"), antes: c.req.query("antes") });
    if (!query.success) throw invalid(fieldErrors(query.error));
    const { state: states, antes } = query.data;
    const { jobs, before } = await queuePage(c.var.ctx, { states, before: antes });
    linkNext(c, before === null ? null : paths.apiPrintJobs(queryText(states, before)));
    return c.json(jobs.map(jobTold));
  })
  .post("/", made, async (c) => {
    const wish = await readJson(c, PrintWish);
    return await created(c, await queuePrint(c.var.ctx, wish, `api:${c.var.onceId}`));
  })
  .get("/:id", async (c) => c.json(storyTold(await queuedJob(c.var.ctx, c.req.param("id")))))
  .post("/:id/cancelacion", moved, async (c) => {
    const id = c.req.param("id");
    const done = await cancelPrintJob(c.var.ctx, id);
    return c.json(storyTold(await queuedJob(c.var.ctx, id)), done === "cancelled" ? 200 : 202);
  })
  .post("/:id/resolucion", moved, async (c) => {
    const id = c.req.param("id");
    const { printed } = await readJson(c, PrintSighting);
    await resolveUnknown(c.var.ctx, id, {
      saw: printed ? "printed" : "forget",
      idemKey: `api:${c.var.onceId}`,
    });
    return c.json(storyTold(await queuedJob(c.var.ctx, id)));
  })
  .post("/:id/reimpresion", made, async (c) => {
    return await created(c, await reprint(c.var.ctx, c.req.param("id"), `api:${c.var.onceId}`));
  });

async function created(c: Context<Env>, id: string): Promise<Response> {
  c.header("Location", paths.apiPrintJob(id));
  return c.json(storyTold(await queuedJob(c.var.ctx, id)), 201);
}

function queryText(states: readonly string[], before: number): string {
  const query = new URLSearchParams(states.map((state) => ["state", state]));
  query.set("antes", String(before));
  return `?${query}`;
}

function printerTold(printer: PrinterView) {
  const reason = troubleOf(printer);
  return {
    key: printer.key,
    ok: reason === null,
    reason,
    since: instantText(printer.agent === "connected" ? printer.since : printer.agentSeenAt),
    id: printer.id,
    name: printer.name,
    branch: printer.branch,
    language: printer.language,
    waiting: printer.waiting,
  };
}

/** Why nothing would come out now; a silent daemon hides what its printers do. */
function troubleOf({ agent, paused, ok, reason }: PrinterView): string | null {
  if (agent !== "connected") return `daemon_${agent}`;
  if (paused) return "held";
  return ok ? null : reason;
}

function jobTold(job: QueuedJob) {
  return {
    id: job.id,
    state: job.state,
    reason: job.reason === "" ? null : job.reason,
    attempts: job.attempts,
    printer: job.printer,
    template: job.template,
    title: job.title,
    order: job.order,
    copies: job.copies,
    reprint_of: job.reprint_of,
    cancel_requested: job.cancel_requested_at !== null,
    created_at: instantText(job.created_at),
    created_by: job.created_by_name,
    expires_at: instantText(job.expires_at),
  };
}

function storyTold({ job, history }: QueuedJobStory) {
  return {
    ...jobTold(job),
    history: history.map(({ state, reason, actor, at }) => ({
      state,
      reason: reason === "" ? null : reason,
      actor,
      at: instantText(at),
    })),
  };
}
