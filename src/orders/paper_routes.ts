import { type Context, Hono } from "hono";
import { paymentPaper, warrantyPaper, worksheetPaper } from "../documents/order_papers.ts";
import { type Paper, renderPaper } from "../documents/paper.ts";
import type { Env } from "../http/env.ts";
import { may } from "../http/guard.ts";
import { notFound } from "../lib/app_error.ts";
import { orderPaperFacts, payee, workNotes } from "./paper_queries.ts";
import { readDeliveryReceipt } from "./queries.ts";

/** What can be printed of an order besides its two receipts; `formato=80mm` for the roll. */
export const orderPaperRoutes = new Hono<Env>()
  .get("/:number/pagos/:payment/recibo.pdf", may("payments.read"), async (c) => {
    const { ctx } = c.var;
    const facts = await orderPaperFacts(ctx, c.req.param("number"));
    const id = c.req.param("payment");
    const by = await payee(ctx, { orderId: facts.detail.order.id, paymentId: id });
    return await answerPaper(c, paymentPaper(facts, { id, by }), "recibo");
  })
  .get("/:number/garantia.pdf", may("orders.read"), async (c) => {
    const { ctx } = c.var;
    const receipt = await readDeliveryReceipt(ctx, c.req.param("number"));
    return await answerPaper(c, warrantyPaper(receipt, ctx.now), "garantia");
  })
  .get("/:number/hoja-de-trabajo.pdf", may("orders.read"), async (c) => {
    const { ctx, viewer } = c.var;
    const facts = await orderPaperFacts(ctx, c.req.param("number"));
    const reading = { ...facts.reading, locale: viewer.locale };
    const notes = await workNotes(ctx, facts.detail.order.id);
    return await answerPaper(c, worksheetPaper({ ...facts, reading }, notes), "hoja-de-trabajo");
  });

async function answerPaper(c: Context<Env>, paper: Paper | null, name: string): Promise<Response> {
  if (!paper) throw notFound();
  const format = c.req.query("formato") === "80mm" ? "80mm" : "a4";
  return c.body(await renderPaper(paper, format), 200, {
    "Content-Type": "application/pdf",
    "Content-Disposition": `inline; filename="${name}-${paper.reference}.pdf"`,
    "Content-Security-Policy": "sandbox",
  });
}
