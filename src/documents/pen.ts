import type { PDFFont, PDFOperator, PDFPage } from "pdf-lib";
import type { Picture } from "./picture.ts";
import type { Element, Structure } from "./structure.ts";
import type { FaceName } from "./typeface.ts";

/** Points from the top left corner of the page. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Draws on one page. Colours are `#rrggbb`. */
export interface Pen {
  /** `baseline` is where the letters stand; `squeeze` (1) makes them narrower. The text must be printable in the face. */
  text(
    line: string,
    look: { x: number; baseline: number; size: number; face: FaceName; colour: string; squeeze?: number },
  ): void;
  box(box: Box, look: { fill?: string; outline?: string; radius?: number }): void;
  /** Many solid rectangles as one shape, so that no hairline shows between neighbours. */
  solid(boxes: readonly Box[], colour: string): void;
  /** The same in modules of a symbol, whole numbers from its top left corner: a third of the bytes. */
  modules(boxes: readonly Box[], look: { x: number; y: number; unit: number; colour: string }): void;
  line(
    ends: { from: readonly [number, number]; to: readonly [number, number] },
    look: { colour: string; thickness: number; dash?: number[] },
  ): void;
  image(picture: Picture, box: Box): void;
  /** What `draw` puts on the page is one element of the document; outside of elements everything is decoration. */
  element(element: Element, draw: () => void): void;
  /** What stands on every page is no part of the document, the words in it neither. */
  decoration(draw: () => void): void;
}

type PdfLib = typeof import("pdf-lib");

/** Round corners as Bézier curves: the share of the radius that a control point keeps. */
const ROUND = 0.5523;

interface Tools {
  pdf: PdfLib;
  fonts: Record<FaceName, PDFFont>;
  structure: Structure;
}

export function penOn(page: PDFPage, { pdf, fonts, structure }: Tools): Pen {
  const top = page.getHeight();
  const keys = new Map<FaceName, ReturnType<PDFPage["node"]["newFontDictionary"]>>();

  function fontKey(face: FaceName) {
    const known = keys.get(face);
    if (known) return known;
    const made = page.node.newFontDictionary(face, fonts[face].ref);
    keys.set(face, made);
    return made;
  }

  let marked = false;

  function draw(...operators: PDFOperator[]): void {
    if (marked) page.pushOperators(...operators);
    else mark(pdf.beginMarkedContent("Artifact"), () => page.pushOperators(...operators));
  }

  function mark(begin: PDFOperator, inside: () => void): void {
    page.pushOperators(begin);
    marked = true;
    inside();
    marked = false;
    page.pushOperators(pdf.endMarkedContent());
  }

  return {
    text(line, { x, baseline, size, face, colour, squeeze = 1 }) {
      if (!line) return;
      draw(
        pdf.beginText(),
        fill(colour),
        pdf.setFontAndSize(fontKey(face), size),
        ...(squeeze === 1 ? [] : [pdf.setCharacterSqueeze(near(100 * squeeze))]),
        pdf.moveText(near(x), near(top - baseline)),
        pdf.showText(fonts[face].encodeText(line)),
        pdf.endText(),
        ...(squeeze === 1 ? [] : [pdf.setCharacterSqueeze(100)]),
      );
    },
    box(box, { fill: inside, outline, radius = 0 }) {
      const paint = inside && outline ? pdf.fillAndStroke() : inside ? pdf.fill() : pdf.stroke();
      draw(
        pdf.pushGraphicsState(),
        ...(inside ? [fill(inside)] : []),
        ...(outline ? [stroke(outline), pdf.setLineWidth(0.6)] : []),
        ...path(box, radius),
        paint,
        pdf.popGraphicsState(),
      );
    },
    solid(boxes, colour) {
      draw(
        pdf.pushGraphicsState(),
        fill(colour),
        ...boxes.flatMap((box) => path(box, 0)),
        pdf.fill(),
        pdf.popGraphicsState(),
      );
    },
    modules(boxes, { x, y, unit, colour }) {
      draw(
        pdf.pushGraphicsState(),
        fill(colour),
        pdf.concatTransformationMatrix(fine(unit), 0, 0, -fine(unit), near(x), near(top - y)),
        ...boxes.map((box) => pdf.rectangle(box.x, box.y, box.width, box.height)),
        pdf.fill(),
        pdf.popGraphicsState(),
      );
    },
    line({ from, to }, { colour, thickness, dash }) {
      draw(
        pdf.pushGraphicsState(),
        stroke(colour),
        pdf.setLineWidth(thickness),
        ...(dash ? [pdf.setDashPattern(dash, 0)] : []),
        pdf.moveTo(near(from[0]), near(top - from[1])),
        pdf.lineTo(near(to[0]), near(top - to[1])),
        pdf.stroke(),
        pdf.popGraphicsState(),
      );
    },
    image(picture, { x, y, width, height }) {
      draw(
        pdf.pushGraphicsState(),
        pdf.concatTransformationMatrix(near(width), 0, 0, near(height), near(x), near(top - y - height)),
        pdf.drawObject(page.node.newXObject("Image", picture.ref)),
        pdf.popGraphicsState(),
      );
    },
    element(element, inside) {
      if (marked) return inside();
      const properties = `<</MCID ${structure.add(page, element)}>>`;
      const begin = pdf.PDFOperatorNames.BeginMarkedContentSequence;
      mark(pdf.PDFOperator.of(begin, [pdf.PDFName.of(element.role), properties]), inside);
    },
    decoration(inside) {
      mark(pdf.beginMarkedContent("Artifact"), inside);
    },
  };

  function fill(colour: string): PDFOperator {
    const [red, green, blue] = channels(colour);
    return pdf.setFillingRgbColor(red, green, blue);
  }

  function stroke(colour: string): PDFOperator {
    const [red, green, blue] = channels(colour);
    return pdf.setStrokingRgbColor(red, green, blue);
  }

  function path({ x, y, width, height }: Box, radius: number): PDFOperator[] {
    const [left, right, upper, lower] = [x, x + width, top - y, top - y - height];
    if (radius === 0) return [pdf.rectangle(near(left), near(lower), near(width), near(height))];
    const pull = radius * (1 - ROUND);
    return [
      pdf.moveTo(left + radius, upper),
      pdf.lineTo(right - radius, upper),
      pdf.appendBezierCurve(right - pull, upper, right, upper - pull, right, upper - radius),
      pdf.lineTo(right, lower + radius),
      pdf.appendBezierCurve(right, lower + pull, right - pull, lower, right - radius, lower),
      pdf.lineTo(left + radius, lower),
      pdf.appendBezierCurve(left + pull, lower, left, lower + pull, left, lower + radius),
      pdf.lineTo(left, upper - radius),
      pdf.appendBezierCurve(left, upper - pull, left + pull, upper, left + radius, upper),
      pdf.closePath(),
    ];
  }
}

function channels(colour: string): [number, number, number] {
  const value = Number.parseInt(colour.slice(1), 16);
  return [(value >> 16) / 255, (value >> 8 & 255) / 255, (value & 255) / 255].map(near) as [
    number,
    number,
    number,
  ];
}

/** What a symbol multiplies by its modules is finer. */
function fine(figure: number): number {
  return Math.round(figure * 1e5) / 1e5;
}

/** A thousandth of a point is finer than any printer. */
function near(figure: number): number {
  return Math.round(figure * 1000) / 1000;
}
