import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { wholeStyle } from "../../src/http/assets.ts";
import {
  API_STYLE,
  BOARD_STYLE,
  PASSKEY_SCRIPT,
  PUBLIC_SCRIPTS,
  QUOTE_EDITOR_STYLE,
  SCRIPTS,
  STATISTICS_STYLE,
  STYLE_PARTS,
} from "../../views/assets.ts";

const STATIC = new URL("../../static/", import.meta.url);
const PACKAGES = new URL("../../node_modules/", import.meta.url);
const THEIRS = [
  "htmx.org/dist/htmx.min.js",
  "htmx.org/dist/ext/hx-sse.min.js",
  "signature_pad/dist/signature_pad.min.js",
];

function text(path: string): string {
  return Deno.readTextFileSync(new URL(path, STATIC));
}

/** Every sheet, also those of single pages. */
function sheets(): string[] {
  return [...Deno.readDirSync(new URL("css/", STATIC))].map(({ name }) => `css/${name}`);
}

function compressed(file: URL): number {
  return gzipSync(Deno.readFileSync(file), { level: 6 }).length;
}

function sum(sizes: number[]): number {
  return sizes.reduce((total, size) => total + size, 0);
}

Deno.test("all JavaScript of a staff page weighs at most 60 KB compressed", () => {
  const weight = sum([
    ...SCRIPTS.map((path) => compressed(new URL(path, STATIC))),
    ...THEIRS.map((path) => compressed(new URL(path, PACKAGES))),
  ]);
  assert.ok(weight <= 60_000, `${weight} bytes`);
});

Deno.test("the style sheet of every page weighs at most 20 KB compressed", async () => {
  const weight = gzipSync(await wholeStyle(), { level: 6 }).length;
  assert.ok(weight <= 20_000, `${weight} bytes`);
});

Deno.test("a sheet belongs to every page, or is asked for by the pages that need it", () => {
  const own: readonly string[] = [API_STYLE, BOARD_STYLE, QUOTE_EDITOR_STYLE, STATISTICS_STYLE];
  assert.deepEqual(sheets().toSorted(), [...STYLE_PARTS, ...own].toSorted());
});

Deno.test("the fonts weigh at most 60 KB and come with their licences", () => {
  const files = [...Deno.readDirSync(new URL("fonts/", STATIC))].map(({ name }) => name).sort();
  const faces = files.filter((name) => name.endsWith(".woff2"));
  assert.equal(faces.length, 3);
  assert.ok(sum(faces.map((name) => Deno.statSync(new URL(`fonts/${name}`, STATIC)).size)) <= 60_000);
  const licences = files.filter((name) => name.startsWith("OFL-"));
  assert.equal(licences.length, 2);
  for (const name of licences) assert.match(text(`fonts/${name}`), /SIL Open Font License, Version 1\.1/);
});

Deno.test("the style sheet asks for each font by its content hash, so that the preload is the same request", () => {
  const asked = [...text("css/base.css").matchAll(/url\("\.\.\/fonts\/([^"?]+)\?v=([0-9a-f]+)"\)/g)];
  assert.equal(asked.length, 3);
  for (const [, name = "", hash] of asked) {
    const body = Deno.readFileSync(new URL(`fonts/${name}`, STATIC));
    assert.equal(hash, createHash("sha256").update(body).digest("hex").slice(0, 12), name);
  }
});

Deno.test("every script of ours is loaded by the frame or by pages of its own, and the public pages load a part of them", () => {
  const files = [...Deno.readDirSync(new URL("js/", STATIC))].map(({ name }) => `js/${name}`).sort();
  assert.deepEqual(files, [...SCRIPTS, PASSKEY_SCRIPT].sort());
  const known: readonly string[] = SCRIPTS;
  assert.deepEqual(PUBLIC_SCRIPTS.filter((path) => !known.includes(path)), []);
});

Deno.test("scripts keep their own hash, need no eval, write no markup and speak no language", () => {
  for (const path of [...SCRIPTS, PASSKEY_SCRIPT]) {
    const source = text(path);
    assert.doesNotMatch(source, /^\s*(import|export)\s.*from\s/m, path);
    assert.doesNotMatch(
      source,
      /\beval\(|new Function|innerHTML|outerHTML|insertAdjacentHTML|document\.write/,
      path,
    );
    assert.doesNotMatch(source.replace(/\/\/.*$/gm, ""), /[áéíóúñ¿¡]/i, path);
  }
});

Deno.test("the style sheets reach for nothing outside our own origin", () => {
  for (const path of sheets()) {
    assert.doesNotMatch(
      text(path).replaceAll("http://www.w3.org/2000/svg", ""),
      /@import|https?:|\/\/[a-z]/i,
      path,
    );
  }
});
