import type { Pen } from "./pen.ts";

/** A piece of a page whose width was fixed when it was made. Points; y grows downwards. */
export interface Block {
  height: number;
  draw(pen: Pen, x: number, y: number): void;
  /** The part that fits into `room` and the rest, or null when nothing useful fits. */
  split?(room: number): [Block, Block] | null;
  /** Only air: dropped at the top of a page. */
  air?: true;
  /** Never the last of a page: goes with what follows. */
  keep?: true;
}

export function air(height: number): Block {
  return { height, draw: () => {}, air: true };
}

export function stack(blocks: readonly Block[], gap = 0): Block {
  const height = blocks.reduce((sum, block) => sum + block.height, 0) + gap * Math.max(0, blocks.length - 1);
  return {
    height,
    draw(pen, x, y) {
      let top = y;
      for (const block of blocks) {
        block.draw(pen, x, top);
        top += block.height + gap;
      }
    },
  };
}

export interface Column {
  width: number;
  block: Block;
  align?: "top" | "middle" | "bottom";
}

export function columns(parts: readonly Column[], gap = 0): Block {
  const height = Math.max(0, ...parts.map((part) => part.block.height));
  return {
    height,
    draw(pen, x, y) {
      let left = x;
      for (const { width, block, align = "top" } of parts) {
        const slack = height - block.height;
        block.draw(pen, left, y + (align === "top" ? 0 : align === "middle" ? slack / 2 : slack));
        left += width + gap;
      }
    },
  };
}

/** A frame with round corners around a block, filled, outlined or both. */
export function panel(
  block: Block,
  look: { width: number; padding: number; fill?: string; outline?: string; radius?: number },
): Block {
  const { width, padding, fill, outline, radius = 0 } = look;
  const height = block.height + 2 * padding;
  return {
    height,
    draw(pen, x, y) {
      pen.box({ x, y, width, height }, { fill, outline, radius });
      block.draw(pen, x + padding, y + padding);
    },
  };
}

export function rule(width: number, look: { colour: string; thickness?: number; dash?: number[] }): Block {
  const { colour, thickness = 0.6, dash } = look;
  return {
    height: thickness,
    draw(pen, x, y) {
      const middle = y + thickness / 2;
      pen.line({ from: [x, middle], to: [x + width, middle] }, { colour, thickness, dash });
    },
  };
}
