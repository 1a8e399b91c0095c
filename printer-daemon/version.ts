export const VERSION = "0.1.0";

/** Whether `version` is older than `least`, both "major.minor.patch". */
export function isOlder(version: string, least: string): boolean {
  const [own, wanted] = [version, least].map((text) => text.split(".").map(Number));
  for (const part of [0, 1, 2]) {
    const difference = (own?.[part] ?? 0) - (wanted?.[part] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}
