/** An amount as the API says it. */
export interface JsonMoney {
  amount_minor: number;
  currency: string;
}

/** RFC 3339 in UTC of an instant in milliseconds, null of none. */
export function instantText(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}
