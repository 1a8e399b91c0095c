import sharp from "sharp";

const STROKES =
  '<path d="M20 90 C60 10 90 110 130 50 S200 20 270 80" stroke="#111" stroke-width="3" fill="none"/>';

/** What a signature pad posts: a drawn line as the data URL of a PNG. */
export async function aDrawing(): Promise<string> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="300" height="120">
    <rect width="300" height="120" fill="#fff"/>${STROKES}</svg>`;
  const png = await sharp(new TextEncoder().encode(svg)).png().toBuffer();
  return `data:image/png;base64,${new Uint8Array(png).toBase64()}`;
}
