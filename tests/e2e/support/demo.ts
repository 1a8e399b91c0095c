import { DEMO_ADMIN, DEMO_PASSWORD } from "../../../src/seed/demo_users.ts";
import type { Person, Screen } from "./person.ts";
import type { Stage } from "./stage.ts";

/** One of each role of the demo shop, by how they sign in. */
export const STAFF_EMAILS = {
  receptionist: "recepcion@demo.example",
  technician: "tecnico@demo.example",
  admin: DEMO_ADMIN,
} as const;

export type DemoRole = keyof typeof STAFF_EMAILS;

/** Half a year of invented work, always the same for the same day. */
export async function seedDemo(stage: Pick<Stage, "server">): Promise<void> {
  await stage.server.console("seed", "--orders", "60", "--clients", "30");
}

/** Somebody of the demo shop, signed in. */
export async function demoPerson(
  stage: Pick<Stage, "person">,
  { role, name = role, screen }: { role: DemoRole; name?: string; screen?: Screen },
): Promise<Person> {
  const person = await stage.person(name, screen);
  await signInAs(person, role);
  return person;
}

export async function signInAs({ page, visit }: Person, role: DemoRole): Promise<void> {
  await visit("/ingresar");
  await page.locator("[name=email]").fill(STAFF_EMAILS[role]);
  await page.locator("[name=password]").fill(DEMO_PASSWORD);
  await page.locator("[name=password]").press("Enter");
  await page.waitForURL((url) => url.pathname !== "/ingresar");
}
