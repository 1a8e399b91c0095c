import { resolve } from "node:path";

/** `file:data/shop.db`, `file:/data/shop.db`, `file:///data/shop.db` → an absolute path. */
export function filePath(url: string): string {
  const path = decodeURIComponent(url.replace(/^(file|sqlite):(\/\/(?=\/))?/, ""));
  if (path === "" || path.startsWith("//") || path.includes("?") || path.includes(":memory:")) {
    throw new Error(`Not a database file: ${url} (use file:data/reparo.db or file:/data/reparo.db)`);
  }
  return resolve(path);
}
