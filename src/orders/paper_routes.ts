import { type Context, Hono } from "hono";
import { drawn } from "../documents/pdf.ts";
import type { Env } from "../http/env.ts";
import { may } from "../http/guard.ts";
import { answerPdf, formatAsked } from "../http/pdf.ts";
import type { OrderDocument } from "./document.ts";
import { orderPack } from "./pack.ts";
import { orderDocument } from "./papers.ts";
import { readOrder } from "./queries.ts";

/** What can be printed of an order; `formato=80mm` for the roll. */
export const orderPaperRoutes = new Hono<Env>()
  .get(
    "/:number/comprobante.pdf",
    may("payments.read"),
    may("contacts.read"),
    (c) => paper(c, c.req.param("number"), { kind: "delivery_receipt" }),
  )
  .get(
    "/:number/pagos/:payment/recibo.pdf",
    may("payments.read"),
    may("contacts.read"),
    (c) => paper(c, c.req.param("number"), { kind: "payment_receipt", paymentId: c.req.param("payment") }),
  )
  .get(
    "/:number/garantia.pdf",
    may("orders.read"),
    (c) => paper(c, c.req.param("number"), { kind: "warranty" }),
  )
  .get(
    "/:number/expediente.pdf",
    may("payments.read"),
    may("contacts.read"),
    async (c) => {
      const number = c.req.param("number");
      if (c.req.method !== "HEAD") return answerPdf(c, await orderPack(c.var.ctx, number));
      await readOrder(c.var.ctx, number);
      return c.body(null, 200, { "Content-Type": "application/pdf" });
    },
  )
  .get(
    "/:number/aviso-de-retiro.pdf",
    may("payments.read"),
    may("contacts.read"),
    (c) => paper(c, c.req.param("number"), { kind: "pickup_letter" }),
  )
  .get(
    "/:number/hoja-de-trabajo.pdf",
    may("orders.read"),
    (c) => paper(c, c.req.param("number"), { kind: "worksheet" }),
  )
  .get(
    "/:number/presupuestos/:quote/presupuesto.pdf",
    may("quotes.read"),
    may("contacts.read"),
    (c) => paper(c, c.req.param("number"), { kind: "quote", quoteId: c.req.param("quote") }),
  );

async function paper(c: Context<Env>, number: string, document: OrderDocument): Promise<Response> {
  return answerPdf(c, await drawn(await orderDocument(c.var.ctx, number, document), formatAsked(c)));
}
