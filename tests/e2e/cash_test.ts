import assert from "node:assert/strict";
import { demoPerson } from "./support/demo.ts";
import { field } from "./support/keyboard.ts";
import { act, e2eInDemo } from "./support/stage.ts";

e2eInDemo(
  "a day at the till by the keyboard: open, take a payment with change, close with a difference",
  async (stage, t) => {
    const rocio = await demoPerson(stage, { role: "receptionist", name: "Rocío" });
    const { page, keys } = rocio;
    const rail = page.getByRole("navigation", { name: "Menú principal" }).first();

    await act(t, "she opens her till with what lies in it", async () => {
      await keys.shortcut("gk");
      await page.getByRole("heading", { level: 1, name: "Caja" }).waitFor();
      await keys.write("Efectivo al abrir", "15.000");
      await keys.enter(page.getByRole("main").getByRole("button", { name: "Abrir caja" }));
      await page.getByRole("heading", { level: 1, name: "Caja 1" }).waitFor();
      await rail.getByText("abierta").waitFor();
    });

    let order = "";
    let due = "";
    await act(
      t,
      "an order that owes something is paid in cash, and the change shows as it is typed",
      async () => {
        order = await owing(rocio);
        await rocio.visit(order);
        await keys.enter(page.locator("#order-money").getByRole("link", { name: "Cobrar" }));
        await page.getByRole("heading", { level: 1, name: /^Cobrar S0/ }).waitFor();
        due = await field(page, "Importe").inputValue();
        await keys.choose(field(page, "Medio"), "Efectivo");
        await keys.write("Recibido en efectivo", "1.000.000");
        await page.locator("#cash-change").getByText("Vuelto").waitFor();
        const change = await page.locator("#cash-change").innerText();
        await keys.enter(page.getByRole("button", { name: "Registrar pago" }));
        await page.getByRole("heading", { level: 1, name: "Pago registrado" }).waitFor();
        const shown = await page.locator(".stat").first().innerText();
        assert.equal(
          shown.replace(/\s+/g, " "),
          change.replace(/:?\s+/g, " "),
          "what was typed is what is given back",
        );
        await keys.enter(page.getByRole("link", { name: "Volver a la orden" }));
        await page.locator("#order-money").getByText("Saldado").waitFor();
      },
    );

    await act(t, "coffee is paid from the drawer", async () => {
      await keys.shortcut("gk");
      await keys.pick(page.getByRole("radio", { name: "Salió efectivo" }));
      await keys.write("Importe", "2.500");
      await keys.write("Motivo", "Café");
      await keys.enter(page.getByRole("button", { name: "Anotar" }));
      await page.getByRole("main").getByText("Café").waitFor();
    });

    await act(t, "she counts by pieces, is told of the difference, explains it and closes", async () => {
      rocio.expects(422);
      await keys.enter(page.getByRole("link", { name: "Cerrar caja" }));
      await page.getByRole("heading", { level: 1, name: "Contar Caja 1" }).waitFor();
      await keys.enter(page.getByText("Contar por billetes y monedas"));
      await keys.write(page.locator("[name='bills.b1000000']"), "1");
      await keys.enter(page.getByRole("button", { name: "Comparar y cerrar" }));
      await page.getByRole("heading", { level: 1, name: "Diferencia en Caja 1" }).waitFor();
      await page.getByRole("main").getByText("Faltan").waitFor();
      await keys.write("Explicación de la diferencia", "El resto está en la caja fuerte");
      await keys.enter(page.getByRole("button", { name: "Cerrar con diferencia" }));
      await page.getByRole("heading", { level: 1, name: /^Caja 1 de/ }).waitFor();
      await page.getByRole("main").getByText("El resto está en la caja fuerte").waitFor();
      await rail.getByText("cerrada").waitFor();
      assert.ok(due !== "");
    });
  },
);

/** The page of an order of the demo that owes something. */
async function owing({ page, visit }: Awaited<ReturnType<typeof demoPerson>>): Promise<string> {
  await visit("/ordenes?estado=ready");
  const orders = await page.locator('main a[href^="/ordenes/S0"]').evaluateAll((links) =>
    links.map((link) => link.getAttribute("href") ?? "")
  );
  for (const order of orders) {
    await visit(order);
    if (await page.locator("#order-money").getByText("Saldo", { exact: true }).count() > 0) return order;
  }
  return assert.fail("no order of the demo owes anything");
}
