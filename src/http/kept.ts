import { gzipSync } from "node:zlib";
import type { Context } from "hono";
import { sha256 } from "../lib/token.ts";
import { takesGzip } from "./compress.ts";

/** What many are answered with: hashed once, and compressed when it is first taken so. */
export interface Kept {
  plain: Uint8Array<ArrayBuffer>;
  packed?: Uint8Array<ArrayBuffer>;
  type: string;
  tag: string;
}

export function keep(text: string, type: string): Kept {
  return { plain: new TextEncoder().encode(text), type, tag: `W/"${sha256(text).slice(0, 16)}"` };
}

/** 304 to whoever has it. */
export function answerKept(
  c: Context,
  kept: Kept,
  { caching, vary }: { caching: string; vary: string[] },
): Response {
  c.header("ETag", kept.tag);
  c.header("Cache-Control", caching);
  c.header("Vary", [...vary, "Accept-Encoding"].join(", "));
  if (c.req.header("If-None-Match") === kept.tag) return c.body(null, 304);
  c.header("Content-Type", kept.type);
  if (!takesGzip(c.req.header("Accept-Encoding"))) return c.body(kept.plain);
  c.header("Content-Encoding", "gzip");
  return c.body(kept.packed ??= new Uint8Array(gzipSync(kept.plain)));
}
