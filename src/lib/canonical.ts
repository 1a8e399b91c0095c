export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

/**
 * The one way to write a value as JSON (RFC 8785): no blanks, names in the order of their UTF-16 units, numbers as ECMAScript writes
 * them. @throws RangeError for a number that JSON cannot tell
 */
export function canonicalJson(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value).sort(([one], [other]) => one < other ? -1 : 1)
      .map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`);
    return `{${members.join(",")}}`;
  }
  if (typeof value === "number" && !Number.isFinite(value)) throw new RangeError("not a number of JSON");
  return JSON.stringify(value);
}
