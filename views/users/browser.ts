/** The first that fits: every browser claims to be the ones below it. */
const BROWSERS = [
  [/\bEdg(e|A|iOS)?\//, "Edge"],
  [/\b(OPR|Opera)\//, "Opera"],
  [/\bSamsungBrowser\//, "Samsung Internet"],
  [/\b(Firefox|FxiOS)\//, "Firefox"],
  [/\b(Chrome|Chromium|CriOS)\//, "Chrome"],
  [/\bSafari\//, "Safari"],
] as const;

const SYSTEMS = [
  [/\b(iPhone|iPad|iPod)\b/, "iOS"],
  [/\bAndroid\b/, "Android"],
  [/\bWindows\b/, "Windows"],
  [/\bCrOS\b/, "ChromeOS"],
  [/\bMac OS X\b/, "macOS"],
  [/\bLinux\b/, "Linux"],
] as const;

export interface BrowserName {
  name: string | null;
  system: string | null;
}

/** What a User-Agent header tells, as far as people care. */
export function browserOf(userAgent: string): BrowserName {
  return {
    name: BROWSERS.find(([sign]) => sign.test(userAgent))?.[1] ?? null,
    system: SYSTEMS.find(([sign]) => sign.test(userAgent))?.[1] ?? null,
  };
}
