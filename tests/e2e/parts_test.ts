import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { demoPerson } from "./support/demo.ts";
import { field } from "./support/keyboard.ts";
import { firstLink } from "./support/pages.ts";
import { act, e2eInDemo } from "./support/stage.ts";

e2eInDemo(
  "parts are scanned onto an order, used, given back and scrapped by the keyboard alone",
  async (stage, t) => {
    const desk = await demoPerson(stage, { role: "receptionist" });
    const bench = await demoPerson(stage, { role: "technician" });

    await act(t, "the receptionist enters a part and receives three of it", async () => {
      const { page, keys } = desk;
      await keys.shortcut("gr");
      await page.getByRole("heading", { level: 1, name: "Repuestos" }).waitFor();
      await keys.enter(page.getByRole("link", { name: "Nuevo repuesto" }));
      await keys.write("Nombre", "Pin de carga de prueba");
      await keys.write("Código (SKU)", "PRUEBA-PIN");
      await keys.write("Precio al cliente", "12.000");
      await keys.enter(page.getByRole("button", { name: "Agregar al catálogo" }));
      await page.getByRole("heading", { level: 1, name: "Pin de carga de prueba" }).waitFor();
      await keys.enter(page.getByText("Recibir", { exact: true }).first());
      await keys.write(page.locator("#receive-quantity"), "3");
      await keys.press("Enter");
      await page.getByText("Entrada").first().waitFor();
    });

    const order = await firstLink(bench.page, "/ordenes?estado=repairing", "/ordenes/S01");
    await act(
      t,
      "a scan anywhere on the order's page takes the part, the words typed meanwhile stay",
      async () => {
        const { page, keys } = bench;
        await page.goto(order);
        await page.evaluate("globalThis.sameDocument = true");
        await keys.write("Nueva nota", "Se cambia el pin");
        await keys.scan("PRUEBA-PIN");
        await line(page).getByText("usado 1").waitFor();
        assert.equal(await field(page, "Nueva nota").inputValue(), "Se cambia el pin");
        assert.equal(await page.evaluate("globalThis.sameDocument"), true, "the page was loaded again");
      },
    );

    await act(t, "two scans in a row take two, each once", async () => {
      const { page, keys } = bench;
      await keys.scan("PRUEBA-PIN");
      await keys.scan("PRUEBA-PIN");
      await line(page).getByText("usado 3").waitFor();
    });

    await act(t, "a fourth one is not there, and the page says so beside the field", async () => {
      const { page, keys } = bench;
      bench.expects(422);
      await keys.scan("PRUEBA-PIN");
      await page.locator("#part-add").getByText("No queda ninguno sin reservar").waitFor();
      assert.equal(await page.locator("#part-code").inputValue(), "PRUEBA-PIN");
    });

    await act(t, "one is given back, one was broken", async () => {
      const { page, keys } = bench;
      await keys.enter(page.getByRole("link", { name: "Mover Pin de carga de prueba" }));
      const form = page.locator("#order-part-form form");
      await form.waitFor();
      await keys.pick(form.getByRole("radio", { name: "Devolver al stock" }));
      await keys.enter(form.getByRole("button", { name: "Registrar" }));
      await line(page).getByText("usado 2 · devuelto 1").waitFor();

      await keys.enter(page.getByRole("link", { name: "Mover Pin de carga de prueba" }));
      await form.waitFor();
      await keys.pick(form.getByRole("radio", { name: "Descartar" }));
      await keys.choose(field(form, "Por qué se descarta"), "Lo rompimos nosotros");
      await keys.enter(form.getByRole("button", { name: "Registrar" }));
      await line(page).getByText("descartado 1").waitFor();
    });

    await act(t, "a part is found by its name and chosen from the list", async () => {
      const { page, keys } = bench;
      await keys.write(page.locator("#part-code"), "alcohol iso");
      const option = page.locator("#part-options").getByRole("button", { name: /^Alcohol isopropílico/ });
      await option.waitFor();
      await keys.enter(option);
      await page.locator("#order-parts").getByText("Alcohol isopropílico").waitFor();
    });

    await act(t, "the label of another order opens that order all the same", async () => {
      const { page, keys } = bench;
      await keys.scan("S01-000001");
      await page.waitForURL("/ordenes/S01-000001");
    });

    await act(t, "the receptionist sees what was used and bills it", async () => {
      const { page, keys } = desk;
      await page.goto(order);
      await keys.enter(line(page).getByRole("button", { name: /^Cobrar/ }));
      await page.locator("#order-money").getByText("Pin de carga de prueba").waitFor();
    });

    await act(t, "anywhere else the scan leads to the part, whose moves tell the story", async () => {
      const { page, keys } = desk;
      await page.goto("/clientes");
      await keys.scan("PRUEBA-PIN");
      await page.getByRole("heading", { level: 1, name: "Pin de carga de prueba" }).waitFor();
      for (const kind of ["Entrada", "Uso", "Devolución", "Descarte"]) {
        await page.locator("#part-moves").locator("xpath=ancestor::section").getByText(kind).first()
          .waitFor();
      }
    });
  },
);

/** The part's line on the order's page. */
function line(page: Page) {
  return page.locator("#order-parts li").filter({ hasText: "PRUEBA-PIN" });
}
