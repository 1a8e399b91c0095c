import assert from "node:assert/strict";
import type { Locator, Page } from "playwright-core";
import type { Person } from "./person.ts";
import type { TestServer } from "./server.ts";

export const PASSWORD = "pinza torx cinco estaño";

/** The owner fills the set-up form in and is the first administrator, signed in. */
export async function setUpShop({ page, keys }: Person, server: TestServer): Promise<void> {
  assert.ok(server.setupUrl, "the start printed no set-up link");
  await page.goto(server.setupUrl);
  await keys.write("Nombre", "Service Norte");
  await keys.write("Identificación fiscal (CUIT, RUT, NIF…)", "30-71234567-9");
  await keys.write("Dirección", "Av. Corrientes 1234, Buenos Aires");
  await keys.write("Teléfono", "011 4321-0000");
  await keys.write("Correo del servicio técnico", "taller@example.com");
  await keys.write("Nombre y apellido", "Ana Administradora");
  await keys.write("Correo para ingresar", "ana@example.com");
  await keys.write("Contraseña", PASSWORD);
  await keys.enter(page.getByRole("button", { name: "Crear el servicio técnico" }));
  await page.getByRole("heading", { level: 1, name: "Mostrador" }).waitFor();
}

/** From the administration's pages; answers the initial password that is shown this once. */
export async function addUser(
  { page, keys }: Person,
  user: { name: string; email: string; role: string },
): Promise<string> {
  await keys.enter(page.getByRole("link", { name: "Administración" }).first());
  await keys.enter(page.getByRole("main").getByRole("link", { name: /^Usuarios/ }));
  await keys.enter(page.getByRole("link", { name: "Nuevo usuario" }));
  await keys.write("Nombre y apellido", user.name);
  await keys.write("Correo", user.email);
  await keys.pick(page.getByRole("radio", { name: new RegExp(`^${user.role}`) }));
  await keys.tabTo(page.getByLabel("Invitar por correo"));
  await keys.press("Space");
  await keys.enter(page.getByRole("button", { name: "Crear usuario" }));
  return await page.locator("#initial-password").innerText();
}

export async function signIn(
  { page, keys, visit }: Person,
  email: string,
  password = PASSWORD,
): Promise<void> {
  await visit("/ingresar");
  await keys.write("Correo", email);
  await keys.write("Contraseña", password);
  await keys.press("Enter");
  await page.waitForURL((url) => url.pathname !== "/ingresar");
}

/** The first sign-in asks for a password of one's own. */
export async function choosePassword({ page, keys }: Person, initial: string): Promise<void> {
  await keys.write("Contraseña actual", initial);
  await keys.write("Contraseña nueva", PASSWORD);
  await keys.write("Repita la contraseña nueva", PASSWORD);
  await keys.press("Enter");
  await page.waitForURL("/");
}

/** Opens the status menu with its key and chooses a move; what it asks for is filled in by `asked`. */
export async function moveTo(
  { page, keys }: Person,
  status: string,
  asked?: (form: Locator) => Promise<void>,
): Promise<void> {
  await keys.shortcut("s");
  const menu = page.locator("#order-head details.menu[open]");
  await keys.enter(menu.getByRole(asked ? "link" : "button", { name: new RegExp(`^${status}`) }));
  if (asked) {
    const form = page.locator("#order-move form");
    await asked(form);
    await keys.enter(form.getByRole("button", { name: `Pasar a «${status}»` }));
  }
  await statusIs(page, status);
}

export async function statusIs(page: Page, status: string): Promise<void> {
  await page.locator("#order-head .page-title, #order-head").getByText(status, { exact: true }).first()
    .waitFor();
}
