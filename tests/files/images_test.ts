import assert from "node:assert/strict";
import sharp from "sharp";
import { type ImageRefusal, photo, PHOTO_LIMITS, signatureImage } from "../../src/files/images.ts";

type Colour = { r: number; g: number; b: number };

function canvas(width: number, height: number, background: Colour = { r: 40, g: 120, b: 110 }) {
  return sharp({ create: { width, height, channels: 3, background } });
}

async function bytesOf(image: { toBuffer(): Promise<Uint8Array> }): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await image.toBuffer());
}

function dataUrl(bytes: Uint8Array): string {
  return `data:image/png;base64,${bytes.toBase64()}`;
}

function signature(ink: string): Promise<Uint8Array<ArrayBuffer>> {
  return bytesOf(
    sharp(new TextEncoder().encode(
      `<svg xmlns="http://www.w3.org/2000/svg" width="900" height="400">${ink}</svg>`,
    )).png(),
  );
}

Deno.test("a phone photo comes back upright, smaller and without its place", async () => {
  const taken = await bytesOf(
    canvas(4000, 3000).withMetadata({ orientation: 6 }).withExif({
      IFD0: { Make: "Telefono", Copyright: "SECRETO" },
      IFD3: { GPSLatitudeRef: "S", GPSLatitude: "34/1 36/1 0/1" },
    }).jpeg(),
  );
  assert.ok((await sharp(taken).metadata()).exif, "the photo taken carries EXIF");

  const result = await photo(taken);
  assert.ok(result.ok);
  const { full, thumb } = result.value;
  assert.deepEqual([full.width, full.height, full.type], [1200, 1600, "image/jpeg"]);
  assert.deepEqual([thumb.width, thumb.height], [240, 320]);
  for (const picture of [full, thumb]) {
    const meta = await sharp(picture.bytes).metadata();
    assert.equal(meta.exif, undefined);
    assert.equal(meta.orientation, undefined);
    assert.equal(new TextDecoder("latin1").decode(picture.bytes).includes("SECRETO"), false);
  }
});

Deno.test("PNG and WebP are taken too, and a small photo is not enlarged", async () => {
  for (const image of [canvas(200, 100).png(), canvas(200, 100).webp()]) {
    const result = await photo(await bytesOf(image));
    assert.ok(result.ok);
    assert.deepEqual([result.value.full.width, result.value.full.height], [200, 100]);
    assert.deepEqual([result.value.thumb.width, result.value.thumb.height], [200, 100]);
  }
});

Deno.test("transparent parts become white, not black", async () => {
  const clear = sharp({ create: { width: 20, height: 20, channels: 4, background: "#00000000" } });
  const result = await photo(await bytesOf(clear.png()));
  assert.ok(result.ok);
  const { data } = await sharp(result.value.full.bytes).raw().toBuffer({ resolveWithObject: true });
  assert.ok((data[0] ?? 0) > 250);
});

Deno.test("what is no photo is refused by what it is, whatever its name says", async () => {
  const text = (words: string) => new TextEncoder().encode(words);
  const gif = await bytesOf(canvas(10, 10).gif());
  const cases: [Uint8Array<ArrayBuffer>, ImageRefusal][] = [
    [text("%PDF-1.7\n"), { code: "photo_type", params: { found: "application/pdf" } }],
    [text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'), {
      code: "photo_type",
      params: { found: "" },
    }],
    [text("<script>alert(1)</script>"), { code: "photo_type", params: { found: "" } }],
    [new Uint8Array(), { code: "photo_type", params: { found: "" } }],
    [gif, { code: "photo_type", params: { found: "image/gif" } }],
    [text("\0\0\0\x18ftypheic\0\0\0\0mif1heic"), { code: "photo_heic" }],
  ];
  for (const [bytes, refusal] of cases) {
    assert.deepEqual(await photo(bytes), { ok: false, refusal });
  }
});

Deno.test("a photo over the limit of bytes or of pixels says both figures", async () => {
  const bytes = await bytesOf(canvas(300, 200).png());
  assert.deepEqual(await photo(bytes, { ...PHOTO_LIMITS, maxBytes: 10 }), {
    ok: false,
    refusal: { code: "photo_too_large", params: { measure: "bytes", found: bytes.length, max: 10 } },
  });
  assert.deepEqual(await photo(bytes, { ...PHOTO_LIMITS, maxPixels: 59_999 }), {
    ok: false,
    refusal: { code: "photo_too_large", params: { measure: "pixels", found: 60_000, max: 59_999 } },
  });
});

