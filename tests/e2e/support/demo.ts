import type { Person, Screen } from "./person.ts";
import { type DemoRole, signInOn } from "./sign_in.ts";
import type { Stage } from "./stage.ts";

/** Somebody of the demo shop, signed in. */
export async function demoPerson(
  stage: Pick<Stage, "person">,
  { role, name = role, screen }: { role: DemoRole; name?: string; screen?: Screen },
): Promise<Person> {
  const person = await stage.person(name, screen);
  await signInAs(person, role);
  return person;
}

export async function signInAs({ page }: Person, role: DemoRole): Promise<void> {
  await signInOn(page, role);
}
