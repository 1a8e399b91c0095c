import type { Sharp, SharpOptions } from "sharp";
import { errorFacts, logOf } from "../logs.ts";
import { slots } from "./slots.ts";
import { sniff } from "./sniff.ts";

const log = logOf("files");

/** An encoded picture. Sizes in pixels. */
export interface Picture {
  bytes: Uint8Array<ArrayBuffer>;
  width: number;
  height: number;
  type: "image/jpeg" | "image/png";
}

export interface Photo {
  /** The longer side at most 1600 px. */
  full: Picture;
  /** The longer side at most 320 px. */
  thumb: Picture;
}

export interface PhotoLimits {
  maxBytes: number;
  maxPixels: number;
}

export const PHOTO_LIMITS: PhotoLimits = { maxBytes: 15_000_000, maxPixels: 60_000_000 };
export const SIGNATURE_MAX_BYTES = 500_000;

/** Why a picture was not taken, with what was found: a field error as `src/lib/app_error.ts` has it. */
export type ImageRefusal =
  | { code: "photo_type"; params: { found: string } }
  | { code: "photo_heic" }
  | { code: "photo_too_large"; params: { measure: "bytes" | "pixels"; found: number; max: number } }
  | { code: "photo_broken" }
  | { code: "signature_type" }
  | { code: "signature_too_large"; params: { found: number; max: number } }
  | { code: "signature_broken" }
  | { code: "signature_blank" };

export type Accepted<T> = { ok: true; value: T } | { ok: false; refusal: ImageRefusal };

const READABLE = ["image/jpeg", "image/png", "image/webp"];
const HEIC = ["image/heic", "image/heif"];
const FULL_SIDE = 1600;
const THUMB_SIDE = 320;
const SIGNATURE_BOX = { width: 600, height: 240 };
/** A dot or a slip of the finger is no signature. */
const SIGNATURE_MIN_INK = 60;

const PNG_DATA_URL = /^data:image\/png;base64,([A-Za-z0-9+/]+={0,2})$/;

/** Never more than two pictures at once, whatever they are for. */
export const inSlot = slots(2);
/** One that comes in passes over the whole is decoded as a whole: 3.5 bytes a pixel, so only one of them at a time. */
const inOnePiece = slots(1);
const MOST_PROGRESSIVE_PIXELS = 16_000_000;

/** Checks a photo by its content, turns it upright and encodes it anew: no EXIF, no place, nothing hidden. */
export function photo(
  bytes: Uint8Array<ArrayBuffer>,
  limits: PhotoLimits = PHOTO_LIMITS,
): Promise<Accepted<Photo>> {
  return inSlot(async () => {
    if (bytes.length > limits.maxBytes) {
      return refuse(tooLarge("bytes", { found: bytes.length, max: limits.maxBytes }));
    }
    const type = sniff(bytes);
    if (type && HEIC.includes(type)) return refuse({ code: "photo_heic" });
    if (!type || !READABLE.includes(type)) {
      return refuse({ code: "photo_type", params: { found: type ?? "" } });
    }

    try {
      const { pixels, progressive } = await sizeOf(bytes);
      const max = progressive ? Math.min(limits.maxPixels, MOST_PROGRESSIVE_PIXELS) : limits.maxPixels;
      if (pixels > max) return refuse(tooLarge("pixels", { found: pixels, max }));
      const upright = (await decode(bytes, { limitInputPixels: max })).rotate();
      const encoded = () => jpeg(upright, { side: FULL_SIDE, quality: 80 });
      const full = await (progressive ? inOnePiece(encoded) : encoded());
      const thumb = await jpeg(await decode(full.bytes), { side: THUMB_SIDE, quality: 72 });
      return { ok: true, value: { full, thumb } };
    } catch (error) {
      return unreadable("photo_broken", error);
    }
  });
}

