import { Hono } from "hono";
import { labelPageText } from "../../views/printing/label_page_text.ts";
import { LabelPreviewPart } from "../../views/printing/label_picture.tsx";
import { type Draft, LayoutEditor, LayoutPage } from "../../views/printing/layout_page.tsx";
import { LayoutsPage } from "../../views/printing/layouts.tsx";
import type { Env } from "../http/env.ts";
import { may } from "../http/guard.ts";
import { answer, pageOrPart, wantsFragment } from "../http/htmx.ts";
import { AppError, type FieldErrors, notFound } from "../lib/app_error.ts";
import { check, nest, type Typed } from "../lib/form.ts";
import { paths } from "../paths.ts";
import { newKey, type PageContext } from "./door.ts";
import { completed, type LabelLayout, SHIPPED_LAYOUTS } from "./label_layout.ts";
import { previewOf } from "./label_preview.ts";
import { labelTargets } from "./label_targets.ts";
import { printLayoutTest, restoreLayout, saveLayout } from "./layout_commands.ts";
import { LayoutAct, LayoutForm, LayoutQuery } from "./layout_input.ts";
import { currentLayout, ownLayouts } from "./layout_queries.ts";
import { moved } from "./layout_order.ts";
import { stockNamed } from "./loose_label.ts";
import { renderLabel } from "./render_label.ts";
import { sampleLabel } from "./sample_label.ts";
import { isLabelTemplate, LABEL_TEMPLATES, type LabelTemplate } from "./templates.ts";
import { triedWith } from "./tried_label.ts";

/** Below `/admin`: how each branch lays its labels out. */
export const layoutRoutes = new Hono<Env>()
  .use("/etiquetas/*", may("printers.manage"))
  .get("/etiquetas", async (c) => {
    const { ctx, viewer } = c.var;
    const branch = branchNamed(c, c.req.query("sucursal"));
    const own = await ownLayouts(ctx.db, branch.id);
    const size = { ...stockNamed("57x32"), dpi: 203 } as const;
    const cards = LABEL_TEMPLATES.map((template) => {
      const layout = own.get(template) ?? SHIPPED_LAYOUTS[template];
      const drawn = renderLabel(template, sampleLabel(ctx, branch.id, template), size, layout);
      return { template, own: own.has(template), preview: previewOf(drawn) };
    });
    const branches = ctx.shop.branches.filter(({ active }) => active);
    return c.html(<LayoutsPage viewer={viewer} branch={branch} branches={branches} cards={cards} />);
  })
  .get("/etiquetas/:template", async (c) => {
    const query = LayoutQuery.parse(c.req.query());
    const template = templateNamed(c.req.param("template"));
    const branch = branchNamed(c, query.sucursal);
    const { layout, version } = await currentLayout(c.var.ctx.db, { branchId: branch.id, template });
    return await layoutPage(c, { layout, version, changed: false, query });
  })
  .post("/etiquetas/:template/vista", async (c) => {
    const typed = nest(await c.req.formData());
    const layout = layoutTyped(c, typed);
    if (!layout.ok) throw new AppError("invalid", { fields: layout.errors });
    const query = LayoutQuery.parse(typed);
    const { preview } = await drawing(c, { layout: layout.data, query });
    return c.html(<LabelPreviewPart viewer={c.var.viewer} preview={preview} />);
  })
  .post("/etiquetas/:template", async (c) => {
    const typed = nest(await c.req.formData());
    const form = check(LayoutAct, typed);
    if (!form.ok) throw new AppError("invalid", { fields: form.errors });
    const { act, version, form_key, ...query } = form.data;
    const template = templateNamed(c.req.param("template"));
    const branch = branchNamed(c, query.sucursal);
    const { ctx, viewer } = c.var;
    const text = labelPageText[viewer.locale].editor;
    const to = paths.labelLayout(template, `?${new URLSearchParams(query)}`);
    if (act === "restore") {
      await restoreLayout(ctx, { branchId: branch.id, template }, version);
      return answer(c, { to, toast: text.restored });
    }
    const layout = layoutTyped(c, typed);
    const draft = { version, changed: true, query };
    if (!layout.ok) {
      const known = await currentLayout(ctx.db, { branchId: branch.id, template });
      return await layoutPage(c, { ...draft, layout: known.layout, errors: layout.errors });
    }
    const [way, field] = act.split(".");
    if (way === "up" || way === "down") {
      const layoutMoved = moved(layout.data, { field: field ?? "", by: way === "up" ? -1 : 1 });
      return await layoutPage(c, { ...draft, layout: layoutMoved, movedField: field });
    }
    if (act === "preview") return await layoutPage(c, { ...draft, layout: layout.data });
    if (act === "print") {
      const { targets, target } = await drawing(c, { layout: layout.data, query });
      const printerId = target?.id ?? targets[0]?.id ?? "";
      await printLayoutTest(ctx, { layout: layout.data, printerId, idemKey: `layout:${form_key}` });
      return await layoutPage(c, { ...draft, layout: layout.data, toast: text.tested });
    }
    try {
      await saveLayout(ctx, { branchId: branch.id, layout: layout.data, version });
      return answer(c, { to, toast: text.saved });
    } catch (refusal) {
      if (!(refusal instanceof AppError) || refusal.detail.reason !== "label_layout_changed") throw refusal;
      const theirs = await currentLayout(ctx.db, { branchId: branch.id, template });
      return await layoutPage(c, { ...draft, layout: layout.data, version: theirs.version, conflict: true });
    }
  });

