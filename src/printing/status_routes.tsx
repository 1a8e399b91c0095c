import { Hono } from "hono";
import { PrintingStatusPage, PrintingStatusPart } from "../../views/printing/status_page.tsx";
import { markSeen } from "../alerts/commands.ts";
import type { Env } from "../http/env.ts";
import { eventStream } from "../http/event_stream.ts";
import { may } from "../http/guard.ts";
import { answer, cameFrom } from "../http/htmx.ts";
import { paths } from "../paths.ts";
import { markOf, newKey } from "./door.ts";
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
  .post("/avisos/:id/visto", async (c) => {
    await markSeen(c.var.ctx, c.req.param("id"));
    const from = cameFrom(c);
    return answer(c, { to: from === paths.counter() ? from : paths.printing() });
  });
