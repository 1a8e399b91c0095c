import sharp from "sharp";

/** A JPEG with some grain in it, of the size that telephones take. */
export async function aPhoto(): Promise<Uint8Array> {
  return await sharp({
    create: {
      width: 1600,
      height: 1200,
      channels: 3,
      background: "#345",
      noise: { type: "gaussian", mean: 90, sigma: 30 },
    },
  }).jpeg().toBuffer();
}
