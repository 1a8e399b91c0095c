import { type Context, Hono } from "hono";
import { errorColumns } from "../../views/imports/error_columns.ts";
import { ImportsPage } from "../../views/imports/list_page.tsx";
import { MappingPage } from "../../views/imports/mapping_page.tsx";
import { LiveRun, RunPage } from "../../views/imports/run_page.tsx";
import { csvStream } from "../exports/stream.ts";
import { styleAsked } from "../exports/style.ts";
import type { Env } from "../http/env.ts";
import { eventStream } from "../http/event_stream.ts";
import { answer } from "../http/htmx.ts";
import { AppError, type FieldErrors } from "../lib/app_error.ts";
import { check, nest, type Typed } from "../lib/form.ts";
import { refusedFields } from "../lib/refused.ts";
import { paths } from "../paths.ts";
import { mapColumns, startImport, takeFile } from "./commands.ts";
import { errorRows } from "./error_rows.ts";
import { readingInput, uploadInput } from "./input.ts";
import { getImport, importMark, importProblems, listImports, previewOf } from "./queries.ts";

/** Files of other systems: sent, read, tried and brought in. Mounted at `/admin/importar`. */
export const importRoutes = new Hono<Env>()
  .get("/", async (c) => {
    const { ctx, viewer } = c.var;
    const typed = { form_key: ctx.random.id(ctx.now) };
    return c.html(<ImportsPage viewer={viewer} typed={typed} runs={await listImports(ctx)} />);
  })
  .post("/", async (c) => {
    const { ctx, viewer } = c.var;
    const sent = await c.req.formData();
    const form = check(uploadInput, nest(sent));
    const { typed } = form;
    const file = sent.get("file");
    const made: { id?: string } = {};
    const errors = form.ok
      ? await refusedFields((async () => {
        const given = file instanceof File ? file : null;
        made.id = (await takeFile(ctx, { ...form.data, file: given })).id;
      })())
      : form.errors;
    if (errors || !made.id) {
      const props = { viewer, typed, errors: errors ?? {} };
      return c.html(<ImportsPage {...props} runs={await listImports(ctx)} />, 422);
    }
    return answer(c, { to: paths.importColumns(made.id) });
  })
  .get("/:id", async (c) => {
    const run = await getImport(c.var.ctx.db, c.req.param("id"));
    if (run.state === "mapping") return c.redirect(paths.importColumns(run.id), 303);
    return c.html(<RunPage {...await runProps(c)} />);
  })
  .get("/:id/columnas", async (c) => c.html(await mappingPage(c)))
  .post("/:id/columnas", async (c) => {
    const { ctx } = c.var;
    const id = c.req.param("id");
    const typed = nest(await c.req.formData());
    const reading = readingInput(typed);
    if (!reading.ok) return c.html(await mappingPage(c, { typed, errors: reading.errors }), 422);
    try {
      const mapped = await mapColumns(ctx, id, { reading: reading.data, typed });
      if ("errors" in mapped) return c.html(await mappingPage(c, { typed, errors: mapped.errors }), 422);
      return answer(c, { to: mapped.state === "again" ? paths.importColumns(id) : paths.import(id) });
    } catch (refusal) {
      if (!(refusal instanceof AppError) || !refusal.detail.fields) throw refusal;
      return c.html(await mappingPage(c, { typed, errors: refusal.detail.fields }), 422);
    }
  })
  .post("/:id/inicio", async (c) => {
    const id = c.req.param("id");
    await startImport(c.var.ctx, id);
    return answer(c, { to: paths.import(id) });
  })
  .get("/:id/en-vivo", async (c) => {
    const { ctx } = c.var;
    const { id } = await getImport(ctx.db, c.req.param("id"));
    return eventStream(c, {
      topics: [`import:${id}`],
      seen: c.req.query("v") ?? "",
      mark: async (now) => importMark(await getImport(now.db, id)),
      parts: async (now) => await <LiveRun {...await runProps(c)} viewer={now.viewer} />,
    });
  })
  .get("/:id/errores.csv", async (c) => {
    const { ctx, viewer } = c.var;
    const run = await getImport(ctx.db, c.req.param("id"));
    const columns = errorColumns(viewer, run);
    const style = styleAsked(c.req.query("separador"), viewer.locale);
    const taken = { list: "import_errors", filter: { import: run.id }, columns, style };
    return c.body(csvStream(ctx, { ...taken, pages: errorRows(ctx, run) }), 200, {
      "Content-Type": "text/csv; charset=utf-8",
      "Content-Disposition": `attachment; filename="errores.csv"`,
    });
  });

async function runProps(c: Context<Env>) {
  const { ctx, viewer } = c.var;
  const id = c.req.param("id") ?? "";
  const run = await getImport(ctx.db, id);
  const problems = run.failed > 0 ? await importProblems(ctx.db, id) : [];
  return { viewer, run, problems, mark: importMark(run) };
}

async function mappingPage(c: Context<Env>, back: { typed?: Typed; errors?: FieldErrors } = {}) {
  const { ctx, viewer } = c.var;
  const run = await getImport(ctx.db, c.req.param("id") ?? "");
  return <MappingPage viewer={viewer} run={run} preview={await previewOf(ctx, run)} {...back} />;
}
