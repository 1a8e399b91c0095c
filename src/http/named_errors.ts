import type { Context, Next } from "hono";
import type { Env } from "./env.ts";

/** “Fill this in” says little in a summary: each of its lines begins with the name of the field that it leads to. */
export async function namedErrors(c: Context<Env>, next: Next): Promise<void> {
  await next();
  if (c.res.status !== 422 || !c.res.headers.get("Content-Type")?.startsWith("text/html")) return;
  const { status, headers } = c.res;
  const page = nameErrors(await c.res.text());
  c.res = undefined;
  c.res = new Response(page, { status, headers });
}

const SUMMARY = /<div class="error-summary"[^]*?<\/ul>/g;
const LINE = /(<a href="#([\w-]+)">)([^<]*)/g;

/** A page whose summaries name their fields as the page itself labels them. */
export function nameErrors(page: string): string {
  return page.replaceAll(
    SUMMARY,
    (summary) =>
      summary.replaceAll(LINE, (line, link: string, id: string, sentence: string) => {
        const name = labelOf(page, id);
        return name === "" || name.endsWith("?") || sentence.includes(name)
          ? line
          : `${link}${name}: ${sentence}`;
      }),
  );
}

/** The words of the label or legend of an element, "" where it has none. */
function labelOf(page: string, id: string): string {
  const label = new RegExp(`<label for="${id}"[^>]*>([^<]*)`).exec(page) ??
    new RegExp(`<fieldset[^>]* id="${id}"[^>]*><legend[^>]*>([^<]*)`).exec(page);
  return label?.[1]?.trim() ?? "";
}
