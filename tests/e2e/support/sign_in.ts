import type { Page } from "playwright-core";
import { DEMO_ADMIN, DEMO_PASSWORD } from "../../../src/seed/demo_users.ts";

/** One of each role of the demo shop, by how they sign in. */
export const STAFF_EMAILS = {
  receptionist: "recepcion@demo.example",
  technician: "tecnico@demo.example",
  admin: DEMO_ADMIN,
} as const;

export type DemoRole = keyof typeof STAFF_EMAILS;

export async function signInOn(page: Page, role: DemoRole): Promise<void> {
  await signInWith(page, STAFF_EMAILS[role]);
}

export async function signInWith(page: Page, email: string): Promise<void> {
  await page.goto("/ingresar");
  await page.locator("[name=email]").fill(email);
  await page.locator("[name=password]").fill(DEMO_PASSWORD);
  await page.locator("[name=password]").press("Enter");
  await page.waitForURL((url) => url.pathname !== "/ingresar");
}
