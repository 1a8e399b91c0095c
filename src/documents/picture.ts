import type { PDFDocument, PDFObject, PDFRef } from "pdf-lib";

/** An image inside the file, ready to draw. Pixels. */
export interface Picture {
  ref: PDFRef;
  width: number;
  height: number;
}

const IHDR = 8;
const GREY = 0;
const PALETTE = 3;

/**
 * Puts a PNG into the file. A grey one and one with a palette, as signatures and logos are stored, go in as they are: PDF knows
 * PNG's own compression, and unpacking it would cost more than the rest of the page.
 */
export async function embedPng(file: PDFDocument, bytes: Uint8Array): Promise<Picture> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const space = colourSpace(file, bytes);
  if (!space) {
    const image = await file.embedPng(bytes);
    return { ref: image.ref, width: image.width, height: image.height };
  }
  const [width, height] = [view.getUint32(IHDR + 8), view.getUint32(IHDR + 12)];
  const depth = bytes[IHDR + 16] ?? 8;
  const ref = file.context.register(file.context.stream(joined(chunks(bytes, "IDAT")), {
    Type: "XObject",
    Subtype: "Image",
    Width: width,
    Height: height,
    ColorSpace: space,
    BitsPerComponent: depth,
    Filter: "FlateDecode",
    DecodeParms: { Predictor: 15, Colors: 1, BitsPerComponent: depth, Columns: width },
  }));
  return { ref, width, height };
}

/** Of an image with one number for each pixel, none of them transparent and no lines interlaced; null for any other. */
function colourSpace(file: PDFDocument, bytes: Uint8Array): PDFObject | null {
  const [type, compression, filter, interlace] = bytes.subarray(IHDR + 17, IHDR + 21);
  const plain = chunkType(bytes, IHDR) === "IHDR" && compression === 0 && filter === 0 && interlace === 0 &&
    chunks(bytes, "tRNS").length === 0;
  if (!plain) return null;
  if (type === GREY) return file.context.obj("DeviceGray");
  if (type !== PALETTE) return null;
  const palette = joined(chunks(bytes, "PLTE"));
  const colours = file.context.register(file.context.stream(palette));
  return file.context.obj(["Indexed", "DeviceRGB", palette.length / 3 - 1, colours]);
}

/** What the chunks of a type hold, in order; the image data may be cut into several. */
function chunks(bytes: Uint8Array, type: string): Uint8Array[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found: Uint8Array[] = [];
  for (let at = IHDR; at + 12 <= bytes.length; at += 12 + view.getUint32(at)) {
    if (chunkType(bytes, at) === type) found.push(bytes.subarray(at + 8, at + 8 + view.getUint32(at)));
  }
  return found;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let end = 0;
  for (const part of parts) {
    whole.set(part, end);
    end += part.length;
  }
  return whole;
}

function chunkType(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at + 4, at + 8));
}
