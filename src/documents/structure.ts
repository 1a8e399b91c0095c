import type { PDFDict, PDFDocument, PDFPage, PDFRef } from "pdf-lib";
import type { Box } from "./pen.ts";

/** What words are to who has the document read aloud. */
export type TextRole = "H1" | "H2" | "P";

/** A piece of a page as it is read aloud: words, or a picture with words of its own. */
export type Element =
  | { role: TextRole }
  /** `box` in points from the top left corner of the page. */
  | { role: "Figure"; alt: string; box: Box };

/** The order and the meaning of what is drawn: a tagged PDF (ISO 32000-1, 14.7 and 14.8). */
export interface Structure {
  /** Answers the number that marks the element's content on its page. */
  add(page: PDFPage, element: Element): number;
  /** Writes the tree; afterwards nothing is added. */
  finish(): void;
}

type PdfLib = typeof import("pdf-lib");

export function structureOf(file: PDFDocument, pdf: PdfLib): Structure {
  const { context, catalog } = file;
  const root = context.nextRef();
  const whole = context.nextRef();
  const elements: PDFRef[] = [];
  const pages = new Map<PDFPage, PDFRef[]>();

  return {
    add(page, element) {
      const onPage = pages.get(page) ?? [];
      pages.set(page, onPage);
      const ref = context.register(context.obj({
        Type: "StructElem",
        S: element.role,
        P: whole,
        Pg: page.ref,
        K: onPage.length,
        ...(element.role === "Figure" ? figure(page, element) : {}),
      }));
      elements.push(ref);
      onPage.push(ref);
      return onPage.length - 1;
    },
    finish() {
      const numbers = [...pages.values()].flatMap((refs, index) => [index, context.obj(refs)]);
      [...pages.keys()].forEach((page, index) => {
        page.node.set(pdf.PDFName.of("StructParents"), context.obj(index));
        page.node.set(pdf.PDFName.of("Tabs"), context.obj("S"));
      });
      context.assign(whole, context.obj({ Type: "StructElem", S: "Document", P: root, K: elements }));
      context.assign(
        root,
        context.obj({
          Type: "StructTreeRoot",
          K: whole,
          ParentTree: { Nums: numbers },
          ParentTreeNextKey: pages.size,
        }),
      );
      catalog.set(pdf.PDFName.of("StructTreeRoot"), root);
      catalog.set(pdf.PDFName.of("MarkInfo"), context.obj({ Marked: true }));
    },
  };

  function figure(page: PDFPage, { alt, box }: Extract<Element, { role: "Figure" }>) {
    const top = page.getHeight() - box.y;
    return {
      Alt: pdf.PDFHexString.fromText(alt),
      A: { O: "Layout", BBox: [box.x, top - box.height, box.x + box.width, top] },
    };
  }
}

/** What `structureOf` wrote into a file: the elements of each page, in the order of their marks. */
export function elementsOf(file: PDFDocument, pdf: PdfLib): Element[][] {
  const pages = file.getPages();
  const index = new Map(pages.map(({ ref }, at) => [ref, at]));
  const found: Element[][] = pages.map(() => []);
  const whole = file.catalog.lookup(pdf.PDFName.of("StructTreeRoot"), pdf.PDFDict)
    .lookup(pdf.PDFName.of("K"), pdf.PDFDict);
  const elements = whole.lookup(pdf.PDFName.of("K"), pdf.PDFArray);
  for (let at = 0; at < elements.size(); at++) {
    const one = elements.lookup(at, pdf.PDFDict);
    const ref = one.get(pdf.PDFName.of("Pg"));
    const page = ref instanceof pdf.PDFRef ? index.get(ref) : undefined;
    if (page !== undefined) found[page]?.push(elementOf(one, pdf, pages[page]?.getHeight() ?? 0));
  }
  return found;
}

const ROLES = ["H1", "H2", "P"] as const satisfies readonly TextRole[];

function elementOf(one: PDFDict, pdf: PdfLib, pageHeight: number): Element {
  const name = one.lookup(pdf.PDFName.of("S"), pdf.PDFName).decodeText();
  const role = ROLES.find((known) => known === name);
  if (role) return { role };
  const { x, y, width, height } = one.lookup(pdf.PDFName.of("A"), pdf.PDFDict)
    .lookup(pdf.PDFName.of("BBox"), pdf.PDFArray).asRectangle();
  return {
    role: "Figure",
    alt: one.lookup(pdf.PDFName.of("Alt"), pdf.PDFHexString).decodeText(),
    box: { x, y: pageHeight - y - height, width, height },
  };
}
