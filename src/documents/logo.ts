import { air, type Block, columns, stack } from "./block.ts";
import type { Picture } from "./picture.ts";

/** A logo hardly wider than high stands beside the shop's name, a longer one above it. */
const SQUARE = 1.6;
const BESIDE = 56;
const ABOVE = { width: 210, height: 38 };

/** The shop's logo with the words that `words` sets in the width that is left. */
export function logoWith(
  logo: Picture | null,
  look: { width: number; alt: string },
  words: (width: number) => Block,
): Block {
  if (!logo) return words(look.width);
  if (logo.width > SQUARE * logo.height) {
    const image = drawn(logo, { ...ABOVE, alt: look.alt });
    return stack([image, air(7), words(look.width)]);
  }
  const image = drawn(logo, { width: SQUARE * BESIDE, height: BESIDE, alt: look.alt });
  const gap = 12;
  const rest = look.width - image.width - gap;
  return columns([
    { width: image.width, block: image },
    { width: rest, block: words(rest), align: "middle" },
  ], gap);
}

/** As large as fits into a box, from its left upper corner. */
function drawn(
  logo: Picture,
  look: { width: number; height: number; alt: string },
): Block & { width: number } {
  const scale = Math.min(look.width / logo.width, look.height / logo.height);
  return logoBlock(logo, { scale, alt: look.alt });
}

/** The logo at so many points for a pixel; `left` moves it in. */
export function logoBlock(
  logo: Picture,
  { scale, alt, left = 0 }: { scale: number; alt: string; left?: number },
): Block & { width: number } {
  const [width, height] = [logo.width * scale, logo.height * scale];
  return {
    width,
    height,
    draw(pen, x, y) {
      const box = { x: x + left, y, width, height };
      pen.element({ role: "Figure", alt, box }, () => pen.image(logo, box));
    },
  };
}
