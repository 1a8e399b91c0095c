import { sha256 } from "../lib/token.ts";
import { DPI, type Dpi } from "./protocol.ts";
import type { LabelSize, LayoutWarning } from "./layout.ts";
import { toSvg } from "./svg.ts";
import { type LabelData, type LabelTemplate, renderLabel } from "./templates.ts";
import { toZpl } from "./zpl.ts";

export interface DrawnLabel {
  language: "zpl";
  content: string;
  svg: string;
  /** Of the UTF-8 bytes of `content`. */
  sha256: string;
  warnings: LayoutWarning[];
}

/** The label as the printer gets it and as the screen shows it, both from one layout. */
export function drawLabel(
  template: LabelTemplate,
  data: LabelData,
  { size, copies }: { size: LabelSize; copies: number },
): DrawnLabel {
  const layout = renderLabel(template, data, size);
  const content = toZpl(layout, { copies });
  return {
    language: "zpl",
    content,
    svg: toSvg(layout),
    sha256: sha256(content),
    warnings: layout.warnings,
  };
}

/** The stock of a printer row. */
export function sizeOf(printer: { dpi: number; width_um: number; height_um: number }): LabelSize {
  return { widthMm: printer.width_um / 1000, heightMm: printer.height_um / 1000, dpi: asDpi(printer.dpi) };
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
