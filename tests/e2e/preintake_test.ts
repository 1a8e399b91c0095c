import assert from "node:assert/strict";
import { demoPerson } from "./support/demo.ts";
import { deviceEntry } from "./support/intake.ts";
import { field } from "./support/keyboard.ts";
import { act, e2eInDemo } from "./support/stage.ts";

e2eInDemo(
  "a client announces two devices on a phone, and the counter receives both at once",
  async (stage, t) => {
    const ana = await demoPerson(stage, { role: "admin", name: "Ana" });
    const screen = { width: 390, height: 844, javaScript: false, touch: true };
    const { page: phone } = await stage.person("Óscar", screen);
    let link = "";

    await act(t, "the shop makes the link of its branch", async () => {
      await ana.visit("/admin/sucursales");
      await ana.page.getByRole("link", { name: "S01" }).click();
      const panel = ana.page.locator("#preintake-panel");
      await panel.getByRole("button", { name: "Crear un enlace" }).click();
      link = await panel.locator("a.tracking-link").innerText();
      await panel.getByRole("img", { name: "Código QR del enlace" }).waitFor();
    });

    await act(t, "without scripts the client fills in one device, adds another and sends both", async () => {
      await phone.goto(link);
      await field(phone, "Nombre y apellido").fill("Óscar Ibáñez");
      await field(phone, "Teléfono").fill("11 5555-0199");
      await field(deviceEntry(phone, 1), "Marca").fill("Sony");
      await field(deviceEntry(phone, 1), "Qué le pasa").fill("No lee discos");
      await phone.getByRole("button", { name: "Agregar otro equipo" }).click();
      assert.equal(await field(deviceEntry(phone, 1), "Marca").inputValue(), "Sony");
      await deviceEntry(phone, 2).getByRole("radio", { name: "Tableta" }).check();
      await field(deviceEntry(phone, 2), "Marca").fill("Lenovo");
      await field(deviceEntry(phone, 2), "Qué le pasa").fill("No enciende");
      await phone.getByRole("checkbox").check();
      await phone.getByRole("button", { name: "Enviar" }).click();
      await phone.getByRole("heading", { name: "Listo, lo esperamos" }).waitFor();
      assert.equal(await phone.locator(".announced-list li").count(), 2);
    });

    await act(t, "the counter takes both in with one signature", async () => {
      const { page } = ana;
      await ana.visit("/ordenes?estado=draft");
      await page.getByText("Por el cliente").first().waitFor();
      const number = await phone.locator(".announced-list strong").first().innerText();
      await ana.visit(`/ingresos/nuevo?orden=${number}`);
      assert.equal(await field(deviceEntry(page, 2), "Marca").inputValue(), "Lenovo");
      await field(page, "El cliente leyó y acepta los términos").check();
      await field(page, "O escriba su nombre como firma").fill("Óscar Ibáñez");
      await page.getByRole("button", { name: /^Recibir 2 equipos/ }).click();
      await page.getByRole("heading", { name: "Equipos recibidos" }).waitFor();
      assert.equal(await page.locator(".made-orders h2").count(), 2);
      await phone.reload();
      await phone.getByRole("heading", { name: "Ya recibimos lo que trajo" }).waitFor();
    });
  },
);
