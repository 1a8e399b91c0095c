import assert from "node:assert/strict";
import { statusIs } from "./support/acts.ts";
import { demoPerson } from "./support/demo.ts";
import { deviceEntry } from "./support/intake.ts";
import { field } from "./support/keyboard.ts";
import { act, e2eInDemo } from "./support/stage.ts";

e2eInDemo("a shop works without scripts: intake, diagnosis, repair and pick-up", async (stage, t) => {
  const ana = await demoPerson(stage, { role: "admin", name: "Ana", screen: { javaScript: false } });
  const { page } = ana;
  let order = "";

  await act(t, "an intake of two devices", async () => {
    await ana.visit("/ingresos/nuevo");
    await page.getByRole("radio", { name: /^Cliente nuevo/ }).check();
    await field(page, "Nombre y apellido o razón social").fill("Óscar Ibáñez");
    await field(page, "Teléfono").fill("11 5555-0199");
    await field(deviceEntry(page, 1), "Marca").fill("Sony");
    await field(deviceEntry(page, 1), "Falla que informa el cliente").fill("No lee discos");
    await page.getByRole("button", { name: "Agregar otro equipo" }).click();
    assert.equal(await field(deviceEntry(page, 1), "Marca").inputValue(), "Sony");
    await field(deviceEntry(page, 2), "Marca").fill("Nintendo");
    await field(deviceEntry(page, 2), "Falla que informa el cliente").fill("El mando no responde");
    await field(page, "El cliente leyó y acepta los términos").check();
    await field(page, "O escriba su nombre como firma").fill("Óscar Ibáñez");
    await page.getByRole("button", { name: /^Recibir/ }).click();
    await page.getByRole("heading", { name: "Equipos recibidos" }).waitFor();
    assert.equal(await page.locator(".made-orders h2").count(), 2);
    order = await page.locator(".made-orders h2 a").first().getAttribute("href") ?? "";
  });

  await act(
    t,
    "one of them comes again: found with its client, chosen, and its open order owned to",
    async () => {
      ana.expects(422);
      await ana.visit("/ingresos/nuevo");
      await field(page, "Nombre, teléfono, correo o documento").fill("Ibáñez");
      await page.getByRole("button", { name: "Buscar", exact: true }).click();
      await page.getByRole("radio", { name: /^Óscar Ibáñez/ }).check();
      await page.getByRole("button", { name: "Ver los equipos del cliente elegido" }).click();
      await deviceEntry(page, 1).getByRole("radio", { name: /^Nintendo/ }).check();
      await field(deviceEntry(page, 1), "Falla que informa el cliente").fill("Ahora tampoco carga");
      await field(page, "El cliente leyó y acepta los términos").check();
      await field(page, "O escriba su nombre como firma").fill("Óscar Ibáñez");
      await page.getByRole("button", { name: /^Recibir/ }).click();
      assert.equal(await field(deviceEntry(page, 1), "Marca").inputValue(), "Nintendo");
      await deviceEntry(page, 1).getByRole("link", { name: /en otra pestaña/ }).waitFor();
      await field(deviceEntry(page, 1), "Abrir otra orden de todos modos").check();
      await page.getByRole("button", { name: /^Recibir/ }).click();
      await page.getByRole("heading", { name: "Equipos recibidos" }).waitFor();
      await page.locator(".made-orders").getByText("Nintendo").waitFor();
    },
  );

  const move = async (to: string) => {
    const menu = page.locator("#order-head details.menu").first();
    await menu.locator("summary").click();
    await menu.getByText(new RegExp(`^${to}`)).click();
  };

  await act(t, "a technician takes it, looks at it, repairs it", async () => {
    await ana.visit(order);
    await page.getByRole("button", { name: "Tomar esta orden" }).click();
    await move("En diagnóstico");
    await statusIs(page, "En diagnóstico");
    await page.getByText("Escribir diagnóstico").click();
    await field(page, "Qué se encontró y qué se propone").fill("Láser gastado");
    await page.getByRole("button", { name: "Guardar diagnóstico" }).click();
    await page.locator("#order-diagnosis").getByText("Láser gastado").waitFor();
    await move("Aprobado");
    await field(page, "Importe acordado").fill("30000");
    await page.getByRole("button", { name: "Anotar aprobación" }).click();
    await statusIs(page, "Aprobado");
    await move("En reparación");
    await statusIs(page, "En reparación");
    await page.locator("#order-checks").getByRole("button", { name: /revisión de salida/ }).click();
    await field(page, "El resto está bien").check();
    await page.getByRole("button", { name: "Guardar" }).click();
    await page.locator("#order-checks").getByText("Todo bien").waitFor();
    await move("Listo para retirar");
    await field(page, "Resultado del trabajo").selectOption({ label: "Reparado" });
    await page.getByRole("button", { name: "Pasar a «Listo para retirar»" }).click();
    await statusIs(page, "Listo para retirar");
  });

  await act(t, "it is paid, signed for by name, and handed over", async () => {
    await page.getByRole("link", { name: "Entregar", exact: true }).click();
    await field(page, "Nombre y apellido").fill("Óscar Ibáñez");
    await field(page, "Medio").selectOption({ label: "Transferencia" });
    await field(page, "O escriba su nombre como firma").fill("Óscar Ibáñez");
    await page.getByRole("button", { name: "Entregar equipo" }).click();
    await statusIs(page, "Entregado");
    await page.locator("#order-money").getByText("Saldado").waitFor();
  });
});
