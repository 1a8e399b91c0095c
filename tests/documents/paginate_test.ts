import assert from "node:assert/strict";
import { air, type Block } from "../../src/documents/block.ts";
import { paginate } from "../../src/documents/paginate.ts";

interface Named extends Block {
  name: string;
}

function block(name: string, height: number, more: Partial<Block> = {}): Named {
  return { name, height, draw: () => {}, ...more };
}

function breakable(name: string, height: number): Named {
  return block(name, height, {
    split: (room) => room < 10 ? null : [block(`${name}…`, room), breakable(`…${name}`, height - room)],
  });
}

function names(pages: Block[][]): string[][] {
  return pages.map((page) => page.map((part) => "name" in part ? String(part.name) : "air"));
}

Deno.test("blocks follow one another until a page is full", () => {
  const pages = paginate([block("a", 40), block("b", 40), block("c", 40)], { first: 100, next: 50 });
  assert.deepEqual(names(pages), [["a", "b"], ["c"]]);
});

Deno.test("a long text is broken where the page ends", () => {
  const pages = paginate([block("a", 40), breakable("b", 150)], { first: 100, next: 80 });
  assert.deepEqual(names(pages), [["a", "b…"], ["…b…"], ["……b"]]);
});

Deno.test("a heading goes with what it heads", () => {
  const pages = paginate([block("a", 70), block("heading", 20, { keep: true }), block("b", 30)], {
    first: 100,
    next: 100,
  });
  assert.deepEqual(names(pages), [["a"], ["heading", "b"]]);
});

Deno.test("air is dropped at the head of a page", () => {
  const pages = paginate([block("a", 95), air(10), block("b", 30)], { first: 100, next: 100 });
  assert.deepEqual(names(pages), [["a"], ["b"]]);
});

Deno.test("a block taller than any page gets one of its own, and nothing is lost", () => {
  const pages = paginate([block("a", 10), block("tall", 900, { keep: true }), block("b", 10)], {
    first: 100,
    next: 100,
  });
  assert.deepEqual(names(pages), [["a"], ["tall"], ["b"]]);
});

Deno.test("nothing at all is still a page", () => {
  assert.deepEqual(names(paginate([], { first: 100, next: 100 })), [[]]);
});
