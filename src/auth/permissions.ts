import type { Actor } from "../context.ts";
import { AppError } from "../lib/app_error.ts";
import type { ApiScope } from "../tokens/scope.ts";
import type { Role } from "../users/role.ts";

/** Who may do what by their role: the one table that the group guards, the commands and the views read. */
export const PERMISSIONS = {
  "orders.read": ["admin", "technician", "receptionist"],
  "orders.all": ["admin", "technician", "receptionist"],
  "orders.edit": ["admin", "technician", "receptionist"],
  "orders.assign": ["admin", "receptionist"],
  "orders.take": ["admin", "technician"],
  "orders.force": ["admin"],
  "orders.pack": ["admin"],
  "intakes.create": ["admin", "receptionist"],
  "slips.read": ["admin", "receptionist"],
  "slips.manage": ["admin", "receptionist"],
  "diagnosis.write": ["admin", "technician"],
  "time.read": ["admin", "technician", "receptionist"],
  "time.track": ["admin", "technician"],
  "time.correct": ["admin"],
  "payments.read": ["admin", "receptionist"],
  "payments.record": ["admin", "receptionist"],
  "payments.review": ["admin", "receptionist"],
  "quotes.read": ["admin", "technician", "receptionist"],
  "quotes.write": ["admin", "technician", "receptionist"],
  "quotes.send": ["admin", "technician", "receptionist"],
  "quotes.approve": ["admin", "receptionist"],
  "debt.authorise": ["admin"],
  "refunds.authorise": ["admin"],
  "cash.read": ["admin", "receptionist"],
  "cash.use": ["admin", "receptionist"],
  "cash.manage": ["admin"],
  "deliveries.create": ["admin", "receptionist"],
  "loaners.read": ["admin", "technician", "receptionist"],
  "loaners.manage": ["admin", "receptionist"],
  "agenda.read": ["admin", "technician", "receptionist"],
  "agenda.manage": ["admin", "receptionist"],
  "clients.read": ["admin", "technician", "receptionist"],
  "contacts.read": ["admin", "technician", "receptionist"],
  "clients.edit": ["admin", "receptionist"],
  "clients.erase": ["admin"],
  "devices.read": ["admin", "technician", "receptionist"],
  "devices.edit": ["admin", "technician", "receptionist"],
  "secrets.reveal": ["admin", "technician"],
  "labels.print": ["admin", "technician", "receptionist"],
  "parts.read": ["admin", "technician", "receptionist"],
  "parts.use": ["admin", "technician"],
  "parts.manage": ["admin", "receptionist"],
  "purchases.read": ["admin", "receptionist"],
  "costs.read": ["admin"],
  "technicians.read": ["admin", "technician", "receptionist"],
  "statistics.read": ["admin", "receptionist"],
  "tracking.manage": ["admin", "receptionist"],
  "links.read": ["admin", "receptionist"],
  "branch_links.manage": ["admin"],
  "documents.mail": ["admin", "receptionist"],
  "users.read": ["admin"],
  "users.manage": ["admin"],
  "users.admins": ["admin"],
  "lists.export": ["admin", "receptionist"],
  "imports.run": ["admin"],
  "dump.take": ["admin"],
  "backups.read": ["admin"],
  "backups.manage": ["admin"],
  "settings.read": ["admin"],
  "settings.manage": ["admin"],
  "texts.manage": ["admin"],
  "templates.read": ["admin"],
  "templates.manage": ["admin"],
  "tasks.read": ["admin"],
  "tasks.manage": ["admin"],
  "reports.read": ["admin"],
  "reports.manage": ["admin"],
  "printers.read": ["admin"],
  "printers.manage": ["admin"],
  "events.read": ["admin"],
  "webhooks.read": ["admin"],
  "webhooks.manage": ["admin"],
  "messages.read": ["admin"],
  "audit.read": ["admin"],
  "logs.read": ["admin"],
} as const satisfies Record<string, readonly Role[]>;

