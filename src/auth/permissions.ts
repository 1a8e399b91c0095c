import type { Actor } from "../context.ts";
import { AppError } from "../lib/app_error.ts";
import type { ApiScope } from "../tokens/scope.ts";
import type { Role } from "../users/role.ts";

/** Who may do what: the one table that the group guards, the commands and the views read. */
export const PERMISSIONS = {
  "orders.read": ["admin", "technician", "receptionist"],
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
  "documents.mail": ["admin", "receptionist"],
  "users.manage": ["admin"],
  "lists.export": ["admin", "receptionist"],
  "imports.run": ["admin"],
  "dump.take": ["admin"],
  "backups.manage": ["admin"],
  "settings.manage": ["admin"],
  "printers.manage": ["admin"],
  "webhooks.manage": ["admin"],
  "messages.read": ["admin"],
  "audit.read": ["admin"],
  "logs.read": ["admin"],
} as const satisfies Record<string, readonly Role[]>;

export type Permission = keyof typeof PERMISSIONS;

export function roleMay(role: Role, permission: Permission): boolean {
  const roles: readonly Role[] = PERMISSIONS[permission];
  return roles.includes(role);
}

/** What a token may do by its scopes, over what an administrator may. */
const SCOPE_PERMISSIONS: Record<ApiScope, readonly Permission[]> = {
  "orders:read": ["orders.read", "loaners.read", "agenda.read"],
  "orders:write": [
    "orders.read",
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
  "clients:read": ["clients.read"],
  "clients:write": ["clients.read", "clients.edit"],
  "clients:erase": ["clients.erase"],
  "devices:read": ["devices.read"],
  "devices:write": ["devices.read", "devices.edit"],
  "quotes:read": ["quotes.read"],
  "quotes:write": ["quotes.read", "quotes.write", "quotes.send"],
  "quotes:approve": ["quotes.read", "quotes.approve"],
  "payments:read": ["payments.read"],
  "payments:write": ["payments.read", "payments.record"],
  "payments:authorise": ["debt.authorise", "refunds.authorise"],
  "parts:read": ["parts.read"],
  "parts:write": ["parts.read", "parts.use", "parts.manage"],
  "costs:read": ["costs.read"],
  "technicians:read": ["technicians.read"],
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
  "lists:export": ["lists.export"],
  "imports:run": ["imports.run"],
  "dump:take": ["dump.take"],
  "events:read": [],
  "webhooks:read": [],
  "webhooks:write": ["webhooks.manage"],
};

/** Whether somebody may it. The system itself may everything, a client or an agent nothing here. */
export function actorMay(actor: Actor, permission: Permission): boolean {
  if (actor.kind === "user") return roleMay(actor.role, permission);
  if (actor.kind === "token") {
    const table: Partial<Record<string, readonly Permission[]>> = SCOPE_PERMISSIONS;
    return actor.scopes.some((scope) => table[scope]?.includes(permission));
  }
  return actor.kind === "system";
}

/** For commands: throws forbidden unless the actor may. */
export function requirePermission(actor: Actor, permission: Permission): void {
  if (!actorMay(actor, permission)) throw new AppError("forbidden");
}
