import { jsx } from "hono/jsx";
import type { Part } from "./record.ts";

interface Drawn {
  tag: { name?: string };
  toStringToBuffer(buffer: unknown): void;
}

/**
 * Notes each component as it is drawn, in the tree that `rootOf` names. Hono tells nobody, so its node for components is taken hold of,
 * until what is given back is called.
 */
export function watchParts(rootOf: () => Part[] | undefined): () => void {
  const kind: Drawn = Object.getPrototypeOf(jsx(() => null, {}));
  const draw = kind.toStringToBuffer;
  let above: { root: Part[]; parts: Part[] } | null = null;
  kind.toStringToBuffer = function (this: Drawn, buffer: unknown) {
    const root = rootOf();
    if (!root) return draw.call(this, buffer);
    const outer = above;
    const part: Part = { name: this.tag.name || "…", ms: 0, parts: [] };
    (outer?.root === root ? outer.parts : root).push(part);
    above = { root, parts: part.parts };
    const began = performance.now();
    try {
      draw.call(this, buffer);
    } finally {
      part.ms = performance.now() - began;
      above = outer;
    }
  };
  return () => void (kind.toStringToBuffer = draw);
}
