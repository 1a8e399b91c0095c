import { Hono } from "hono";
import { PrintingStatusPage, PrintingStatusPart } from "../../views/printing/status_page.tsx";
import { queueText } from "../../views/printing/queue_text.ts";
import { markSeen } from "../alerts/commands.ts";
import type { Env } from "../http/env.ts";
import { eventStream } from "../http/event_stream.ts";
import { may } from "../http/guard.ts";
import { answer, cameFrom } from "../http/htmx.ts";
import { paths } from "../paths.ts";
import { markOf, newKey, read, words } from "./door.ts";
import { Again, Resolution } from "./input.ts";
import { cancelPrintJob, dismissPrintJob, reprint, resolveUnknown, retryPrintJob } from "./job_commands.ts";
import { requireJobOfBranch } from "./queries.ts";
import { printingStatus } from "./status.ts";

/** What is wrong with printing in one's branch, for everybody who prints. Mounted at `/impresion`. */
export const statusRoutes = new Hono<Env>()
  .use(may("labels.print"))
  .get("/", async (c) => {
    const { ctx, viewer } = c.var;
    const status = await printingStatus(ctx, viewer.branch?.id ?? "");
    const page = { viewer, status, mark: markOf([status]) };
    return c.html(<PrintingStatusPage {...page} formKey={newKey(ctx)} />);
  })
  .get("/en-vivo", (c) => {
    const branchId = c.var.viewer.branch?.id ?? "";
    return eventStream(c, {
      topics: [`printers:${branchId}`],
      seen: c.req.query("v") ?? "",
      mark: async (ctx) => markOf([await printingStatus(ctx, branchId)]),
      parts: async ({ ctx, viewer }) => (
        <hx-partial hx-target="#printing-status" hx-swap="outerMorph">
          <PrintingStatusPart
            viewer={viewer}
            status={await printingStatus(ctx, branchId)}
            formKey={newKey(ctx)}
          />
        </hx-partial>
      ),
    });
  })
  .use("/trabajos/:id/*", async (c, next) => {
    await requireJobOfBranch(c.var.ctx.db, c.req.param("id"), c.var.viewer.branch?.id ?? "");
    await next();
  })
  .post("/trabajos/:id/reimpresion", async (c) => {
    const { form_key } = await read(c, Again);
    await reprint(c.var.ctx, c.req.param("id"), `click:${form_key}`);
    return answer(c, { to: paths.printing(), toast: words(c).acts.reprinted });
  })
  .post("/trabajos/:id/reintento", async (c) => {
    await retryPrintJob(c.var.ctx, c.req.param("id"));
    return answer(c, { to: paths.printing(), toast: queueText[c.var.viewer.locale].jobs.retried });
  })
  .post("/trabajos/:id/cancelacion", async (c) => {
    const outcome = await cancelPrintJob(c.var.ctx, c.req.param("id"));
    const { acts } = words(c);
    const toast = outcome === "cancelled" ? acts.cancelled : acts.cancelAsked;
    return answer(c, { to: paths.printing(), toast });
  })
  .post("/trabajos/:id/resultado", async (c) => {
    const { saw, form_key } = await read(c, Resolution);
    await resolveUnknown(c.var.ctx, c.req.param("id"), { saw, idemKey: `click:${form_key}` });
    return answer(c, { to: paths.printing(), toast: words(c).acts.resolved });
  })
  .post("/trabajos/:id/descarte", async (c) => {
    await dismissPrintJob(c.var.ctx, c.req.param("id"));
    return answer(c, { to: paths.printing(), toast: words(c).acts.dismissed });
  })
  .post("/avisos/:id/visto", async (c) => {
    await markSeen(c.var.ctx, c.req.param("id"));
    const from = cameFrom(c);
    return answer(c, { to: from === paths.counter() || from === paths.status() ? from : paths.printing() });
  });
