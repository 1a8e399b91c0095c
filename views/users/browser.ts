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

export const DEVICES = ["phone", "tablet", "computer"] as const;
export type BrowserDevice = (typeof DEVICES)[number];

export interface BrowserName {
  name: string | null;
  system: string | null;
  device: BrowserDevice | null;
}

/** What a User-Agent header tells, as far as people care. */
export function browserOf(userAgent: string): BrowserName {
  const system = SYSTEMS.find(([sign]) => sign.test(userAgent))?.[1] ?? null;
  return {
    name: BROWSERS.find(([sign]) => sign.test(userAgent))?.[1] ?? null,
    system,
    device: system === null ? null : deviceOf(system, userAgent),
  };
}

function deviceOf(system: string, userAgent: string): BrowserDevice {
  if (/\biPad\b/.test(userAgent)) return "tablet";
  if (system === "iOS") return "phone";
  if (system === "Android") return /\bMobile\b/.test(userAgent) ? "phone" : "tablet";
  return "computer";
}
