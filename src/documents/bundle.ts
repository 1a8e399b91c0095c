import { attachAll } from "./attachments.ts";
import { type DocumentFacts, newFile } from "./compose.ts";
import { elementsOf, structureOf } from "./structure.ts";

/** Documents that `compose` made, one after another in one file that is read aloud as they are. What lies inside them is left out. */
export async function bundle(
  facts: Omit<DocumentFacts, "pictures">,
  documents: readonly Uint8Array[],
): Promise<Uint8Array<ArrayBuffer>> {
  const pdf = await import("pdf-lib");
  const file = await newFile(pdf, facts);
  const structure = structureOf(file, pdf);
  for (const bytes of documents) {
    const document = await pdf.PDFDocument.load(bytes, { updateMetadata: false });
    const elements = elementsOf(document, pdf);
    const pages = await file.copyPages(document, document.getPageIndices());
    pages.forEach((page, index) => {
      file.addPage(page);
      for (const element of elements[index] ?? []) structure.add(page, element);
    });
  }
  structure.finish();
  await attachAll(file, { attachments: facts.attachments ?? [], at: facts.at });
  return new Uint8Array(await file.save());
}
