import assert from "node:assert/strict";
import { demoPerson, signInAs } from "./support/demo.ts";
import { deviceEntry, photograph } from "./support/intake.ts";
import { field } from "./support/keyboard.ts";
import { firstLink } from "./support/pages.ts";
import { aPhoto } from "./support/photo.ts";
import { act, e2eInDemo } from "./support/stage.ts";

e2eInDemo("nothing that people typed is lost, and everything answers in their words", async (stage, t) => {
  const rocio = await demoPerson(stage, { role: "receptionist", name: "Rocío" });
  const { page, keys } = rocio;

  await act(t, "two people edit an order: the second sees both versions and decides", async () => {
    const ana = await demoPerson(stage, { role: "admin", name: "Ana" });
    rocio.expects(409);
    const order = await firstLink(page, "/ordenes?estado=repairing", "/ordenes/");
    await rocio.visit(`${order}/editar`);
    await ana.visit(`${order}/editar`);
    await field(ana.page, "Falla informada").fill("No enciende después de una caída");
    await ana.page.getByRole("button", { name: "Guardar" }).click();
    await ana.page.waitForURL(order);
    await field(page, "Falla informada").fill("No enciende y huele a quemado");
    await page.getByRole("button", { name: "Guardar" }).click();
    const conflict = page.getByRole("alert").filter({ hasText: "Otra persona guardó cambios" });
    await conflict.getByText("No enciende después de una caída").waitFor();
    await conflict.getByText("No enciende y huele a quemado").waitFor();
    await page.getByRole("button", { name: "Guardar lo que escribí" }).click();
    await page.waitForURL(order);
    await page.locator("#order-facts").getByText("No enciende y huele a quemado").waitFor();
    await ana.visit(order);
    await ana.page.locator("#order-facts").getByText("No enciende y huele a quemado").waitFor();
  });

  await act(t, "whoever works by keys goes on where they were when an answer has come in", async () => {
    await rocio.visit(await firstLink(page, "/ordenes?estado=repairing", "/ordenes/"));
    await field(page, "Nueva nota").fill("Llamó por teléfono");
    await page.getByRole("button", { name: "Agregar nota" }).press("Enter");
    await page.locator("#order-story").getByText("Llamó por teléfono").waitFor();
    await page.locator("#note-form button:focus").filter({ hasText: "Agregar nota" }).waitFor();
    await page.locator("#charge-form summary").press("Enter");
    await page.locator("#charge-description").fill("Envío");
    await page.locator("#charge-amount").fill("1000");
    await page.locator("#charge-form").getByRole("button", { name: "Agregar cargo" }).press("Enter");
    await page.locator("#order-money").getByText("Envío").waitFor();
    await page.locator("#charge-form summary:focus").waitFor();
    await keys.press("s");
    await page.locator("#order-head .menu-list").getByRole("link", { name: /En pausa/ }).press("Enter");
    await page.locator("#order-move [name=reason]:focus").waitFor();
  });

  await act(t, "a wrong intake comes back with all that was typed, photos too", async () => {
    rocio.expects(422);
    await rocio.visit("/ingresos/nuevo");
    await page.getByRole("radio", { name: /^Cliente nuevo/ }).check();
    await field(page, "Nombre y apellido o razón social").fill("Óscar Peña");
    await field(page, "Teléfono").fill("123");
    const entry = deviceEntry(page, 1);
    await field(entry, "Marca").fill("Motorola");
    await field(entry, "IMEI o número de serie").fill("490154203237519");
    await field(entry, "Falla que informa el cliente").fill("Pantalla rota");
    await photograph(rocio, entry, await aPhoto());
    await page.getByRole("button", { name: /^Recibir 1 equipo/ }).click();
    const summary = page.getByRole("alert").filter({ hasText: "para corregir" });
    await summary.getByRole("link", { name: /IMEI no es correcto/ }).waitFor();
    assert.equal(await field(page, "Nombre y apellido o razón social").inputValue(), "Óscar Peña");
    assert.equal(await field(entry, "Marca").inputValue(), "Motorola");
    assert.equal(await field(entry, "IMEI o número de serie").inputValue(), "490154203237519");
    assert.equal(await field(entry, "Falla que informa el cliente").inputValue(), "Pantalla rota");
    assert.equal(await entry.locator(".photo img").count(), 1);
    await summary.getByRole("link", { name: /IMEI no es correcto/ }).press("Enter");
    assert.equal(await page.evaluate("document.activeElement.name"), "devices.0.serial");
  });

  await act(t, "an intake whose session ended is kept and offered after signing in", async () => {
    await rocio.visit("/ingresos/nuevo");
    await page.getByRole("radio", { name: /^Cliente nuevo/ }).check();
    await field(page, "Nombre y apellido o razón social").fill("Inés Quiroga");
    await field(deviceEntry(page, 1), "Marca").fill("Xiaomi");
    await rocio.context.clearCookies();
    await page.getByRole("button", { name: /^Recibir 1 equipo/ }).click();
    await page.waitForURL((url) => url.pathname === "/ingresar");
    await page.getByText("Su sesión había terminado, pero no se perdió nada").waitFor();
    await page.locator("[name=email]").fill("recepcion@demo.example");
    await page.locator("[name=password]").fill("mostrador-demo");
    await keys.press("Enter");
    await page.getByText("Retomó un ingreso sin terminar").waitFor();
    assert.equal(await field(page, "Nombre y apellido o razón social").inputValue(), "Inés Quiroga");
    assert.equal(await field(deviceEntry(page, 1), "Marca").inputValue(), "Xiaomi");
  });

  await act(t, "search answers while one types, and the arrows choose", async () => {
    await rocio.visit("/ordenes");
    await keys.shortcut("/");
    await keys.page.keyboard.insertText("S01-00000");
    const options = page.locator(".search-results [role=option]");
    await options.nth(2).waitFor();
    await keys.press("ArrowDown", "ArrowDown");
    const chosen = page.locator(".search-results [role=option][aria-selected=true]");
    assert.equal(await chosen.count(), 1);
    const href = await chosen.getAttribute("data-href");
    await keys.press("Enter");
    await page.waitForURL(href ?? "");
  });

  await act(t, "a page that does not exist says so in Spanish and leads on", async () => {
    rocio.expects(404);
    await rocio.visit("/no-existe");
    assert.equal(await page.locator("html").getAttribute("lang"), "es");
    await page.getByRole("heading", { level: 1 }).waitFor();
    assert.match(await page.title(), /no (se )?(encontr|existe)/i);
    await page.getByRole("main").getByRole("link").first().waitFor();
  });

  await act(t, "the language changes for the one who changes it", async () => {
    await rocio.visit("/ordenes");
    await page.locator(".user-menu summary").click();
    await page.getByRole("button", { name: "English" }).click();
    await page.getByRole("heading", { level: 1, name: "Orders" }).waitFor();
    assert.equal(await page.locator("html").getAttribute("lang"), "en");
    const tomas = await demoPerson(stage, { role: "technician", name: "Tomás" });
    await tomas.visit("/ordenes");
    await tomas.page.getByRole("heading", { level: 1, name: "Órdenes" }).waitFor();
    await rocio.context.clearCookies();
    await signInAs(rocio, "receptionist");
    await rocio.visit("/ordenes");
    await page.getByRole("heading", { level: 1, name: "Orders" }).waitFor();
  });
});
