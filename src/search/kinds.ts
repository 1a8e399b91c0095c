export const SEARCH_KINDS = ["orders", "clients", "devices", "parts"] as const;
export type SearchKind = (typeof SEARCH_KINDS)[number];

/** How an address says them; `todo` is all of them at once. */
export const KIND_PARAM = {
  orders: "ordenes",
  clients: "clientes",
  devices: "equipos",
  parts: "repuestos",
} as const satisfies Record<
  SearchKind,
  string
>;
export const ALL_KINDS = "todo";
