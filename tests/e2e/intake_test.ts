import assert from "node:assert/strict";
import type { Locator, Page } from "playwright-core";
import { demoPerson } from "./support/demo.ts";
import { deviceEntry } from "./support/intake.ts";
import { field } from "./support/keyboard.ts";
import { act, e2eInDemo } from "./support/stage.ts";

/** The sentence beside a control, once it is there and tied to it. */
async function noteOf(control: Locator): Promise<string> {
  const page = control.page();
  const id = await control.getAttribute("id") ?? "";
  const note = page.locator(`#${id}-error`);
  await note.waitFor();
  assert.equal(await control.getAttribute("aria-invalid"), "true");
  assert.ok((await control.getAttribute("aria-describedby"))?.split(" ").includes(`${id}-error`));
  return (await note.innerText()).trim();
}

async function mended(control: Locator): Promise<void> {
  const id = await control.getAttribute("id") ?? "";
  await control.page().locator(`#${id}-error`).waitFor({ state: "detached" });
  assert.equal(await control.getAttribute("aria-invalid"), null);
}

/** What the server was asked about so far has come to the page. */
async function checked(page: Page): Promise<void> {
  await page.waitForLoadState("networkidle");
}

function focused(page: Page): Promise<string> {
  return page.evaluate("document.activeElement.name");
}

e2eInDemo(
  "the intake says what is wrong as one goes on, and knows the client's devices",
  async (stage, t) => {
    const rocio = await demoPerson(stage, { role: "receptionist", name: "Rocío" });
    const { page, keys } = rocio;
    const entry = deviceEntry(page, 1);
    const serial = field(entry, "IMEI o número de serie");

    await act(t, "nothing is said of a field before it has been left, and then beside it", async () => {
      await rocio.visit("/ingresos/nuevo");
      await keys.pick(page.getByRole("radio", { name: /^Cliente nuevo/ }));
      await keys.write("Nombre y apellido o razón social", "Óscar Peña");
      await keys.write("Teléfono", "123");
      await checked(page);
      assert.equal(await page.locator(".field-error").count(), 0);
      await keys.press("Tab");
      assert.match(await noteOf(field(page, "Teléfono")), /código de área/);
      assert.equal(await focused(page), "client.contacts.1.value", "the focus stays where it went");
      assert.match(await page.locator("[data-check-said]").innerText(), /^Teléfono: .*código de área/);
      await keys.write("Correo", "sin arroba");
      await keys.write("Documento", "sin documento");
      await keys.press("Tab");
      assert.match(await noteOf(field(page, "Correo")), /nombre@ejemplo/);
      assert.match(await noteOf(field(page, "Documento")), /lleva números/);
    });

    await act(t, "a mended field is right while one still types in it", async () => {
      await keys.tabTo(field(page, "Teléfono"), "Shift+Tab");
      await keys.write("Teléfono", "11 5555-0142");
      await mended(field(page, "Teléfono"));
      assert.equal(await focused(page), "client.contacts.0.value");
      assert.equal(await field(page, "Teléfono").inputValue(), "11 5555-0142");
    });

    await act(t, "a section that is left behind asks for what it lacks", async () => {
      await field(entry, "Modelo").click();
      await checked(page);
      assert.equal(await entry.locator(".field-error").count(), 0, "this one has just begun");
      await field(page, "Si no firma, ¿por qué?").click();
      assert.match(await noteOf(field(entry, "Marca")), /Complete/);
      assert.match(await noteOf(field(entry, "Falla que informa el cliente")), /Complete/);
      assert.equal(await focused(page), "unsigned_reason");
    });

    await act(t, "IMEI, date and amount are looked at in every device", async () => {
      await page.getByRole("button", { name: "Agregar otro equipo" }).click();
      for (const at of [1, 2]) {
        const device = deviceEntry(page, at);
        await keys.write(field(device, "IMEI o número de serie"), "490154203237519");
        await keys.press("Tab");
        assert.match(await noteOf(field(device, "IMEI o número de serie")), /IMEI no es correcto/);
        await keys.writeTime(field(device, "Prometido para"), "2020-01-15T10:30");
        await keys.write(field(device, "Autorizado sin consultar"), "mucho");
        await keys.press("Tab");
        assert.match(await noteOf(field(device, "Prometido para")), /ya pasó/);
        assert.match(await noteOf(field(device, "Autorizado sin consultar")), /importe/);
      }
      await keys.pick(entry.getByRole("radio", { name: "Notebook", exact: true }));
      await mended(serial);
      await deviceEntry(page, 2).getByRole("button", { name: /^Quitar/ }).click();
      await field(entry, "Autorizado sin consultar").fill("15.000");
      await mended(field(entry, "Autorizado sin consultar"));
    });

    let order = "";
    await act(t, "a client who is known brings one of her devices again: it fills itself in", async () => {
      await rocio.visit("/ordenes?estado=repairing");
      order = (await page.locator("main a[href^='/ordenes/S']").first().getAttribute("href"))?.slice(-10) ??
        "";
      await rocio.visit(`/ordenes/${order}`);
      await page.locator("main a[href^='/clientes/']").first().click();
      const name = await page.getByRole("heading", { level: 1 }).innerText();
      await rocio.visit("/ingresos/nuevo");
      await keys.write("Nombre, teléfono, correo o documento", name);
      const client = page.locator('#client-options input:not([value="new"])').first();
      await page.locator("#client-options .order-line").first().waitFor();
      await keys.pick(client);
      const pick = entry.locator(`.option:has-text("${order}") input`);
      await pick.waitFor();
      await keys.pick(pick);
      for (
        const [control, name] of [[field(entry, "Marca"), "brand"], [field(entry, "Modelo"), "model"], [
          serial,
          "serial",
        ]] as const
      ) {
        assert.equal(await control.inputValue(), await pick.getAttribute(`data-${name}`), name);
      }
      await entry.getByText(`Tiene la orden ${order} abierta`).waitFor();
      assert.equal(
        await entry.getByRole("link", { name: new RegExp(order) }).getAttribute("href"),
        `/ordenes/${order}`,
      );
      await keys.pick(entry.getByRole("radio", { name: /^Otro equipo/ }));
      assert.equal(await field(entry, "Marca").inputValue(), "");
      await entry.getByText(`Tiene la orden ${order} abierta`).waitFor({ state: "detached" });
      await keys.pick(pick);
    });

    await act(t, "with another client her devices go, and the section is empty again", async () => {
      await keys.pick(page.getByRole("radio", { name: /^Cliente nuevo/ }));
      await entry.locator(".picks").waitFor({ state: "detached" });
      assert.equal(await field(entry, "Marca").inputValue(), "");
      assert.equal(await serial.inputValue(), "");
    });

    await act(t, "what was refused at the submit is struck off as it is mended", async () => {
      rocio.expects(422);
      await field(page, "Teléfono").fill("123");
      await page.getByRole("button", { name: /^Recibir 1 equipo/ }).click();
      const line = page.locator(".error-summary li").filter({ hasText: "Teléfono" });
      await line.waitFor();
      await field(page, "Teléfono").fill("11 5555-0142");
      await mended(field(page, "Teléfono"));
      assert.equal(await line.getAttribute("class"), "mended");
      assert.ok(await page.locator(".error-summary li:not(.mended)").count() > 0);
    });
  },
);
