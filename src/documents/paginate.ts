import type { Block } from "./block.ts";

/** Deals a flow of blocks out to pages with so much room. A block that cannot be split and is too tall gets a page of its own. */
export function paginate(flow: readonly Block[], room: { first: number; next: number }): Block[][] {
  const pages: Block[][] = [];
  const waiting = [...flow];
  let page: Block[] = [];
  let left = room.first;

  function turn(): void {
    pages.push(page);
    page = [];
    left = room.next;
  }

  for (let block = waiting.shift(); block; block = waiting.shift()) {
    if (block.air && (page.length === 0 || block.height > left)) continue;
    const next = waiting[0];
    const fits = block.height <= left && (!block.keep || !next || fitsPartly(next, left - block.height));
    if (fits) {
      page.push(block);
      left -= block.height;
      continue;
    }
    const parts = block.height > left ? block.split?.(left) : null;
    if (parts) {
      page.push(parts[0]);
      waiting.unshift(parts[1]);
      turn();
    } else if (page.length > 0) {
      waiting.unshift(block);
      turn();
    } else {
      page.push(block);
      turn();
    }
  }
  if (page.length > 0 || pages.length === 0) pages.push(page);
  return pages;
}

function fitsPartly(block: Block, room: number): boolean {
  return block.height <= room || Boolean(block.split?.(room));
}