interface Shown extends Pick<Draft, "layout" | "version" | "changed" | "movedField" | "conflict"> {
  query: LayoutQuery;
  errors?: FieldErrors;
  toast?: string;
}

/** The editor with a layout that need not be saved, as a page or in part. */
async function layoutPage(c: PageContext, { toast, ...shown }: Shown): Promise<Response> {
  const { ctx, viewer } = c.var;
  const { layout, query } = shown;
  const branch = branchNamed(c, query.sucursal);
  const { preview, targets, orderMissing } = await drawing(c, shown);
  const { own, savedBy, savedAt } = await currentLayout(ctx.db, {
    branchId: branch.id,
    template: layout.template,
  });
  const draft: Draft = {
    ...{ viewer, branch, targets, preview, own, savedBy, savedAt },
    ...{ ...shown, errors: shown.errors ?? {}, orderMissing, formKey: newKey(ctx) },
  };
  const status = shown.conflict ? 409 : Object.keys(draft.errors).length > 0 ? 422 : 200;
  if (toast && wantsFragment(c)) {
    return await answer(c, { to: c.req.path, fragment: () => <LayoutEditor {...draft} />, toast });
  }
  const page = { ...draft, viewer: { ...viewer, toast: toast ?? viewer.toast } };
  return await pageOrPart(c, {
    page: () => <LayoutPage {...page} />,
    part: () => <LayoutEditor {...draft} />,
    status,
  });
}

/** The layout on the stock and with the words that it is tried with. */
async function drawing(c: PageContext, { layout, query }: { layout: LabelLayout; query: LayoutQuery }) {
  const { ctx } = c.var;
  const branch = branchNamed(c, query.sucursal);
  const { template } = layout;
  const targets = await labelTargets(ctx.db, branch.id, template);
  const tried = await triedWith(ctx, { branchId: branch.id, template, query, targets });
  const drawn = renderLabel(template, tried.data, tried.size, layout);
  return { ...tried, targets, preview: previewOf(drawn) };
}

function layoutTyped(c: PageContext, typed: Typed) {
  const template = templateNamed(c.req.param("template") ?? "");
  const form = check(LayoutForm, { ...typed, template });
  return form.ok ? { ...form, data: completed(form.data) } : form;
}

function templateNamed(name: string): LabelTemplate {
  if (!isLabelTemplate(name)) throw notFound();
  return name;
}

function branchNamed(c: PageContext, code: string | undefined) {
  const { shop } = c.var.ctx;
  const name = code || c.var.viewer.branch?.code;
  const branch = shop.branches.find((one) => one.code === name);
  if (!branch) throw notFound();
  return branch;
}
