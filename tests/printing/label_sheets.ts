/**
 * Draws every shipped label on every stock into `docs/labels/`, one sheet a template, all to one scale: `deno task label-sheets`.
 * What is drawn is the ZPL, by a renderer that is not ours. At full size the codes can be scanned.
 */
import type { Buffer } from "node:buffer";
import { fileURLToPath } from "node:url";
import sharp from "sharp";
import { getApi } from "zpl-renderer-js";
import { DOTS_PER_MM } from "../../src/printing/protocol.ts";
import { stockName } from "../../src/printing/loose_label.ts";
import { LABEL_SIZES, LABEL_TEMPLATES } from "../../src/printing/templates.ts";
import { toZpl } from "../../src/printing/zpl.ts";
import { drawn } from "./label_data.ts";

const FOLDER = fileURLToPath(new URL("../../docs/labels/", import.meta.url));
const DPI = 203;
const GAP = 40;
const TABLE = "#d9d6d0";
/** Stocks below each other, column by column. */
const COLUMNS = [["50x25", "57x32", "62x29"], ["100x50", "80"], ["100x150"]];

interface Picture {
  png: Buffer;
  width: number;
  height: number;
}

const renderer = await getApi();
await Deno.mkdir(FOLDER, { recursive: true });
for (const template of LABEL_TEMPLATES) {
  const pictures = new Map<string, Picture>();
  for (const size of LABEL_SIZES) {
    const layout = drawn(template, { ...size, dpi: DPI });
    pictures.set(stockName(size), await rendered(toZpl(layout, { copies: 1 }), layout));
  }
  const sheet = await sheetOf(COLUMNS.map((names) => names.flatMap((name) => pictures.get(name) ?? [])));
  await Deno.writeFile(`${FOLDER}${template}.webp`, sheet);
  console.log(`${template}.webp ${Math.round(sheet.length / 1000)} kB`);
}
// The renderer's runtime never lets go of the event loop.
Deno.exit(0);

async function rendered(zpl: string, size: { widthMm: number; heightMm: number }): Promise<Picture> {
  const [base64 = ""] = await renderer.zplToBase64MultipleAsync(
    zpl,
    size.widthMm,
    size.heightMm,
    DOTS_PER_MM[DPI],
  );
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const { data, info } = await sharp(bytes).flatten({ background: "#fff" }).greyscale().threshold(160)
    .png().toBuffer({ resolveWithObject: true });
  return { png: data, width: info.width, height: info.height };
}

async function sheetOf(columns: readonly Picture[][]): Promise<Uint8Array> {
  const placed: { input: Buffer; left: number; top: number }[] = [];
  let left = GAP;
  let bottom = 0;
  for (const column of columns) {
    let top = GAP;
    for (const { png, height } of column) {
      placed.push({ input: png, left, top });
      top += height + GAP;
    }
    bottom = Math.max(bottom, top);
    left += Math.max(...column.map(({ width }) => width)) + GAP;
  }
  const table = { width: left, height: bottom, channels: 3, background: TABLE } as const;
  return await sharp({ create: table }).composite(placed).webp({ lossless: true, effort: 6 }).toBuffer();
}
