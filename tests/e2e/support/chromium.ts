import { type Browser, chromium } from "playwright-core";

const PLACES = [
  "/usr/bin/chromium-headless-shell",
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];
const QUIET = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--lang=es-AR",
];

/** Where the browser is, or null. */
export const CHROMIUM = PLACES.find(exists) ?? null;

/** A browser with a profile of its own, that talks to nobody but the pages it is shown. */
export async function openChromium(): Promise<Browser> {
  if (CHROMIUM === null) throw new Error("no Chromium was found");
  return await chromium.launch({ executablePath: CHROMIUM, args: QUIET, handleSIGINT: false });
}

function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
