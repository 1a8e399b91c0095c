import { invalid } from "../lib/app_error.ts";

/** Where a list goes on: what it is (`newest`, `promised` …) and what its last row is found by, as programs hand it back unread. */
export function cursorText(list: string, parts: readonly (number | string)[]): string {
  return btoa([list, ...parts].join("~")).replaceAll("=", "");
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

/** The id of a cursor of a list that goes by ids alone. @throws AppError invalid */
export function cursorId(list: string, text: string | undefined): string | null {
  if (text === undefined) return null;
  const [of, id = "", ...more] = decoded(text).split("~");
  if (of !== list || more.length > 0 || !/^[0-9a-f-]{36}$/.test(id)) {
    throw invalid({ cursor: { code: "cursor" } });
  }
  return id;
}

/** The instant (UTC milliseconds) and the id of a cursor of a list that goes by both. @throws AppError invalid */
export function cursorKey(list: string, text: string | undefined): { at: number; id: string } | null {
  if (text === undefined) return null;
  const [of, at = "", id = "", ...more] = decoded(text).split("~");
  const sound = of === list && more.length === 0 && /^\d{1,15}$/.test(at) && /^[0-9a-f-]{36}$/.test(id);
  if (!sound) throw invalid({ cursor: { code: "cursor" } });
  return { at: Number(at), id };
}

/** The word of a cursor of a list that goes by words. @throws AppError invalid */
export function cursorWord(list: string, text: string | undefined): string | null {
  if (text === undefined) return null;
  const [of, ...word] = decoded(text).split("~");
  try {
    if (of === list && word.length > 0) return decodeURIComponent(word.join("~"));
  } catch {
    // Cut in the middle of a letter.
  }
  throw invalid({ cursor: { code: "cursor" } });
}

function decoded(text: string): string {
  try {
    return atob(text);
  } catch {
    return "";
  }
}
