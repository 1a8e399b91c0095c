import type { Browser } from "playwright-core";
import { openChromium } from "./chromium.ts";

let shared: Promise<Browser> | undefined;

/** One browser for all tests of a process; each opens a context of its own in it and closes that. */
export async function sharedChromium(): Promise<Browser> {
  shared ??= openChromium();
  if (!(await shared).isConnected()) shared = openChromium();
  return await shared;
}

Deno.test.afterAll(async () => await (await shared)?.close());