/** Takes the data URL of a signature canvas: black on white, cropped to the ink, a grey PNG of a few kilobytes. */
export function signatureImage(dataUrl: string): Promise<Accepted<Picture>> {
  return inSlot(async () => {
    const max = SIGNATURE_MAX_BYTES;
    if (dataUrl.length * 3 / 4 > max) {
      return refuse({
        code: "signature_too_large",
        params: { found: Math.round(dataUrl.length * 3 / 4), max },
      });
    }
    const encoded = PNG_DATA_URL.exec(dataUrl)?.[1];
    const bytes = encoded ? fromBase64(encoded) : null;
    if (!bytes || sniff(bytes) !== "image/png") return refuse({ code: "signature_type" });
    try {
      const drawn = (await decode(bytes, { limitInputPixels: 8_000_000 })).flatten({ background: "#fff" });
      const { data, info } = await drawn.toColourspace("b-w").raw().toBuffer({ resolveWithObject: true });
      const ink = inkOf(data, { width: info.width, channels: info.channels });
      if (!ink) return refuse({ code: "signature_blank" });
      const cropped = drawn.clone().extract(ink).resize({
        ...SIGNATURE_BOX,
        fit: "inside",
        withoutEnlargement: true,
      });
      // Scaling leaves an almost white halo that shows as a box on paper.
      const png = cropped.linear(1.04, 0).toColourspace("b-w").png({ compressionLevel: 9 });
      return { ok: true, value: await encode(png, "image/png") };
    } catch (error) {
      return unreadable("signature_broken", error);
    }
  });
}

function refuse(refusal: ImageRefusal): { ok: false; refusal: ImageRefusal } {
  return { ok: false, refusal };
}

/** Most often the file is at fault, but the log tells when it is the decoder. */
function unreadable(
  code: "photo_broken" | "signature_broken",
  error: unknown,
): { ok: false; refusal: ImageRefusal } {
  log.warning("A picture could not be read", errorFacts(error));
  return refuse({ code });
}

function tooLarge(measure: "bytes" | "pixels", figures: { found: number; max: number }): ImageRefusal {
  return { code: "photo_too_large", params: { measure, ...figures } };
}

/** @throws Error for what sharp cannot read */
export async function decode(bytes: Uint8Array, options: SharpOptions = {}): Promise<Sharp> {
  const { default: sharp } = await import("sharp");
  sharp.cache(false);
  sharp.concurrency(1);
  // Phones write JPEGs with harmless faults; a truncated or corrupt one must still be refused.
  return sharp(bytes, { failOn: "error", ...options });
}

/** By its header alone. */
export async function sizeOf(bytes: Uint8Array): Promise<{ pixels: number; progressive: boolean }> {
  const { width, height, isProgressive = false } = await (await decode(bytes, { limitInputPixels: false }))
    .metadata();
  return { pixels: width * height, progressive: isProgressive };
}

function jpeg(image: Sharp, size: { side: number; quality: number }): Promise<Picture> {
  const fitted = image.resize({
    width: size.side,
    height: size.side,
    fit: "inside",
    withoutEnlargement: true,
  });
  return encode(fitted.flatten({ background: "#fff" }).jpeg({ quality: size.quality }), "image/jpeg");
}

export async function encode(image: Sharp, type: Picture["type"]): Promise<Picture> {
  const { data, info } = await image.toBuffer({ resolveWithObject: true });
  return { bytes: new Uint8Array(data), width: info.width, height: info.height, type };
}

/** The smallest box around the dark pixels with a little air, or null when there is hardly any. */
function inkOf(grey: Uint8Array, row: { width: number; channels: number }) {
  const height = grey.length / row.channels / row.width;
  let [left, top, right, bottom, dark] = [row.width, height, -1, -1, 0];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < row.width; x++) {
      if ((grey[(y * row.width + x) * row.channels] ?? 255) > 160) continue;
      dark += 1;
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = y;
    }
  }
  if (dark < SIGNATURE_MIN_INK) return null;
  const air = 4;
  const [x0, y0] = [Math.max(0, left - air), Math.max(0, top - air)];
  const [x1, y1] = [Math.min(row.width - 1, right + air), Math.min(height - 1, bottom + air)];
  return { left: x0, top: y0, width: x1 - x0 + 1, height: y1 - y0 + 1 };
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> | null {
  try {
    return Uint8Array.fromBase64(text);
  } catch {
    return null;
  }
}
