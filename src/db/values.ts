export type SqlValue = string | number | bigint | Uint8Array | null;

/**
 * What an SQLite driver is handed for a query's parameter. Drivers bind every JS number as a REAL (`5/2` becomes 2.5)
 * and one of them aborts the process on a boolean, so whole numbers go as BigInt and what has no SQL type is refused.
 */
export function bindable(value: unknown): SqlValue {
  switch (typeof value) {
    case "string":
      return value;
    case "number":
      if (Number.isSafeInteger(value)) return BigInt(value);
      if (Number.isFinite(value)) return value;
      break;
    case "bigint":
      if (value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER) return value;
      break;
    case "object":
      if (value === null || value instanceof Uint8Array) return value;
      break;
  }
  throw new TypeError(`A query parameter must be text, a safe number, bytes or null; got ${describe(value)}`);
}

function describe(value: unknown): string {
  if (typeof value === "number" || typeof value === "bigint") return String(value);
  if (typeof value === "object" && value !== null) return value.constructor?.name ?? "an object";
  return typeof value;
}