export type Permission = keyof typeof PERMISSIONS;

/** What one user may beyond their role, or may not although it gives it. */
export type Overrides = Readonly<Partial<Record<Permission, "allow" | "deny">>>;

/** What decides what somebody may do. */
export interface Powers {
  role: Role;
  overrides?: Overrides;
}

export function roleMay(role: Role, permission: Permission): boolean {
  const roles: readonly Role[] = PERMISSIONS[permission];
  return roles.includes(role);
}

/**
 * What nobody may without these as well, because it shows them: what is worked on itself, the orders of the whole shop or sums of them,
 * clients' phones and e-mails, payments, costs.
 */
const NEEDS: Partial<Record<Permission, readonly Permission[]>> = {
  "agenda.manage": ["contacts.read"],
  "audit.read": ["orders.all", "contacts.read", "costs.read"],
  "backups.manage": ["backups.read", "orders.all"],
  "cash.manage": ["cash.read"],
  "cash.read": ["orders.all"],
  "cash.use": ["cash.read"],
  "clients.edit": ["contacts.read"],
  "clients.erase": ["orders.all", "contacts.read"],
  "documents.mail": ["contacts.read"],
  "dump.take": ["orders.all", "contacts.read", "costs.read", "payments.read", "cash.manage"],
  "events.read": ["orders.all"],
  "imports.run": ["orders.all", "contacts.read"],
  "intakes.create": ["contacts.read"],
  "messages.read": ["orders.all", "contacts.read"],
  "orders.pack": ["contacts.read", "payments.read"],
  "printers.manage": ["printers.read"],
  "reports.manage": ["reports.read"],
  "reports.read": ["orders.all"],
  "settings.manage": ["settings.read"],
  "slips.manage": ["slips.read"],
  "statistics.read": ["orders.all"],
  "tasks.manage": ["tasks.read"],
  "templates.manage": ["templates.read"],
  "time.correct": ["time.read"],
  "time.track": ["time.read"],
  "tracking.manage": ["contacts.read"],
  "users.manage": ["users.read"],
  "webhooks.manage": ["webhooks.read"],
  "webhooks.read": ["orders.all"],
};

/** What somebody must be allowed as well for a permission to be of use. */
export function neededWith(permission: Permission): readonly Permission[] {
  return NEEDS[permission] ?? [];
}

/** The one decision about a person: what is said of them first, then of their role. */
export function personMay(powers: Powers, permission: Permission): boolean {
  const own = powers.overrides?.[permission];
  const may = own === undefined ? roleMay(powers.role, permission) : own === "allow";
  return may && neededWith(permission).every((needed) => personMay(powers, needed));
}

/**
 * What each scope of a token lets it do, as far as whoever answers for it may. The first permission is what it opens: without that one
 * it opens nothing.
 */
