import { paths } from "../paths.ts";

/** Only a path of ours, judged after the browser's own normalisation: `/..//evil.example` is none. */
export function ownPath(given: string | undefined): string {
  if (!given?.startsWith("/")) return paths.counter();
  const base = "http://own.invalid";
  if (!URL.canParse(given, base)) return paths.counter();
  const url = new URL(given, base);
  const path = url.pathname + url.search;
  return url.origin === base && !path.startsWith("//") && !path.includes("\\") ? path : paths.counter();
}
