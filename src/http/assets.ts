import { Hono } from "hono";
import { createHash } from "node:crypto";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { setAssetHashes, STYLE, STYLE_PARTS, VENDOR_SCRIPT } from "../../views/assets.ts";
import { notFound } from "../lib/app_error.ts";
import { ROOT } from "../root.ts";
import type { Env } from "./env.ts";

const STATIC = new URL("static/", ROOT);
const PACKAGES = new URL("node_modules/", ROOT);

/**
 * Scripts of others that we serve as they are. htmx and its streams are one: it begins as soon as it is there, and the streams of a
 * page would never open when theirs came later.
 */
const VENDOR: Record<string, string[]> = {
  [VENDOR_SCRIPT]: ["htmx.org/dist/htmx.min.js", "htmx.org/dist/ext/hx-sse.min.js"],
  "vendor/signature_pad.min.js": ["signature_pad/dist/signature_pad.min.js"],
};

const TYPES: Record<string, string> = {
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
  ".webmanifest": "application/manifest+json",
  ".txt": "text/plain; charset=utf-8",
};

interface Asset {
  body: Uint8Array<ArrayBuffer>;
  /** Whether compressing makes it smaller. */
  worth: boolean;
  /** Made when it is first asked for. */
  gzip?: Uint8Array<ArrayBuffer>;
  type: string;
  hash: string;
}

export type Assets = ReadonlyMap<string, Asset>;

/** Reads every file below `static/` once, so that a request never touches the disk. */
export async function loadAssets(): Promise<Assets> {
  const assets = new Map<string, Asset>();
  const parts = new Set<string>(STYLE_PARTS);
  for (const path of walk("")) {
    if (!parts.has(path)) assets.set(path, await load(path, new URL(path, STATIC)));
  }
  assets.set(STYLE, made(STYLE, await wholeStyle()));
  for (const [path, files] of Object.entries(VENDOR)) {
    assets.set(path, made(path, await together(PACKAGES, files, "\n")));
  }
  return assets;
}

/** Serves them, and tells the views their hashes. */
export function assetRoutes(assets: Assets): Hono<Env> {
  setAssetHashes(Object.fromEntries([...assets].map(([path, { hash }]) => [path, hash])));
  return new Hono<Env>().get("/*", (c) => {
    const asset = assets.get(c.req.path.slice("/static/".length));
    if (!asset) throw notFound();
    const known = c.req.query("v") === asset.hash;
    c.header("Cache-Control", known ? "public, max-age=31536000, immutable" : "no-cache");
    c.header("Content-Type", asset.type);
    c.header("ETag", `"${asset.hash}"`);
    c.header("Vary", "Accept-Encoding");
    if (c.req.header("If-None-Match") === `"${asset.hash}"`) return c.body(null, 304);
    if (!asset.worth || !/\bgzip\b/.test(c.req.header("Accept-Encoding") ?? "")) return c.body(asset.body);
    c.header("Content-Encoding", "gzip");
    return c.body(asset.gzip ??= new Uint8Array(gzipSync(asset.body)));
  });
}

/** The parts of the style sheet as one. */
export function wholeStyle(): Promise<Uint8Array<ArrayBuffer>> {
  return together(STATIC, STYLE_PARTS, "");
}

async function together(
  folder: URL,
  files: readonly string[],
  between: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const texts = await Promise.all(files.map((path) => Deno.readTextFile(new URL(path, folder))));
  return new TextEncoder().encode(texts.join(between));
}

async function load(path: string, file: URL): Promise<Asset> {
  return made(path, await Deno.readFile(file));
}

function made(path: string, body: Uint8Array<ArrayBuffer>): Asset {
  const type = TYPES[extname(path)] ?? "application/octet-stream";
  const hash = createHash("sha256").update(body).digest("hex").slice(0, 12);
  const worth = /^(text|image\/svg|application\/manifest)/.test(type);
  return { body, type, hash, worth };
}

function* walk(folder: string): Generator<string> {
  for (const entry of Deno.readDirSync(fileURLToPath(new URL(folder || ".", STATIC)))) {
    const path = `${folder}${entry.name}`;
    if (entry.isDirectory) yield* walk(`${path}/`);
    else if (entry.isFile) yield path;
  }
}
