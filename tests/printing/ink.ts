/** Where the dark of a picture begins and ends, in pixels; null on blank paper. */
export interface Ink {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** `pixels`: one grey byte each, row by row. */
export function inkBounds(pixels: Uint8Array, width: number): Ink | null {
  const isInk = (grey: number) => grey < 200;
  const first = pixels.findIndex(isInk);
  if (first < 0) return null;
  const ink = { left: width, top: Math.floor(first / width), right: 0, bottom: 0 };
  for (let start = ink.top * width; start < pixels.length; start += width) {
    const row = pixels.subarray(start, start + width);
    const left = row.findIndex(isInk);
    if (left < 0) continue;
    ink.left = Math.min(ink.left, left);
    ink.right = Math.max(ink.right, row.findLastIndex(isInk));
    ink.bottom = start / width;
  }
  return ink;
}
