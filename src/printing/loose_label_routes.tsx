import { Hono } from "hono";
import { labelPageText } from "../../views/printing/label_page_text.ts";
import { LabelPreviewPart } from "../../views/printing/label_picture.tsx";
import { LooseLabelPage } from "../../views/printing/loose_label.tsx";
import type { Env } from "../http/env.ts";
import { may } from "../http/guard.ts";
import { answer } from "../http/htmx.ts";
import { AppError, type FieldErrors } from "../lib/app_error.ts";
import { check, nest, type Typed, typedText } from "../lib/form.ts";
import { paths } from "../paths.ts";
import { newKey, type PageContext } from "./door.ts";
import { sizeOf } from "./label.ts";
import { labelPdf } from "./label_pdf.ts";
import { previewOf } from "./label_preview.ts";
import type { LabelSize } from "./layout.ts";
import { branchLayout } from "./layout_queries.ts";
import { looseLabel, printLooseLabel } from "./loose_label_commands.ts";
import { isLooseTemplate, type LooseTemplate, stockNamed } from "./loose_label.ts";
import { draftOf } from "./loose_label_draft.ts";
import { LOOSE_LABEL_INPUTS, type LooseLabelInput, LooseLabelWish } from "./loose_label_input.ts";
import { renderLabel } from "./render_label.ts";
import { type LabelTarget, labelTargets } from "./label_targets.ts";

/** Labels of no order, for everybody who prints. Mounted at `/etiquetas`. */
export const looseLabelRoutes = new Hono<Env>()
  .use("*", may("labels.print"))
  .get("/", (c) => looseLabelPage(c, nest(new URL(c.req.url).searchParams)))
  .post("/vista", async (c) => {
    const typed = nest(await c.req.formData());
    const { preview } = await drawing(c, typed);
    return c.html(<LabelPreviewPart viewer={c.var.viewer} preview={preview} />);
  })
  .post("/", async (c) => {
    const typed = nest(await c.req.formData());
    if (typedText(typed, "act") === "preview") return await looseLabelPage(c, typed);
    const wish = check(LooseLabelWish, typed);
    const input = read(templateOf(typed), typed);
    if (!wish.ok || !input.ok) {
      const errors = { ...(wish.ok ? {} : wish.errors), ...(input.ok ? {} : input.errors) };
      return await looseLabelPage(c, typed, errors);
    }
    const { ctx, viewer } = c.var;
    const branchId = branchIdOf(c);
    const label = looseLabel(ctx, branchId, input.label);
    if (wish.data.act === "pdf") {
      const { layout } = await drawing(c, typed);
      return await labelPdf(c, { title: label.title, layout, createdAt: ctx.now });
    }
    const jobIds = await printLooseLabel(ctx, {
      branchId,
      label,
      idemKey: `click:${wish.data.form_key}`,
      copies: wish.data.copies,
      printerId: wish.data.printer_id,
    });
    const count = (wish.data.copies ?? 1) * jobIds.length;
    return answer(c, {
      to: paths.looseLabels(queryOf(typed)),
      toast: labelPageText[viewer.locale].loose.requested(count),
    });
  });

async function looseLabelPage(c: PageContext, typed: Typed, errors: FieldErrors = {}): Promise<Response> {
  const { ctx, viewer } = c.var;
  const template = templateOf(typed);
  const { preview, targets } = await drawing(c, typed);
  const page = { viewer, template, typed, errors, targets, preview, formKey: newKey(ctx) };
  return await c.html(<LooseLabelPage {...page} />, Object.keys(errors).length > 0 ? 422 : 200);
}

/** The label as far as it is typed, on the stock of the printer that was chosen. */
async function drawing(c: PageContext, typed: Typed) {
  const { ctx } = c.var;
  const branchId = branchIdOf(c);
  const template = templateOf(typed);
  const targets = await labelTargets(ctx.db, branchId, template);
  const label = looseLabel(ctx, branchId, draftOf(template, typed));
  const layout = renderLabel(
    label.template,
    label.data,
    sizeFor(targets, typed),
    await branchLayout(ctx.db, { branchId, template }),
  );
  return { layout, targets, preview: previewOf(layout) };
}

function sizeFor(targets: readonly LabelTarget[], typed: Typed): LabelSize {
  const printer = targets.find(({ id }) => id === typedText(typed, "printer_id")) ?? targets[0];
  return printer ? sizeOf(printer) : { ...stockNamed(typedText(typed, "stock")), dpi: 300 };
}

type Read = { ok: true; label: LooseLabelInput } | { ok: false; errors: FieldErrors };

function read(template: LooseTemplate, typed: Typed): Read {
  switch (template) {
    case "text": {
      const form = check(LOOSE_LABEL_INPUTS.text, typed);
      return form.ok ? { ok: true, label: { template, data: form.data } } : form;
    }
    case "shelf": {
      const form = check(LOOSE_LABEL_INPUTS.shelf, typed);
      return form.ok ? { ok: true, label: { template, data: form.data } } : form;
    }
    case "part": {
      const form = check(LOOSE_LABEL_INPUTS.part, typed);
      return form.ok ? { ok: true, label: { template, data: form.data } } : form;
    }
  }
}

function templateOf(typed: Typed): LooseTemplate {
  const name = typedText(typed, "plantilla");
  return isLooseTemplate(name) ? name : "text";
}

/** What was typed stays in the page's address: the next label is often nearly the same. */
function queryOf(typed: Typed): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(typed)) {
    if (name === "_csrf" || name === "form_key" || name === "act") continue;
    if (typeof value === "string") params.set(name, value);
    else if (Array.isArray(value)) {
      value.forEach((one, index) => typeof one === "string" && params.set(`${name}.${index}`, one));
    }
  }
  return `?${params}`;
}

function branchIdOf(c: PageContext): string {
  const { branch } = c.var.viewer;
  if (!branch) throw new AppError("forbidden");
  return branch.id;
}
