import { z } from "zod";
import { type Operation, operation } from "../api/operation.ts";
import { Id, Instant, instantOrNull } from "../api/shapes.ts";
import type { Ctx } from "../context.ts";
import { notFound } from "../lib/app_error.ts";
import { checked } from "../http/json_body.ts";
import { paths } from "../paths.ts";
import { completed, LabelLayout, MOST_LINES, MOST_PREFIX, SIZE_STEPS } from "./label_layout.ts";
import { previewOf } from "./label_preview.ts";
import { restoreLayout, saveLayout } from "./layout_commands.ts";
import { currentLayout, type LayoutPlace } from "./layout_queries.ts";
import { stockNamed } from "./loose_label.ts";
import { renderLabel } from "./render_label.ts";
import { sampleLabel } from "./sample_label.ts";
import { LABEL_TEMPLATES, QR_TARGETS } from "./templates.ts";

const tag = "printing";
const branch = z.object({ id: Id });
const params = branch.extend({ template: z.enum(LABEL_TEMPLATES) });

const LayoutIn = z.object({
  fields: z.array(z.object({
    field: z.string().max(40).meta({
      description: "One of the template's; each once, in the order of the label",
    }),
    on: z.boolean(),
    size: z.literal(SIZE_STEPS).meta({ description: "Step of letter size; 0 is the stock's usual text" }),
    lines: z.int().min(1).max(MOST_LINES),
    capitals: z.boolean(),
    prefix: z.string().max(MOST_PREFIX),
    joined: z.boolean().meta({ description: "Goes on in the line of the field above" }),
    rule: z.boolean(),
    empty: z.enum(["skip", "write"]).meta({
      description: "Without a value: left out, or a line to write on",
    }),
  })).max(20),
  barcode: z.object({ on: z.boolean() }),
  qr: z.object({ on: z.boolean(), target: z.enum(QR_TARGETS) }),
});

const Layout = LayoutIn.extend({
  template: z.enum(LABEL_TEMPLATES),
  own: z.boolean().meta({ description: "False for the layout of the product" }),
  saved_at: Instant.nullable(),
  saved_by: z.string().nullable(),
  version: z.int(),
}).meta({ id: "LabelLayout", description: "What stands on a label of a branch, on any stock" });

/** How each branch lays its labels out. */
export const labelLayoutOperations: readonly Operation[] = [
  operation({
    id: "listLabelLayouts",
    method: "get",
    path: paths.apiLabelLayouts("{id}"),
    tag,
    scope: "printers:read",
    summary: "List how a branch lays its labels out",
    params: branch,
    answer: { text: "One of each template", schema: z.array(Layout) },
    async handle(ctx, { params: { id } }) {
      const all = await Promise.all(
        LABEL_TEMPLATES.map((template) => told(ctx, placeOf(ctx, { id, template }))),
      );
      return { body: all.map(({ body }) => body) };
    },
  }),
  operation({
    id: "getLabelLayout",
    method: "get",
    path: paths.apiLabelLayout("{id}", "{template}"),
    tag,
    scope: "printers:read",
    summary: "Read how a label is laid out",
    params,
    answer: { text: "The layout", schema: Layout },
    handle: (ctx, { params }) => told(ctx, placeOf(ctx, params)),
  }),
  operation({
    id: "updateLabelLayout",
    method: "patch",
    path: paths.apiLabelLayout("{id}", "{template}"),
    tag,
    scope: "printers:write",
    summary: "Lay a label out",
    params,
    body: LayoutIn,
    example: { qr: { on: true, target: "order" } },
    answer: { text: "The layout as it is now", schema: Layout },
    merge: {
      stale: "label_layout_changed",
      async onto(ctx, params) {
        const { layout, version } = await currentLayout(ctx.db, placeOf(ctx, params));
        const { fields, barcode, qr } = layout;
        return { value: { fields, barcode, qr }, version };
      },
    },
    async handle(ctx, { params, body, version }) {
      const place = placeOf(ctx, params);
      const layout = completed(checked(LabelLayout, { ...body, template: place.template }));
      await saveLayout(ctx, { branchId: place.branchId, layout, version });
      return await told(ctx, place);
    },
  }),
  operation({
    id: "restoreLabelLayout",
    method: "delete",
    path: paths.apiLabelLayout("{id}", "{template}"),
    tag,
    scope: "printers:write",
    summary: "Go back to the layout of the product",
    params,
    answer: { text: "The layout as it is now", schema: Layout },
    async handle(ctx, { params }) {
      const place = placeOf(ctx, params);
      const { version } = await currentLayout(ctx.db, place);
      await restoreLayout(ctx, place, version);
      return await told(ctx, place);
    },
  }),
  operation({
    id: "getLabelPicture",
    method: "get",
    path: paths.apiLabelPicture("{id}", "{template}"),
    tag,
    scope: "printers:read",
    summary: "See a label as it is printed, with sample words",
    params,
    answer: { text: "The label on a stock of 57 × 32 mm", file: ["image/svg+xml"] },
    async handle(ctx, { params }) {
      const { branchId, template } = placeOf(ctx, params);
      const { layout } = await currentLayout(ctx.db, { branchId, template });
      const size = { ...stockNamed("57x32"), dpi: 203 } as const;
      const { svg } = previewOf(renderLabel(template, sampleLabel(ctx, branchId, template), size, layout));
      return { bytes: new TextEncoder().encode(svg), type: "image/svg+xml", name: `${template}.svg` };
    },
  }),
];

/** @throws AppError not_found */
function placeOf({ shop }: Ctx, { id, template }: z.output<typeof params>): LayoutPlace {
  if (!shop.branches.some((one) => one.id === id)) throw notFound();
  return { branchId: id, template };
}

async function told(ctx: Ctx, place: LayoutPlace) {
  const { layout, own, version, savedAt, savedBy } = await currentLayout(ctx.db, place);
  const body = { ...layout, own, saved_at: instantOrNull(savedAt), saved_by: savedBy, version };
  return { body, version };
}
