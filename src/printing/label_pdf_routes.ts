import { Hono } from "hono";
import type { Env } from "../http/env.ts";
import { may } from "../http/guard.ts";
import { labelPdf } from "./label_pdf.ts";
import { printedLayout } from "./label_pdf_queries.ts";

/** Labels for a printer that knows no labels, below `/ordenes`. */
export const orderLabelPdfRoutes = new Hono<Env>()
  .get("/:number/etiquetas/:job/etiqueta.pdf", may("labels.print"), async (c) => {
    const { job, number } = c.req.param();
    return await labelPdf(c, await printedLayout(c.var.ctx, job, number));
  });

/** The same below `/admin`, for labels of no order too. */
export const jobLabelPdfRoutes = new Hono<Env>()
  .get("/trabajos/:id/etiqueta.pdf", may("printers.manage"), async (c) => {
    return await labelPdf(c, await printedLayout(c.var.ctx, c.req.param("id")));
  });
