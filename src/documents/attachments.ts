import type { PDFDocument } from "pdf-lib";

/** A file inside a PDF. */
export interface Attachment {
  name: string;
  type: string;
  bytes: Uint8Array;
}

export async function attachAll(
  file: PDFDocument,
  { attachments, at }: { attachments: readonly Attachment[]; at: number },
): Promise<void> {
  const date = new Date(at);
  for (const { name, type, bytes } of attachments) {
    await file.attach(bytes, name, { mimeType: type, creationDate: date, modificationDate: date });
  }
}

/** The files inside a PDF by name; null when it cannot be read as one. */
export async function readAttachments(bytes: Uint8Array): Promise<Map<string, Uint8Array> | null> {
  const pdf = await import("pdf-lib");
  try {
    const file = await pdf.PDFDocument.load(bytes, { updateMetadata: false });
    const found = new Map<string, Uint8Array>();
    const names = file.catalog.lookupMaybe(pdf.PDFName.of("Names"), pdf.PDFDict)
      ?.lookupMaybe(pdf.PDFName.of("EmbeddedFiles"), pdf.PDFDict)
      ?.lookupMaybe(pdf.PDFName.of("Names"), pdf.PDFArray);
    for (let at = 1; names && at < names.size(); at += 2) {
      const entry = names.lookup(at, pdf.PDFDict);
      const name = entry.lookup(pdf.PDFName.of("UF"));
      const stream = entry.lookup(pdf.PDFName.of("EF"), pdf.PDFDict).lookup(
        pdf.PDFName.of("F"),
        pdf.PDFStream,
      );
      if (!(stream instanceof pdf.PDFRawStream)) continue;
      if (name instanceof pdf.PDFHexString || name instanceof pdf.PDFString) {
        found.set(name.decodeText(), pdf.decodePDFRawStream(stream).decode());
      }
    }
    return found;
  } catch (error) {
    // Whatever a damaged file makes the library complain of, the answer is that it cannot be read.
    if (error instanceof Error) return null;
    throw error;
  }
}
