import { sha256 } from "../lib/token.ts";
import type { LabelLayout } from "./label_layout.ts";
import type { LabelSize, Layout, LayoutWarning } from "./layout.ts";
import { DPI, type Dpi, type Media } from "./protocol.ts";
import { renderLabel } from "./render_label.ts";
import { toSvg } from "./svg.ts";
import type { LabelDataOf, LabelTemplate } from "./templates.ts";
import { toZpl } from "./zpl.ts";

export interface DrawnLabel {
  language: "zpl";
  content: string;
  svg: string;
  /** Of the UTF-8 bytes of `content`. */
  sha256: string;
  warnings: LayoutWarning[];
  /** The measured boxes that all of these were written from. */
  layout: Layout;
}

export interface LabelWishes {
  size: LabelSize;
  copies: number;
  /** The branch's own; left out, the shipped one. */
  layout?: LabelLayout;
}

/** The label as the printer gets it and as the screen shows it, both from one layout. */
export function drawLabel<T extends LabelTemplate>(
  template: T,
  data: LabelDataOf[T],
  wishes: LabelWishes,
): DrawnLabel {
  const layout = renderLabel(template, data, wishes.size, wishes.layout);
  const content = toZpl(layout, { copies: wishes.copies });
  return {
    language: "zpl",
    content,
    svg: toSvg(layout),
    sha256: sha256(content),
    warnings: layout.warnings,
    layout,
  };
}

/** The stock of a printer row. */
export function sizeOf(
  printer: { dpi: number; width_um: number; height_um: number; media: Media },
): LabelSize {
  const { dpi, width_um, height_um, media } = printer;
  return { widthMm: width_um / 1000, heightMm: height_um / 1000, dpi: asDpi(dpi), media };
}

/** A company is known by its whole name, a person by the first two words of it. */
export function shortName(client: { name: string; kind: "person" | "company" }): string {
  return client.kind === "company" ? client.name : client.name.split(" ").slice(0, 2).join(" ");
}

function asDpi(value: number): Dpi {
  const dpi = DPI.find((one) => one === value);
  if (dpi === undefined) throw new RangeError(`no print head has ${value} dpi`);
  return dpi;
}
