import { type Context, Hono } from "hono";
import { LiveLines, LogsPage } from "../../views/logs/page.tsx";
import { LogFilesPage } from "../../views/logs/files.tsx";
import { logText } from "../../views/logs/text.ts";
import { auditPeople } from "../audit/queries.ts";
import type { Env } from "../http/env.ts";
import { eventStream } from "../http/event_stream.ts";
import { answer } from "../http/htmx.ts";
import { check, nest } from "../lib/form.ts";
import { paths } from "../paths.ts";
import { changeLogLevel, noteLogTaken } from "./commands.ts";
import { logFilter } from "./filter.ts";
import { LevelAsked } from "./input.ts";
import { logDay, logDays, logMark, searchLogs } from "./queries.ts";

/** How long a live page may be behind what is written. */
const LIVE_MS = 2_000;

/** Below `/admin/registros`. */
export const logRoutes = new Hono<Env>()
  .get("/", async (c) => c.html(<LogsPage {...await pageProps(c)} />))
  .get("/en-vivo", async (c) => {
    const { file } = logFilter(c.req.query());
    const props = await pageProps(c);
    return eventStream(c, {
      topics: [],
      seen: c.req.query("v") ?? "",
      lookMs: LIVE_MS,
      mark: () => logMark(dirOf(c), file),
      parts: async (now) => await <LiveLines {...props} {...await lines(c)} viewer={now.viewer} />,
    });
  })
  .get("/archivos", async (c) => c.html(<LogFilesPage {...await filesProps(c)} />))
  .post("/nivel", async (c) => {
    const form = check(LevelAsked, nest(await c.req.formData()));
    if (!form.ok) {
      const props = { ...await filesProps(c), typed: form.typed, errors: form.errors };
      return c.html(<LogFilesPage {...props} />, 422);
    }
    await changeLogLevel(c.var.ctx, form.data);
    return answer(c, { to: paths.logFiles(), toast: logText[c.var.viewer.locale].levelChanged });
  })
  .get("/archivos/:file/:day", async (c) => {
    const { ctx } = c.var;
    const day = await logDay(ctx, { dir: dirOf(c), file: c.req.param("file"), day: c.req.param("day") });
    await noteLogTaken(ctx, day);
    const content = await Deno.open(day.path, { read: true });
    return c.body(content.readable, 200, {
      "Content-Type": day.compressed ? "application/gzip" : "application/x-ndjson; charset=utf-8",
      "Content-Disposition": `attachment; filename="${day.file}-${day.day}.log${
        day.compressed ? ".gz" : ""
      }"`,
    });
  });

async function pageProps(c: Context<Env>) {
  const { ctx, viewer } = c.var;
  const filter = logFilter(c.req.query());
  // Before the lines: what comes while they are read is told anew rather than missed.
  const mark = await logMark(dirOf(c), filter.file);
  const [page, people] = await Promise.all([lines(c), auditPeople(ctx)]);
  return { viewer, filter, people, mark, ...page };
}

async function lines(c: Context<Env>) {
  const { ctx, viewer } = c.var;
  const filter = logFilter(c.req.query());
  return await searchLogs(ctx, { dir: dirOf(c), filter, timeZone: viewer.timeZone });
}

async function filesProps(c: Context<Env>) {
  const { ctx, viewer, services } = c.var;
  const days = await logDays(ctx, dirOf(c));
  const sized = await Promise.all(days.map(async (day) => ({ ...day, bytes: await sizeOf(day.path) })));
  const { log_levels: changes, log_days: keptDays } = ctx.shop.settings;
  return { viewer, days: sized, changes, keptDays, usual: services.config.LOG_LEVEL };
}

/** Null for a day that was swept meanwhile. */
async function sizeOf(path: string): Promise<number | null> {
  try {
    return (await Deno.stat(path)).size;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

function dirOf(c: Context<Env>): string {
  return `${c.var.services.config.DATA_DIR}/logs`;
}
