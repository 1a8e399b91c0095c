import type { Layout, LayoutWarning } from "./layout.ts";
import { toSvg } from "./svg.ts";

/** A label on the screen, from the boxes that a printer would get. */
export interface LabelPreview {
  svg: string;
  warnings: LayoutWarning[];
  widthMm: number;
  heightMm: number;
}

export function previewOf(layout: Layout): LabelPreview {
  const { widthMm, heightMm, warnings } = layout;
  return { svg: toSvg(layout), warnings, widthMm, heightMm };
}
