/** What a token may be allowed, by what it is about. Whoever may write something may read it as well. */
export const SCOPE_GROUPS = {
  orders: ["orders:read", "orders:write", "orders:force", "orders:pack"],
  clients: ["clients:read", "clients:write", "clients:erase"],
  devices: ["devices:read", "devices:write"],
  quotes: ["quotes:read", "quotes:write", "quotes:approve"],
  payments: ["payments:read", "payments:write", "payments:authorise", "payments:review"],
  parts: ["parts:read", "parts:write", "costs:read"],
  telling: ["links:read", "links:write", "messages:read", "messages:write", "texts:write"],
  people: ["technicians:read", "statistics:read", "users:read", "users:write", "users:admins"],
  agenda: ["agenda:read", "agenda:write"],
  cash: ["cash:read", "cash:write", "cash:manage"],
  purchases: ["purchases:read", "purchases:write"],
  slips: ["slips:read", "slips:write"],
  time: ["time:read", "time:write"],
  printing: ["print", "printers:read", "printers:write"],
  data: ["lists:export", "imports:run", "dump:take"],
  programs: ["events:read", "webhooks:read", "webhooks:write"],
  shop: ["settings:read", "settings:write", "gateways:write", "templates:read", "templates:write"],
  watch: ["audit:read", "tasks:read", "tasks:write", "alerts:read", "alerts:write"],
  keeping: ["reports:read", "reports:write", "backups:read", "backups:write"],
} as const;

export type ScopeGroup = keyof typeof SCOPE_GROUPS;
export type ApiScope = (typeof SCOPE_GROUPS)[ScopeGroup][number];
export const API_SCOPES: readonly ApiScope[] = Object.values(SCOPE_GROUPS).flat();

/** Whether a token with these scopes may what one of them allows. */
export function covers(scopes: readonly string[], needed: ApiScope): boolean {
  return scopes.includes(needed) || scopes.includes(needed.replace(/:read$/, ":write"));
}
