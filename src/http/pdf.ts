import type { Context } from "hono";
import type { Pdf } from "../documents/pdf.ts";
import type { PaperFormat } from "../paths.ts";
import type { Env } from "./env.ts";

/** Opens in the browser, in a sandbox of its own. */
export function answerPdf(c: Context<Env>, { fileName, bytes }: Pdf): Response {
  return c.body(bytes, 200, {
    "Content-Type": "application/pdf",
    "Content-Disposition": `inline; filename="${fileName}.pdf"`,
    "Content-Security-Policy": "sandbox",
  });
}

/** `?formato=80mm` for the roll, a sheet otherwise. */
export function formatAsked(c: Context<Env>): PaperFormat {
  return c.req.query("formato") === "80mm" ? "80mm" : "a4";
}
