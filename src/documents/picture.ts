import type { PDFDocument, PDFRef } from "pdf-lib";

/** An image inside the file, ready to draw. Pixels. */
export interface Picture {
  ref: PDFRef;
  width: number;
  height: number;
}

const IHDR = 8;
const GREY_8_BIT = [8, 0, 0, 0, 0];

/**
 * Puts a PNG into the file. A grey one, as signatures are stored, goes in as it is: PDF knows PNG's own compression, and
 * unpacking it would cost more than the rest of the page.
 */
export async function embedPng(file: PDFDocument, bytes: Uint8Array): Promise<Picture> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const kind = [...bytes.subarray(IHDR + 16, IHDR + 21)];
  if (chunkType(bytes, IHDR) !== "IHDR" || kind.some((value, at) => value !== GREY_8_BIT[at])) {
    const image = await file.embedPng(bytes);
    return { ref: image.ref, width: image.width, height: image.height };
  }
  const [width, height] = [view.getUint32(IHDR + 8), view.getUint32(IHDR + 12)];
  const ref = file.context.register(file.context.stream(pixelData(bytes, view), {
    Type: "XObject",
    Subtype: "Image",
    Width: width,
    Height: height,
    ColorSpace: "DeviceGray",
    BitsPerComponent: 8,
    Filter: "FlateDecode",
    DecodeParms: { Predictor: 15, Colors: 1, BitsPerComponent: 8, Columns: width },
  }));
  return { ref, width, height };
}

/** The image data, which a PNG may cut into several chunks. */
function pixelData(bytes: Uint8Array, view: DataView): Uint8Array {
  const parts: Uint8Array[] = [];
  for (let at = IHDR; at + 12 <= bytes.length; at += 12 + view.getUint32(at)) {
    if (chunkType(bytes, at) === "IDAT") parts.push(bytes.subarray(at + 8, at + 8 + view.getUint32(at)));
  }
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