Deno.test("a picture that claims a billion pixels is refused before it is decoded", async () => {
  const png = await bytesOf(canvas(10, 10).png());
  const header = new DataView(png.buffer);
  header.setUint32(16, 60_000);
  header.setUint32(20, 60_000);
  header.setUint32(29, crc32(png.subarray(12, 29)));
  const result = await photo(png);
  assert.ok(!result.ok);
  assert.equal(result.refusal.code, "photo_too_large");
});

Deno.test("a picture that has to be decoded in one piece may have fewer pixels", async () => {
  const jpeg = await bytesOf(canvas(10, 10).jpeg({ progressive: true }));
  const frame = jpeg.findIndex((byte, at) => byte === 0xff && jpeg[at + 1] === 0xc2);
  for (const at of [5, 7]) new DataView(jpeg.buffer).setUint16(frame + at, 5_000);
  assert.deepEqual(await photo(jpeg), {
    ok: false,
    refusal: {
      code: "photo_too_large",
      params: { measure: "pixels", found: 25_000_000, max: 16_000_000 },
    },
  });
});

Deno.test("a truncated photo is refused as broken", async () => {
  const noise = await bytesOf(
    sharp({
      create: {
        width: 600,
        height: 400,
        channels: 3,
        background: "#888",
        noise: { type: "gaussian", mean: 128, sigma: 40 },
      },
    }).jpeg(),
  );
  assert.ok((await photo(noise)).ok);
  assert.deepEqual(await photo(noise.slice(0, noise.length / 2)), {
    ok: false,
    refusal: { code: "photo_broken" },
  });
  assert.deepEqual(await photo(noise.slice(0, 40)), { ok: false, refusal: { code: "photo_broken" } });
});

Deno.test("eight photos at once all arrive", async () => {
  const bytes = await bytesOf(canvas(800, 600).jpeg());
  const results = await Promise.all(Array.from({ length: 8 }, () => photo(bytes)));
  assert.ok(results.every((result) => result.ok));
});

Deno.test("a signature is cropped to its ink and weighs a few kilobytes", async () => {
  const drawn = await signature(
    `<path d="M300 200 q40 -90 80 0 t80 0 t80 0" fill="none" stroke="#111" stroke-width="4"/>`,
  );
  const result = await signatureImage(dataUrl(drawn));
  assert.ok(result.ok);
  const { width, height, bytes, type } = result.value;
  assert.equal(type, "image/png");
  assert.ok(width < 300 && height < 140, `${width} × ${height}`);
  assert.ok(bytes.length < 8_000, `${bytes.length} bytes`);
  const meta = await sharp(bytes).metadata();
  assert.deepEqual([meta.channels, meta.hasAlpha], [1, false]);
});

Deno.test("an empty canvas, a white one and a single dot are no signature", async () => {
  const white = await bytesOf(canvas(600, 200, { r: 255, g: 255, b: 255 }).png());
  const dot = await signature(`<rect x="100" y="100" width="5" height="5"/>`);
  for (const bytes of [await signature(""), white, dot]) {
    assert.deepEqual(await signatureImage(dataUrl(bytes)), {
      ok: false,
      refusal: { code: "signature_blank" },
    });
  }
});

Deno.test("a signature that is not a PNG of a canvas is refused", async () => {
  const jpeg = await bytesOf(canvas(300, 100).jpeg());
  const cases = [
    "",
    "javascript:alert(1)",
    `data:image/svg+xml;base64,${btoa("<svg/>")}`,
    dataUrl(jpeg),
    "data:image/png;base64,%%%",
    "data:image/png;base64,A",
  ];
  for (const url of cases) {
    assert.deepEqual(await signatureImage(url), { ok: false, refusal: { code: "signature_type" } }, url);
  }
});

Deno.test("a huge or damaged signature is refused", async () => {
  const huge = await signatureImage(`data:image/png;base64,${"A".repeat(700_000)}`);
  assert.deepEqual(huge, {
    ok: false,
    refusal: { code: "signature_too_large", params: { found: 525_017, max: 500_000 } },
  });
  const drawn = await signature(`<rect width="200" height="90"/>`);
  assert.deepEqual(await signatureImage(dataUrl(drawn.subarray(0, drawn.length - 60))), {
    ok: false,
    refusal: { code: "signature_broken" },
  });
});

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}