const SCOPE_PERMISSIONS: Record<ApiScope, readonly Permission[]> = {
  "orders:read": ["orders.read", "contacts.read", "loaners.read", "agenda.read"],
  "orders:write": [
    "orders.read",
    "contacts.read",
    "orders.edit",
    "orders.assign",
    "orders.take",
    "intakes.create",
    "diagnosis.write",
    "deliveries.create",
    "loaners.read",
    "loaners.manage",
  ],
  "orders:force": ["orders.force"],
  "orders:pack": ["orders.pack"],
  "clients:read": ["clients.read", "contacts.read"],
  "clients:write": ["clients.read", "contacts.read", "clients.edit"],
  "clients:erase": ["clients.erase"],
  "devices:read": ["devices.read"],
  "devices:write": ["devices.read", "devices.edit"],
  "quotes:read": ["quotes.read", "contacts.read"],
  "quotes:write": ["quotes.read", "contacts.read", "quotes.write", "quotes.send"],
  "quotes:approve": ["quotes.read", "quotes.approve"],
  "payments:read": ["payments.read", "contacts.read"],
  "payments:write": ["payments.read", "contacts.read", "payments.record"],
  "payments:authorise": ["debt.authorise", "refunds.authorise"],
  "payments:review": ["payments.read", "payments.review"],
  "links:read": ["links.read"],
  "links:write": ["links.read", "tracking.manage", "branch_links.manage"],
  "messages:read": ["messages.read"],
  "messages:write": ["messages.read", "documents.mail", "clients.read"],
  "texts:write": ["texts.manage"],
  "parts:read": ["parts.read"],
  "parts:write": ["parts.read", "parts.use", "parts.manage"],
  "costs:read": ["costs.read"],
  "technicians:read": ["technicians.read"],
  "users:read": ["users.read"],
  "users:write": ["users.read", "users.manage"],
  "users:admins": ["users.admins"],
  "statistics:read": ["statistics.read"],
  "agenda:read": ["agenda.read"],
  "agenda:write": ["agenda.read", "agenda.manage"],
  "cash:read": ["cash.read"],
  "cash:write": ["cash.read", "cash.use"],
  "cash:manage": ["cash.manage"],
  "purchases:read": ["purchases.read"],
  "purchases:write": ["purchases.read", "parts.manage"],
  "slips:read": ["slips.read"],
  "slips:write": ["slips.read", "slips.manage"],
  "time:read": ["time.read"],
  "time:write": ["time.read", "time.track", "time.correct"],
  "print": ["labels.print"],
  "printers:read": ["printers.read"],
  "printers:write": ["printers.read", "printers.manage"],
  "lists:export": ["lists.export"],
  "imports:run": ["imports.run"],
  "dump:take": ["dump.take"],
  "events:read": ["events.read"],
  "webhooks:read": ["webhooks.read"],
  "webhooks:write": ["webhooks.read", "webhooks.manage"],
  "settings:read": ["settings.read"],
  "settings:write": ["settings.read", "settings.manage"],
  "gateways:write": ["settings.read", "settings.manage"],
  "templates:read": ["templates.read"],
  "templates:write": ["templates.read", "templates.manage"],
  "audit:read": ["audit.read"],
  "tasks:read": ["tasks.read"],
  "tasks:write": ["tasks.read", "tasks.manage", "messages.read"],
  "alerts:read": ["settings.read"],
  "alerts:write": ["settings.read", "settings.manage"],
  "reports:read": ["reports.read"],
  "reports:write": ["reports.read", "reports.manage"],
  "backups:read": ["backups.read"],
  "backups:write": ["backups.read", "backups.manage", "tasks.manage"],
};

/** Whether somebody may it. The system itself may everything, a client or an agent nothing here. */
export function actorMay(actor: Actor, permission: Permission): boolean {
  if (actor.kind === "user") return personMay(actor, permission);
  if (actor.kind === "token") {
    return personMay(actor, permission) &&
      actor.scopes.some((scope) => permissionsOf(scope).includes(permission));
  }
  return actor.kind === "system";
}

/** Those of a token's scopes that open anything to whoever answers for it. */
export function scopesWithin(powers: Powers, scopes: readonly string[]): string[] {
  return scopes.filter((scope) => {
    const [opens] = permissionsOf(scope);
    return opens !== undefined && personMay(powers, opens);
  });
}

function permissionsOf(scope: string): readonly Permission[] {
  const table: Partial<Record<string, readonly Permission[]>> = SCOPE_PERMISSIONS;
  return table[scope] ?? [];
}

/** For commands: throws forbidden unless the actor may, `scope_missing` to a token that a scope would let it. */
export function requirePermission(actor: Actor, permission: Permission): void {
  if (actorMay(actor, permission)) return;
  const scope = actor.kind === "token" && personMay(actor, permission)
    ? Object.entries(SCOPE_PERMISSIONS).find(([, given]) => given.includes(permission))?.[0]
    : undefined;
  throw new AppError("forbidden", scope === undefined ? {} : { reason: "scope_missing", params: { scope } });
}
