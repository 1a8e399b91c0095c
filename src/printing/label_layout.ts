import { z } from "zod";
import {
  LABEL_TEMPLATES,
  type LabelField,
  type LabelTemplate,
  QR_TARGETS,
  type QrTarget,
  TEMPLATE_FIELDS,
  TEMPLATE_LINKS,
} from "./templates.ts";

/** Steps of letter size: 0 is the stock's usual text, 3 what a code is printed in. */
export const SIZE_STEPS = [-1, 0, 1, 2, 3] as const;
export const MOST_LINES = 12;
export const MOST_PREFIX = 24;

const FIELDS = new Set<string>(LABEL_TEMPLATES.flatMap((template) => TEMPLATE_FIELDS[template]));

export const FieldLayout = z.strictObject({
  field: z.custom<LabelField>((value) => typeof value === "string" && FIELDS.has(value)),
  on: z.boolean(),
  size: z.literal(SIZE_STEPS),
  /** Lines that it may take once every other field has its first; a code always has one. */
  lines: z.int().min(1).max(MOST_LINES),
  capitals: z.boolean(),
  /** Before the text, as it is: "Falla: ". */
  prefix: z.string().max(MOST_PREFIX),
  /** Goes on in the line of the field above. */
  joined: z.boolean(),
  /** A line across below it, where that costs no text. */
  rule: z.boolean(),
  /** Without a value: left out, or a line to write on. */
  empty: z.enum(["skip", "write"]),
});
export type FieldLayout = z.infer<typeof FieldLayout>;

/** How a template is laid out, on any stock: what stands on it, in this order, and how large. */
export const LabelLayout = z.strictObject({
  template: z.enum(LABEL_TEMPLATES),
  fields: z.array(FieldLayout).max(20),
  barcode: z.strictObject({ on: z.boolean() }),
  qr: z.strictObject({ on: z.boolean(), target: z.enum(QR_TARGETS) }),
}).superRefine(({ template, fields, qr }, context) => {
  const known: readonly string[] = TEMPLATE_FIELDS[template];
  const names = fields.map(({ field }) => field);
  if (names.some((name) => !known.includes(name)) || new Set(names).size !== names.length) {
    context.addIssue({ code: "custom", message: "invalid", path: ["fields"] });
  }
  if (!linksOf(template).includes(qr.target)) {
    context.addIssue({ code: "custom", message: "invalid", path: ["qr", "target"] });
  }
});
export type LabelLayout = z.infer<typeof LabelLayout>;

export function linksOf(template: LabelTemplate): readonly QrTarget[] {
  return TEMPLATE_LINKS[template];
}

/** The layout with every field of its template: those that it does not name come last and are off. */
export function completed(layout: LabelLayout): LabelLayout {
  const named = new Set(layout.fields.map(({ field }) => field));
  const fields: readonly LabelField[] = TEMPLATE_FIELDS[layout.template];
  const missing = fields.filter((field) => !named.has(field)).map((field) => ({
    ...PLAIN,
    field,
    on: false,
  }));
  return { ...layout, fields: [...layout.fields, ...missing] };
}

const PLAIN = {
  on: true,
  size: 0,
  lines: 1,
  capitals: false,
  prefix: "",
  joined: false,
  rule: false,
  empty: "skip",
} as const satisfies Omit<FieldLayout, "field">;
const CODE = { size: 3, rule: true } as const;

/** What a shop prints until it makes a layout of its own. */
export const SHIPPED_LAYOUTS: { [T in LabelTemplate]: LabelLayout } = {
  device: shipped("device", "tracking", [
    field("number", CODE),
    field("client", { lines: 2 }),
    field("date", { joined: true }),
    field("device", { lines: 2 }),
    field("fault", { lines: 8 }),
    field("accessories", { lines: 4 }),
  ]),
  accessory: shipped("accessory", "tracking", [
    field("number", CODE),
    field("accessory", { lines: 2 }),
    field("device", { lines: 2 }),
    field("client", { lines: 2 }),
    field("date", { joined: true }),
  ]),
  part: shipped("part", "link", [
    field("code", CODE),
    field("name", { lines: 3 }),
    field("location", { size: 1 }),
    field("fits", { lines: 3 }),
    field("price"),
  ]),
  shelf: shipped("shelf", "link", [
    field("code", CODE),
    field("name", { lines: 2, size: 1 }),
    field("contents", { lines: 8 }),
  ]),
  slip: shipped("slip", "link", [
    field("number", { size: 2, rule: true }),
    field("shop", { size: -1 }),
    field("client", { empty: "write" }),
    field("phone", { empty: "write" }),
    field("device", { empty: "write" }),
    field("fault", { empty: "write", lines: 3 }),
    field("date", { empty: "write" }),
    field("serial", { empty: "write" }),
    field("accessories", { empty: "write" }),
    field("signature", { empty: "write" }),
  ]),
  text: shipped("text", "link", [
    field("code", CODE),
    field("line1", { lines: 3, size: 1 }),
    field("line2", { lines: 3 }),
    field("line3", { lines: 3 }),
    field("line4", { lines: 3 }),
  ]),
  test: shipped("test", "link", [
    field("code", CODE),
    field("shop", { lines: 2 }),
    field("printer", { lines: 2 }),
    field("date", { joined: true }),
    field("stock", { lines: 2 }),
    field("sample", { lines: 2 }),
  ]),
};

function field(field: LabelField, wish: Partial<FieldLayout> = {}): FieldLayout {
  return { ...PLAIN, ...wish, field };
}

function shipped(template: LabelTemplate, target: QrTarget, fields: FieldLayout[]): LabelLayout {
  return completed({ template, fields, barcode: { on: true }, qr: { on: true, target } });
}
