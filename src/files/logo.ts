import type { Sharp } from "sharp";
import { errorFacts, logOf } from "../logs.ts";
import { decode, encode, inSlot, type Picture, sizeOf } from "./images.ts";
import { sniff } from "./sniff.ts";

const log = logOf("files");

/** A shop's logo as it is shown: each a PNG without what stands around the drawing. */
export interface LogoImages {
  /** With its transparency, for pages. */
  page: Picture;
  /** On white and in few colours, at most `SHEET_BYTES`, for A4 and mails. */
  sheet: Picture;
  /** Black and white, a dot of a receipt printer (203 dpi) for each pixel. */
  roll: Picture;
}

export type LogoRefusal =
  | { code: "logo_type" }
  | { code: "logo_svg" }
  | { code: "logo_too_large"; params: { max: number } }
  | { code: "logo_too_many_pixels"; params: { max: number } }
  | { code: "logo_too_small"; params: { min: number } }
  | { code: "logo_broken" }
  | { code: "logo_blank" };

export const LOGO_LIMITS = { bytes: 5_000_000, pixels: 40_000_000, side: 48 } as const;
/** What a document may spend on a logo and stay below its 60 KB. */
const SHEET_BYTES = 14_000;

const READABLE = ["image/jpeg", "image/png", "image/webp"];
const PAGE_BOX = { width: 640, height: 240 };
/** 50 × 15 mm. */
const ROLL_BOX = { width: 400, height: 120 };
/** Tried in turn until one is small enough; the last one is taken whatever it weighs, and weighs a few kilobytes. */
const SHEET_TRIES = [
  { width: 640, height: 240, colours: 256 },
  { width: 640, height: 240, colours: 64 },
  { width: 480, height: 180, colours: 64 },
  { width: 400, height: 150, colours: 32 },
  { width: 300, height: 110, colours: 16 },
  { width: 220, height: 80, colours: 16 },
];

/** Checks a logo by its content, cuts off the white around it and encodes it anew for pages, sheets and rolls. */
export function logoImages(
  bytes: Uint8Array<ArrayBuffer>,
): Promise<{ ok: true; value: LogoImages } | { ok: false; refusal: LogoRefusal }> {
  return inSlot(async () => {
    const { bytes: max, pixels: most } = LOGO_LIMITS;
    if (bytes.length > max) return refuse({ code: "logo_too_large", params: { max } });
    const type = sniff(bytes);
    if (!type || !READABLE.includes(type)) {
      return refuse({ code: type === null && looksLikeSvg(bytes) ? "logo_svg" : "logo_type" });
    }
    try {
      if ((await sizeOf(bytes)).pixels > most) {
        return refuse({ code: "logo_too_many_pixels", params: { max: most } });
      }
      return await drawn(bytes);
    } catch (error) {
      log.warning("A logo could not be read", errorFacts(error));
      return refuse({ code: "logo_broken" });
    }
  });
}

async function drawn(bytes: Uint8Array<ArrayBuffer>) {
  const upright = await encode(
    (await decode(bytes, { limitInputPixels: LOGO_LIMITS.pixels })).rotate().toColourspace("srgb").png(),
    "image/png",
  );
  const part = await inkOf(upright);
  if (!part) return refuse({ code: "logo_blank" });
  if (Math.max(part.width, part.height) < LOGO_LIMITS.side) {
    return refuse({ code: "logo_too_small", params: { min: LOGO_LIMITS.side } });
  }
  const cut = (await decode(upright.bytes)).extract(part);
  const white = cut.clone().flatten({ background: "#fff" });
  const page = inside(cut.clone(), PAGE_BOX).png({ palette: true, quality: 90, compressionLevel: 9 });
  return {
    ok: true,
    value: { page: await encode(page, "image/png"), sheet: await sheetOf(white), roll: await rollOf(white) },
  } as const;
}

/** The box around everything that is not white; null for a blank sheet. */
async function inkOf({ bytes }: Picture) {
  const grey = (await decode(bytes)).flatten({ background: "#fff" }).toColourspace("b-w");
  const { data, info } = await grey.raw().toBuffer({ resolveWithObject: true });
  let [left, top, right, bottom] = [info.width, info.height, -1, -1];
  for (let y = 0; y < info.height; y++) {
    for (let x = 0; x < info.width; x++) {
      if ((data[(y * info.width + x) * info.channels] ?? 255) > NEARLY_WHITE) continue;
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = y;
    }
  }
  return right < 0 ? null : { left, top, width: right - left + 1, height: bottom - top + 1 };
}

/** Fainter than this no printer shows it. */
const NEARLY_WHITE = 244;

async function sheetOf(white: Sharp): Promise<Picture> {
  let made: Picture | null = null;
  for (const { colours, ...box } of SHEET_TRIES) {
    const png = inside(white.clone(), box).png({ palette: true, colours, compressionLevel: 9 });
    made = await encode(png, "image/png");
    if (made.bytes.length <= SHEET_BYTES) break;
  }
  if (!made) throw new RangeError("no size of a logo to try");
  return made;
}

/** Black and white, with the error of each dot handed on to those beside and below (Floyd and Steinberg). */
async function rollOf(white: Sharp): Promise<Picture> {
  // Nearly black becomes black, nearly white white: dots in them would look like dirt.
  const [dark, bright] = [64, 232];
  const stretch = 255 / (bright - dark);
  const grey = inside(white.clone(), ROLL_BOX).linear(stretch, -dark * stretch).toColourspace("b-w");
  const { data, info } = await grey.raw().toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  const light = Float32Array.from(
    { length: width * height },
    (_, at) => data[at * channels] ?? 255,
  );
  const hand = (at: number, error: number) => light[at] = (light[at] ?? 0) + error;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      const was = light[at] ?? 255;
      const is = was < 128 ? 0 : 255;
      const error = (was - is) / 16;
      light[at] = is;
      const [begins, ends] = [x === 0, x === width - 1];
      if (!ends) hand(at + 1, error * 7);
      if (y === height - 1) continue;
      if (!begins) hand(at + width - 1, error * 3);
      hand(at + width, error * 5);
      if (!ends) hand(at + width + 1, error);
    }
  }
  const dots = await decode(Uint8Array.from(light), { raw: { width, height, channels: 1 } });
  return await encode(dots.png({ palette: true, colours: 2, dither: 0, compressionLevel: 9 }), "image/png");
}

function inside(image: Sharp, box: { width: number; height: number }): Sharp {
  return image.resize({ ...box, fit: "inside", withoutEnlargement: true });
}

function looksLikeSvg(bytes: Uint8Array): boolean {
  return /<svg[\s>]/i.test(new TextDecoder().decode(bytes.subarray(0, 4096)));
}

function refuse(refusal: LogoRefusal): { ok: false; refusal: LogoRefusal } {
  return { ok: false, refusal };
}
