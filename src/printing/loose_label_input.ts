import { z } from "zod";
import { line, paragraph, requiredLine } from "../lib/form.ts";
import { MOST_COPIES } from "./document.ts";
import { CODE128_TEXT, isQrText } from "./layout.ts";
import { type LooseTemplate, MOST_LABEL_LINES } from "./loose_label.ts";

const typedCode = z.string().transform((text) => text.trim().toUpperCase());
/** What Code 128 can carry, in capitals. */
export const labelCode = typedCode.pipe(
  z.string().min(1, { error: "required" }).regex(CODE128_TEXT, { error: "label_code" }),
);
const maybeCode = typedCode.refine((text) => text === "" || CODE128_TEXT.test(text), { error: "label_code" })
  .default("");
const url = z.string().nullish().transform((text) => text?.trim() || null)
  .refine((text) => text === null || isLink(text), { error: "label_link" });

function isLink(text: string): boolean {
  return isQrText(text) && URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

/** `{ code, lines[≤4], url? }`: whatever a shop or another program wants on a sticker. */
export const TextLabelInput = z.object({
  code: maybeCode,
  lines: z.array(line(120)).max(MOST_LABEL_LINES, { error: "too_many_lines" }).default([]),
  url,
}).refine(({ code, lines, url }) => code !== "" || url !== null || lines.some((text) => text !== ""), {
  path: ["code"],
  error: "label_empty",
});

export const ShelfLabelInput = z.object({
  code: labelCode,
  name: requiredLine(120),
  contents: paragraph(400).default("").transform((text) => text.replace(/\s+/g, " ")),
  url,
});

export const PartLabelInput = z.object({
  code: labelCode,
  name: requiredLine(120),
  fits: line(200).default(""),
  location: line(60).default(""),
  price: line(30).default(""),
  url,
});

export const LOOSE_LABEL_INPUTS = {
  text: TextLabelInput,
  shelf: ShelfLabelInput,
  part: PartLabelInput,
} as const satisfies Record<LooseTemplate, z.ZodType>;

export type LooseLabelInput = {
  [T in LooseTemplate]: { template: T; data: z.output<(typeof LOOSE_LABEL_INPUTS)[T]> };
}[
  LooseTemplate
];

/** How the page asks; a blank number of copies is what the branch's matrix says. */
export const LooseLabelWish = z.object({
  form_key: z.string().regex(/^[\w:-]{8,200}$/, { error: "required" }),
  act: z.enum(["print", "preview", "pdf"]).catch("print"),
  printer_id: z.string().optional().transform((id) => id || null),
  stock: z.string().optional().transform((name) => name || null),
  copies: z.union([
    z.literal("").transform(() => undefined),
    z.coerce.number({ error: "invalid" }).int({ error: "invalid" }).min(1, { error: "too_small" })
      .max(MOST_COPIES, { error: "too_big" }),
  ]).optional(),
});
