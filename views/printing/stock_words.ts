import type { Viewer } from "../viewer.ts";
import { labelText } from "./label_text.ts";

/** `57 × 32 mm`; a roll by its width alone. */
export function stockWords(
  viewer: Pick<Viewer, "locale">,
  stock: { widthMm: number; heightMm: number; media: string },
): string {
  const number = new Intl.NumberFormat(viewer.locale);
  const width = number.format(stock.widthMm);
  return stock.media === "continuous"
    ? labelText[viewer.locale].roll(width)
    : `${width} × ${number.format(stock.heightMm)} mm`;
}
