import { roleMay } from "../auth/permissions.ts";
import type { Role } from "../users/role.ts";
import type { Viewer } from "../../views/viewer.ts";

/** 23 November 2026, 10:42 in Buenos Aires. */
export const NOON = Date.UTC(2026, 10, 23, 13, 42);

/** Someone signed in at the shop's first branch; `role` decides what they may. */
export function aViewer({ role = "admin", ...rest }: Partial<Viewer> & { role?: Role } = {}): Viewer {
  return {
    locale: "es",
    timeZone: "America/Argentina/Buenos_Aires",
    currency: "ARS",
    now: NOON,
    user: { id: "u1", name: "Lucía Fernández", role },
    can: (permission) => roleMay(role, permission),
    csrf: "token-of-the-session",
    path: "/ordenes?estado=abiertas",
    shop: { name: "Service Belgrano", accent: null, logo: null, statusLabels: {}, paysOnline: false },
    branch: { id: "b1", code: "S01", name: "Casa central" },
    theme: "system",
    badges: { printers: { state: "ok", count: 0 }, untold: 0, reviews: 0 },
    till: "closed",
    toast: null,
    ...rest,
  };
}
