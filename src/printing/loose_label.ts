import { LABEL_SIZES } from "./templates.ts";

/** Labels that hang on no order: what staff type is what they say. */
export const LOOSE_TEMPLATES = ["text", "shelf", "part"] as const;
export type LooseTemplate = (typeof LOOSE_TEMPLATES)[number];
export const MOST_LABEL_LINES = 4;

export function isLooseTemplate(text: string): text is LooseTemplate {
  return LOOSE_TEMPLATES.some((one) => one === text);
}

/** `57x32`; a roll by its width, `80`. */
export function stockName(stock: { widthMm: number; heightMm: number; media: string }): string {
  const { widthMm, heightMm, media } = stock;
  return media === "continuous" ? String(widthMm) : `${widthMm}x${heightMm}`;
}

export function stockNamed(name: string): (typeof LABEL_SIZES)[number] {
  return LABEL_SIZES.find((size) => stockName(size) === name) ?? LABEL_SIZES[1];
}
