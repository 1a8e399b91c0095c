import assert from "node:assert/strict";
import { moveTo, statusIs } from "./support/acts.ts";
import { waitsSince } from "./support/back_date.ts";
import { demoPerson } from "./support/demo.ts";
import { fillDevice } from "./support/intake.ts";
import { field } from "./support/keyboard.ts";
import type { Person } from "./support/person.ts";
import { act, e2eInDemo } from "./support/stage.ts";

e2eInDemo(
  "a device that is announced, comes and goes again, and one that nobody collects",
  async (stage, t) => {
    const rocio = await demoPerson(stage, { role: "receptionist", name: "Rocío" });
    const { page, keys } = rocio;
    let number = "";

    await act(t, "somebody calls: she notes the device down before it comes", async () => {
      await keys.shortcut("n");
      await page.waitForURL("/ingresos/nuevo");
      await keys.pick(page.getByRole("radio", { name: /^Cliente nuevo/ }));
      await keys.write("Nombre y apellido o razón social", "Delia Funes");
      const device = { category: "Celular", brand: "Samsung", model: "Galaxy A54", fault: "No carga" };
      await fillDevice(rocio, { at: 1, device });
      await keys.enter(page.getByRole("button", { name: "Guardar como pre-ingreso" }));
      await page.waitForURL(/\/ordenes\/S01-/);
      await statusIs(page, "Pre-ingreso");
      number = new URL(page.url()).pathname.split("/").at(-1) ?? "";
    });

    await act(t, "it comes: its order opens the intake filled in, and is received", async () => {
      await rocio.visit("/clientes");
      await keys.scan(number);
      await page.waitForURL(`/ordenes/${number}`);
      await statusIs(page, "Pre-ingreso");
      await keys.enter(page.getByRole("link", { name: "Recibir el equipo" }));
      await page.getByRole("heading", { level: 1, name: `Recibir ${number}` }).waitFor();
      assert.equal(await field(page, "Modelo").inputValue(), "Galaxy A54");
      await keys.tick(field(page, "El cliente leyó y acepta los términos"));
      await keys.write("O escriba su nombre como firma", "Delia Funes");
      await keys.press("Control+Enter");
      await page.getByRole("heading", { name: "Equipos recibidos" }).waitFor();
      assert.deepEqual(await page.locator(".made-orders h2").allInnerTexts(), [number]);
    });

    await act(t, "its deposit stays when she takes it home again, and the account says why", async () => {
      await rocio.visit(`/ordenes/${number}/pagos`);
      await keys.write("Importe", "20.000");
      await keys.choose(field(page, "Medio"), "Transferencia");
      await keys.enter(page.getByRole("button", { name: "Registrar pago" }));
      await keys.enter(page.getByRole("link", { name: "Volver a la orden" }));
      await page.waitForURL(`/ordenes/${number}`);
      await moveTo(rocio, "Anulado", async (form) => {
        await form.getByText("El cliente lleva pagado").waitFor();
        await keys.write(field(form, "Motivo"), "Compró uno nuevo");
        await keys.write(field(form, "Por qué la seña no se devuelve"), "El módulo ya estaba pedido");
      });
      const money = page.locator("#order-money");
      for (const words of ["Seña que no se devuelve", "Saldado"]) {
        await money.getByText(words).first().waitFor();
      }
      await page.locator("#order-story").getByText("El módulo ya estaba pedido").first().waitFor();
    });

    const ana = await demoPerson(stage, { role: "admin", name: "Ana" });
    let waiting = "";
    await act(t, "another one waits for three months: it needs a notice first", async () => {
      await ana.visit("/admin/ajustes");
      const days = ana.page.locator("[name=abandonment_notices]");
      await days.fill("30");
      await days.press("Enter");
      await ana.page.getByText("Ajustes guardados").first().waitFor();
      await rocio.visit("/por-avisar");
      const first = page.locator(".untold-list .row-link").first();
      waiting = (await first.getAttribute("href"))?.split("/").at(-1) ?? "";
      await tell(rocio, waiting, "Listo para retirar");
      waitsSince(stage.server, waiting, 95);
      await ana.visit(`/ordenes/${waiting}`);
      await ana.keys.shortcut("s");
      const menu = ana.page.locator("#order-head details.menu[open]");
      await ana.keys.enter(menu.getByRole("link", { name: /^Declarado en abandono/ }));
      await ana.page.getByText("Falta comprobar un aviso").waitFor();
      await ana.keys.enter(
        ana.page.locator("#order-move").getByRole("button", { name: "Dar un aviso ahora" }),
      );
      await ana.page.getByText("Aviso de retiro en marcha").first().waitFor();
    });

    await act(t, "she tells the client by phone, which proves the notice", async () => {
      await rocio.visit("/por-avisar");
      await tell(rocio, waiting, "Aviso de retiro");
    });

    await act(t, "it is declared abandoned, and its papers are one PDF", async () => {
      await ana.visit(`/ordenes/${waiting}`);
      await moveTo(ana, "Declarado en abandono", async (form) => {
        await ana.page.locator("#order-move").getByText("Avisos comprobados: 1 de 1").waitFor();
        await ana.keys.write(field(form, "Motivo"), "Pasaron noventa días");
      });
      const pack = ana.page.getByRole("link", { name: "Todo en un PDF" });
      const answer = await ana.page.request.get(await pack.getAttribute("href") ?? "");
      assert.equal(answer.headers()["content-type"], "application/pdf");
      assert.equal((await answer.body()).subarray(0, 5).toString(), "%PDF-");
    });
  },
);

/** Says in the queue that somebody phoned the client. */
async function tell({ page, keys }: Person, number: string, about: string): Promise<void> {
  const line = page.locator(".untold-list li").filter({ hasText: number });
  await line.getByText(about).waitFor();
  await keys.enter(line.locator("summary", { hasText: "avisado" }));
  await keys.pick(line.getByRole("radio", { name: "Teléfono" }));
  await keys.enter(line.getByRole("button", { name: "Avisado", exact: true }));
  await line.waitFor({ state: "detached" });
}
