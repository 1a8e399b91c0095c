import { renderLabels } from "../../printing/rendered_label.ts";

/** What a scanner reads on a label that came out of the printer, by the kind of code. */
export async function readLabel(zpl: string): Promise<Record<string, string>> {
  const [label] = await renderLabels([{ zpl, widthMm: 57, heightMm: 32, dotsPerMm: 8 }]);
  return Object.fromEntries((label?.codes ?? []).map(({ format, text }) => [format, text]));
}
