import type { Layout, LayoutWarning } from "./layout.ts";
import { toSvg } from "./svg.ts";

/** A label on the screen, from the boxes that a printer would get. */
export interface LabelPreview {
  svg: string;
  warnings: LayoutWarning[];
  /** Nothing stands on it yet. */
  blank: boolean;
  widthMm: number;
  heightMm: number;
}

export function previewOf(layout: Layout): LabelPreview {
  const { widthMm, heightMm, warnings, items } = layout;
  return { svg: toSvg(layout), warnings, blank: items.length === 0, widthMm, heightMm };
}
