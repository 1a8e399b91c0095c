const SIGNATURES: readonly { type: string; starts: readonly number[] }[] = [
  { type: "image/jpeg", starts: [0xff, 0xd8, 0xff] },
  { type: "image/png", starts: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] },
  { type: "image/gif", starts: ascii("GIF8") },
  { type: "image/bmp", starts: ascii("BM") },
  { type: "image/tiff", starts: [0x49, 0x49, 0x2a, 0x00] },
  { type: "image/tiff", starts: [0x4d, 0x4d, 0x00, 0x2a] },
  { type: "application/pdf", starts: ascii("%PDF") },
  { type: "application/zip", starts: [0x50, 0x4b, 0x03, 0x04] },
];

/** Brands of an ISO media file (ISO/IEC 14496-12): what a phone's camera or recorder wrote. */
const BRANDS: readonly { type: string; brands: readonly string[] }[] = [
  { type: "image/heic", brands: ["heic", "heix", "heim", "heis", "hevc", "hevx", "hevm", "hevs"] },
  { type: "image/heif", brands: ["mif1", "msf1", "mif2"] },
  { type: "image/avif", brands: ["avif", "avis"] },
];

/** The media type that the first bytes speak of, or null; a file's name and header are never asked. */
export function sniff(bytes: Uint8Array): string | null {
  const known = SIGNATURES.find(({ starts }) => starts.every((byte, at) => bytes[at] === byte));
  if (known) return known.type;
  if (textAt(bytes, 0) === "RIFF" && textAt(bytes, 8) === "WEBP") return "image/webp";
  if (textAt(bytes, 4) !== "ftyp") return null;
  const brand = textAt(bytes, 8);
  return BRANDS.find(({ brands }) => brands.includes(brand))?.type ?? "video/mp4";
}

function textAt(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}

function ascii(text: string): number[] {
  return Array.from(text, (letter) => letter.charCodeAt(0));
}
