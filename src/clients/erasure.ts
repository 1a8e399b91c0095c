import type { Locale } from "../lib/locale.ts";

/** What a client is called once nobody may know who they were. */
export const ERASED_NAME = { es: "Cliente borrado", en: "Erased client" } as const satisfies Record<
  Locale,
  string
>;

/** What has to be settled before a client can be forgotten: numbers of orders. */
export interface ErasureObstacles {
  open: string[];
  /** Closed orders of which somebody still owes something. */
  unsettled: string[];
}

/** The reason of the refusal, null when nothing hinders it. */
export function erasureObstacle({ open, unsettled }: ErasureObstacles): string | null {
  if (open.length > 0) return "client_has_open_orders";
  return unsettled.length > 0 ? "client_has_balance" : null;
}
