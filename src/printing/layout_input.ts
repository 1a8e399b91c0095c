import { z } from "zod";
import { line, tick, version } from "../lib/form.ts";
import { FieldLayout, LabelLayout, MOST_LINES, MOST_PREFIX, SIZE_STEPS } from "./label_layout.ts";
import { isLabelTemplate, QR_TARGETS } from "./templates.ts";

const size = z.coerce.number().pipe(z.literal(SIZE_STEPS));
const lines = z.coerce.number({ error: "invalid" }).int({ error: "invalid" }).min(1, { error: "too_small" })
  .max(MOST_LINES, { error: "too_big" });

/** The layout as the editor's form posts it; ticks that are missing are off. */
export const LayoutForm = z.object({
  template: z.string().refine(isLabelTemplate),
  fields: z.array(z.object({
    field: FieldLayout.shape.field,
    on: tick,
    size,
    lines,
    capitals: tick,
    prefix: line(MOST_PREFIX - 1).default(""),
    joined: tick,
    rule: tick,
    write: tick,
  })),
  barcode: tick,
  qr: tick,
  target: z.enum(QR_TARGETS),
}).transform(({ template, fields, barcode, qr, target }) => ({
  template,
  fields: fields.map(({ write, prefix, ...field }) => ({
    ...field,
    // What stands before a value stands apart from it.
    prefix: prefix === "" ? "" : `${prefix} `,
    empty: write ? "write" as const : "skip" as const,
  })),
  barcode: { on: barcode },
  qr: { on: qr, target },
})).pipe(LabelLayout);

/** What else comes with it: what was pressed, and what the layout is tried with. */
export const LayoutAct = z.object({
  form_key: z.string().regex(/^[\w:-]{8,200}$/, { error: "required" }),
  version,
  act: z.string().regex(/^(save|print|preview|restore|(up|down)\.[a-z0-9]+)$/).catch("save"),
  sucursal: z.string().max(40).default(""),
  medida: z.string().max(80).default(""),
  orden: z.string().max(40).default("").transform((number) => number.trim().toUpperCase()),
});
export type LayoutAct = z.infer<typeof LayoutAct>;

/** The same in the page's address. */
export const LayoutQuery = LayoutAct.pick({ sucursal: true, medida: true, orden: true });
export type LayoutQuery = z.infer<typeof LayoutQuery>;
