import type { ShopLogo } from "../src/admin/settings.ts";
import type { Locale } from "../src/lib/locale.ts";
import type { Permission } from "../src/auth/permissions.ts";
import type { OrderStatus } from "../src/orders/status.ts";
import type { Role, SeenAs } from "../src/users/role.ts";

/** Who looks at a page and how they read it: the first prop of every page and of every part that shows words, dates or money. */
export interface Viewer {
  locale: Locale;
  /** IANA name, of the branch. */
  timeZone: string;
  /** ISO 4217 code, of the branch. */
  currency: string;
  /** UTC milliseconds of the request, for "2 h ago". */
  now: number;
  user: { id: string; name: string; role: Role } | null;
  can(permission: Permission): boolean;
  /** Of an administrator alone: the role as whose they look at the screens, null for their own; `user.role` is that role then. */
  lens?: { role: SeenAs | null };
  /** Goes into every form as the hidden field `_csrf`; empty when there is no session. */
  csrf: string;
  /** Path and query of the request. */
  path: string;
  shop: {
    name: string;
    accent: string | null;
    logo: ShopLogo | null;
    statusLabels: Partial<Record<OrderStatus, string>>;
    /** Clients can be asked to pay online. */
    paysOnline: boolean;
  };
  branch: { id: string; code: string; name: string } | null;
  theme: "light" | "dark" | "system";
  /** What the top bar shows; null on public pages. */
  badges: {
    printers: { state: "ok" | "waiting" | "problem"; count: number };
    untold: number;
    /** Online payments that somebody has to decide. */
    reviews: number;
  } | null;
  /** How one's own till stands; null for who takes no money. */
  till: "open" | "closed" | null;
  /** A message that survived one redirect. */
  toast: string | null;
}
