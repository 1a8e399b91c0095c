import { AppError } from "./app_error.ts";

const MOST_DEPTH = 32;
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\]:]/gs;
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false });

/**
 * The value of a JSON text (RFC 8259), and only one that everybody reads alike: in UTF-8, no name twice in an object, nested at
 * most 32 deep. @throws AppError malformed with the reason `not_utf8`, `not_json`, `too_deep` or `duplicate_key`
 */
export function parseStrict(bytes: Uint8Array): unknown {
  const text = orRefuse("not_utf8", () => utf8.decode(bytes));
  const value: unknown = orRefuse("not_json", () => JSON.parse(text));
  checkNames(text);
  return value;
}

/** Of a text that is JSON. */
function checkNames(text: string): void {
  const within: (Set<string> | null)[] = [];
  let last = '""';
  for (const [token] of text.matchAll(TOKEN)) {
    if (token === "}" || token === "]") within.pop();
    else if (token === "{" || token === "[") {
      within.push(token === "{" ? new Set() : null);
      if (within.length > MOST_DEPTH) throw new AppError("malformed", { reason: "too_deep" });
    } else if (token !== ":") last = token;
    else {
      const name: string = JSON.parse(last);
      const names = within.at(-1);
      if (names?.has(name)) throw new AppError("malformed", { reason: "duplicate_key", params: { name } });
      names?.add(name);
    }
  }
}

function orRefuse<T>(reason: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw new AppError("malformed", { reason, cause });
  }
}
