/** Grey pictures as they are, a byte a pixel (PGM): to pack them as PNG costs more than to look for what is on them. */

export interface GreyPicture {
  width: number;
  height: number;
  /** One byte each, row by row. */
  pixels: Uint8Array;
}

const HEAD = /^P5\s(\d+)\s(\d+)\s255\s/;
const LONGEST_HEAD = 40;

/** @throws Error for another kind of file */
export function readPgm(file: Uint8Array): GreyPicture {
  const start = new TextDecoder("latin1").decode(file.subarray(0, LONGEST_HEAD));
  const [head = "", width, height] = HEAD.exec(start) ?? [];
  const picture = { width: Number(width), height: Number(height), pixels: file.subarray(head.length) };
  if (picture.pixels.length !== picture.width * picture.height) throw new Error("no grey picture");
  return picture;
}

export function writePgm({ width, height, pixels }: GreyPicture): Uint8Array<ArrayBuffer> {
  const head = new TextEncoder().encode(`P5\n${width} ${height}\n255\n`);
  const file = new Uint8Array(head.length + pixels.length);
  file.set(head);
  file.set(pixels, head.length);
  return file;
}
