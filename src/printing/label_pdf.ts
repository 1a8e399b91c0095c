import { renderLabelPdf } from "../documents/label.ts";
import type { Layout } from "./layout.ts";
import type { PageContext } from "./door.ts";

/** A label as a page of its own size, shown in the browser. */
export async function labelPdf(
  c: PageContext,
  label: { title: string; layout: Layout; createdAt: number },
): Promise<Response> {
  const { shop } = c.var.ctx;
  const pdf = await renderLabelPdf(label.layout, {
    title: label.title,
    author: shop.organization?.name ?? "",
    locale: shop.organization?.locale ?? c.var.viewer.locale,
    at: label.createdAt,
  });
  return c.body(pdf, 200, {
    "Content-Type": "application/pdf",
    "Content-Disposition": `inline; filename="${label.title.replace(/[^A-Za-z0-9-]+/g, "_")}.pdf"`,
    "Content-Security-Policy": "sandbox",
  });
}
