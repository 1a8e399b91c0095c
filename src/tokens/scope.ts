/** What a token may be allowed, a resource and a verb each. */
export const API_SCOPES = [
  "orders:read",
  "clients:read",
  "technicians:read",
  "statistics:read",
] as const;
export type ApiScope = (typeof API_SCOPES)[number];
