import { invalid } from "../lib/app_error.ts";

/** Where a list goes on: what it is (`newest`, `promised` …) and the numbers of its last row, as programs hand it back unread. */
export function cursorText(list: string, numbers: readonly number[]): string {
  return btoa([list, ...numbers].join("~")).replaceAll("=", "");
}

/**
 * The numbers of a cursor of this very list, so many as it has; null without one. @throws AppError invalid for anything else, and
 * for the cursor of a list that was sorted or searched otherwise
 */
export function cursorNumbers<N extends number[]>(
  list: string,
  text: string | undefined,
  { count }: { count: N["length"] },
): N | null {
  if (text === undefined) return null;
  const [of, ...parts] = decoded(text).split("~");
  const sound = of === list && parts.length === count && parts.every((part) => /^\d{1,15}$/.test(part));
  if (!sound) throw invalid({ cursor: { code: "cursor" } });
  return parts.map(Number) as N;
}

function decoded(text: string): string {
  try {
    return atob(text);
  } catch {
    return "";
  }
}
