import { z } from "zod";
import { tick } from "../lib/form.ts";
import { LOCALES } from "../lib/locale.ts";
import { SEEN_AS } from "../users/role.ts";
import { isCommonPassword } from "./common_passwords.ts";
import { MAX_PASSWORD, MIN_PASSWORD } from "./passwords.ts";

export const emailAddress = z.string({ error: "required" }).trim().toLowerCase().normalize("NFC")
  .min(1, { error: "required" }).max(254, { error: "too_long" }).pipe(z.email({ error: "email" }));

export const SignIn = z.object({
  email: z.string({ error: "required" }).trim().toLowerCase().min(1, { error: "required" }).max(254, {
    error: "too_long",
  }),
  password: z.string({ error: "required" }).min(1, { error: "required" }).max(MAX_PASSWORD, {
    error: "too_long",
  }),
  next: z.string().optional(),
});

const secondCode = z.string({ error: "required" }).trim().min(1, { error: "required" })
  .max(40, { error: "too_long" });

/** Six figures of an app, or a recovery code, with or without its hyphens. */
export const SecondStep = z.object({ code: secondCode });

/** What proves before a dangerous act who sits there: one of the two. */
export const Confirmation = z.object({
  confirm_password: z.string().max(MAX_PASSWORD, { error: "too_long" }).default(""),
  confirm_code: z.string().trim().max(40, { error: "too_long" }).default(""),
}).refine((given) => given.confirm_password !== "" || given.confirm_code !== "", {
  error: "required",
  path: ["confirm_password"],
});

/** Any characters, exactly as typed; long enough and not among those that everybody tries first. */
export const newPassword = z.string({ error: "required" })
  .min(MIN_PASSWORD, { error: "password_short" }).max(MAX_PASSWORD, { error: "too_long" })
  .refine((password) => !isCommonPassword(password), { error: "password_common" });

export const PasswordChange = z.object({
  current: z.string({ error: "required" }).min(1, { error: "required" }).max(MAX_PASSWORD, {
    error: "too_long",
  }),
  password: newPassword,
  repeat: z.string({ error: "required" }),
}).refine((change) => change.password === change.repeat, { error: "password_differs", path: ["repeat"] });

export const Forgotten = z.object({ email: emailAddress });

/** A password for whoever came by a link. */
export const LinkPassword = z.object({
  password: newPassword,
  repeat: z.string({ error: "required" }),
}).refine((chosen) => chosen.password === chosen.repeat, { error: "password_differs", path: ["repeat"] });

/** As whom an administrator looks at the screens, "" for as themselves. */
export const LensChoice = z.object({
  role: z.union([z.enum(SEEN_AS), z.literal("").transform(() => null)], { error: "invalid" }),
});

export const Preferences = z.object({
  locale: z.enum(LOCALES).optional(),
  theme: z.enum(["light", "dark", "system"]).optional(),
  branch_id: z.string().optional(),
});
/** Which mails of the shop one wants. */
export const MailPreferences = z.object({ digest: tick, alerts: tick });
export type MailPreferences = z.output<typeof MailPreferences>;

export type Preferences = z.output<typeof Preferences>;
