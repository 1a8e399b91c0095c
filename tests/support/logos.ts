import assert from "node:assert/strict";
import sharp from "sharp";
import { sectionVersion } from "../../src/admin/settings.ts";
import type { ShopLogo } from "../../src/admin/settings.ts";
import { asAdmin, type TestApp } from "./app.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** Drawings as PNG; sizes in pixels. */
export async function drawing(
  svg: string,
  { width, height }: { width: number; height: number },
): Promise<Bytes> {
  const source = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${svg}</svg>`;
  return new Uint8Array(await sharp(new TextEncoder().encode(source)).png().toBuffer());
}

/** A round mark with a tail on transparent ground, four times as long as high, with white around it. */
export function longLogo(colour = "#0b5a55"): Promise<Bytes> {
  return drawing(
    `<circle cx="170" cy="150" r="100" fill="${colour}"/><rect x="320" y="110" width="550" height="80" fill="#1c1b19"/>`,
    { width: 940, height: 300 },
  );
}

/** A square with a hole. */
export function squareLogo(colour = "#b3261e"): Promise<Bytes> {
  return drawing(
    `<rect width="400" height="400" rx="60" fill="${colour}"/><circle cx="200" cy="200" r="90" fill="#fff"/>`,
    { width: 400, height: 400 },
  );
}

/** As hard to pack as a picture can be. */
export async function noisyLogo(): Promise<Bytes> {
  let seed = 1;
  const noise = Uint8Array.from({ length: 600 * 400 * 3 }, () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return seed >> 16;
  });
  const jpeg = await sharp(noise, { raw: { width: 600, height: 400, channels: 3 } }).jpeg().toBuffer();
  return new Uint8Array(jpeg);
}

/** Uploads a logo as the administrator does, and answers what the shop keeps of it. */
export async function wearLogo(app: TestApp, bytes: Bytes, name = "logo.png"): Promise<ShopLogo> {
  const admin = await asAdmin(app);
  const version = sectionVersion((await app.ctx()).shop.settings, "logo");
  const saved = await admin.post("/admin/ajustes/logo", { version, file: new File([bytes], name) });
  assert.equal(saved.status, 303, await saved.text());
  const { logo } = (await app.ctx()).shop.settings;
  assert.ok(logo);
  return logo;
}
