import { z } from "zod";
import { emailAddress } from "../auth/input.ts";
import { ALL_PERMISSIONS } from "../auth/overrides.ts";
import type { Overrides, Permission } from "../auth/permissions.ts";
import { requiredLine, tick, version } from "../lib/form.ts";
import { LOCALES } from "../lib/locale.ts";
import { ROLES } from "./role.ts";

export const userFacts = z.object({
  name: requiredLine(80),
  email: emailAddress,
  role: z.enum(ROLES, { error: "required" }),
  branch_id: z.string({ error: "required" }).min(1, { error: "required" }),
});

export const NewUserInput = userFacts.extend({ form_key: z.uuid({ error: "invalid" }), invite: tick });
export type NewUserInput = z.output<typeof NewUserInput>;

export const UserEdit = userFacts.extend({
  locale: z.enum(LOCALES, { error: "required" }),
  active: tick,
  version,
});
export type UserEdit = z.output<typeof UserEdit>;

/** Of the select that says what somebody may: a name that forms know (`orders_read`). */
export function overrideField(permission: Permission): string {
  return permission.replace(".", "_");
}

const choice = z.enum(["role", "allow", "deny"], { error: "invalid" });

export const OverridesInput = z.object({
  version,
  overrides: z.object(Object.fromEntries(ALL_PERMISSIONS.map((one) => [overrideField(one), choice])))
    .transform((chosen): Overrides =>
      Object.fromEntries(ALL_PERMISSIONS.flatMap((permission) => {
        const said = chosen[overrideField(permission)];
        return said === undefined || said === "role" ? [] : [[permission, said]];
      }))
    ),
});
