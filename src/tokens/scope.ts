/** What a token may be allowed, a resource and a verb each; `print` is the queue of labels, all of it. */
export const API_SCOPES = [
  "orders:read",
  "clients:read",
  "technicians:read",
  "statistics:read",
  "events:read",
  "webhooks:read",
  "webhooks:write",
  "print",
] as const;
export type ApiScope = (typeof API_SCOPES)[number];
