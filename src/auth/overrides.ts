import type { SeenAs } from "../users/role.ts";
import { type Overrides, type Permission, PERMISSIONS, personMay, type Powers } from "./permissions.ts";

export const ALL_PERMISSIONS = Object.keys(PERMISSIONS) as readonly Permission[];

const NONE: Overrides = {};

/** Of a user's row. */
export function powersOf({ role, overrides_json }: { role: Powers["role"]; overrides_json: string }): Powers {
  return { role, overrides: readOverrides(overrides_json) };
}

/** What no permission is called by any more is left out. */
function readOverrides(json: string): Overrides {
  if (json === "") return NONE;
  const kept: Record<string, unknown> = JSON.parse(json);
  return Object.fromEntries(ALL_PERMISSIONS.flatMap((permission) => {
    const override = kept[permission];
    return override === "allow" || override === "deny" ? [[permission, override]] : [];
  }));
}

export function overridesJson(overrides: Overrides): string {
  const sorted = ALL_PERMISSIONS.flatMap((permission) =>
    overrides[permission] ? [[permission, overrides[permission]]] : []
  );
  return sorted.length === 0 ? "" : JSON.stringify(Object.fromEntries(sorted));
}

/** Of an administrator who looks at the screens as a role does: what the role may, less what was taken from themselves. */
export function powersSeenAs(role: SeenAs, { overrides = NONE }: Powers): Powers {
  const denied = Object.entries(overrides).filter(([, override]) => override === "deny");
  return { role, overrides: Object.fromEntries(denied) };
}

/** What somebody may do, all told. */
export function permissionsHeld(powers: Powers): Permission[] {
  return ALL_PERMISSIONS.filter((permission) => personMay(powers, permission));
}

/** An administrator from whom nothing was taken: can give back whatever somebody lacks. */
export function isWhole({ role, overrides = NONE }: Powers): boolean {
  return role === "admin" && !Object.values(overrides).includes("deny");
}
