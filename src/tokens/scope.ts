/** What a token may be allowed, a resource and a verb each. */
export const API_SCOPES = [
  "orders:read",
  "orders:write",
  "clients:read",
  "clients:write",
  "technicians:read",
  "statistics:read",
  "print",
] as const;
export type ApiScope = (typeof API_SCOPES)[number];
