/**
 * Reads [{zpl, widthMm, heightMm, dotsPerMm}] from stdin, prints what a scanner and a ruler see of each label. A process
 * of its own because the renderer's runtime never lets go of the event loop and keeps 200 MB.
 */
import sharp from "sharp";
import { getApi } from "zpl-renderer-js";
import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";
import { z } from "zod";
import { writePgm } from "../support/pgm.ts";
import { inkBounds } from "./ink.ts";
import { RenderedLabel, RenderRequest } from "./rendered_label.ts";

const renderer = await getApi();
const wasm = await Deno.readFile(new URL(import.meta.resolve("zxing-wasm/reader/zxing_reader.wasm")));
prepareZXingModule({ overrides: { wasmBinary: wasm.buffer } });

const requests = z.array(RenderRequest).parse(JSON.parse(await new Response(Deno.stdin.readable).text()));
const rendered: RenderedLabel[] = [];
for (const request of requests) rendered.push(await inspect(request));
await Deno.stdout.write(new TextEncoder().encode(JSON.stringify(rendered)));
Deno.exit(0);

async function inspect({ zpl, widthMm, heightMm, dotsPerMm }: RenderRequest): Promise<RenderedLabel> {
  const images = await renderer.zplToBase64MultipleAsync(zpl, widthMm, heightMm, dotsPerMm);
  const png = Uint8Array.from(atob(images[0] ?? ""), (character) => character.charCodeAt(0));
  const { data: pixels, info: { width, height } } = await sharp(png).flatten({ background: "#fff" })
    .greyscale()
    .raw().toBuffer({ resolveWithObject: true });
  const found = await readBarcodes(writePgm({ width, height, pixels }), {
    tryHarder: true,
    formats: ["Code128", "QRCode"],
  });
  return {
    labels: images.length,
    width,
    height,
    ink: inkBounds(pixels, width),
    codes: found.map(({ format, text }) => ({ format, text })),
  };
}
