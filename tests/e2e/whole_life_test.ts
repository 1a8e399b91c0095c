import assert from "node:assert/strict";
import type { Locator, Page } from "playwright-core";
import { moveTo, statusIs } from "./support/acts.ts";
import { demoPerson } from "./support/demo.ts";
import { fillDevice, sign } from "./support/intake.ts";
import { field } from "./support/keyboard.ts";
import type { Person } from "./support/person.ts";
import { act, e2eInDemo } from "./support/stage.ts";

const PHONE = { width: 390, height: 844, touch: true, sharp: true } as const;
const PART = "Pin de carga de la prueba";

e2eInDemo(
  "a whole life: two offers, a deposit, a part, a failed check, a delivery and a claim",
  async (stage, t) => {
    const rocio = await demoPerson(stage, { role: "receptionist" });
    const tomas = await demoPerson(stage, { role: "technician" });
    const ana = await demoPerson(stage, { role: "admin" });
    let order = "";
    let link = "";
    let part = "";

    await act(t, "three pieces of a part lie on the shelf", async () => {
      const { page } = rocio;
      await page.goto("/repuestos/nuevo");
      await field(page, "Nombre").fill(PART);
      await field(page, "Código (SKU)").fill("VIDA-PIN");
      await field(page, "Precio al cliente").fill("12.000");
      await page.getByRole("button", { name: "Agregar al catálogo" }).click();
      await page.getByRole("heading", { level: 1, name: PART }).waitFor();
      part = new URL(page.url()).pathname;
      await page.getByText("Recibir", { exact: true }).first().click();
      await page.locator("#receive-quantity").fill("3");
      await page.locator("#receive-quantity").press("Enter");
      await page.getByText("Entrada").first().waitFor();
    });

    await act(t, "the device comes in", async () => {
      const { page, keys } = rocio;
      await page.goto("/ingresos/nuevo");
      await keys.write("Nombre, teléfono, correo o documento", "Vida Entera");
      await page.getByText("Nadie coincide con «Vida Entera».").first().waitFor();
      await keys.pick(page.getByRole("radio", { name: /^Cliente nuevo/ }));
      await field(page, "Correo").fill("vida@example.com");
      const device = { category: "Celular", brand: "Samsung", model: "Galaxy A52", fault: "No carga" };
      await fillDevice(rocio, { at: 1, device });
      await keys.tick(field(page, "El cliente leyó y acepta los términos"));
      await sign(page);
      await keys.press("Control+Enter");
      await page.getByRole("heading", { name: "Equipos recibidos" }).waitFor();
      order = `/ordenes/${await page.locator(".made-orders h2").first().innerText()}`;
    });

    await act(t, "the technician takes it and writes what is wrong", async () => {
      const { page } = tomas;
      await page.goto(order);
      await page.getByRole("button", { name: "Tomar esta orden" }).click();
      await page.getByRole("button", { name: "Tomar esta orden" }).waitFor({ state: "detached" });
      await moveTo(tomas, "En diagnóstico");
      await page.getByText("Escribir diagnóstico").click();
      await field(page, "Qué se encontró y qué se propone").fill("Pin de carga roto");
      await page.getByRole("button", { name: "Guardar diagnóstico" }).click();
      await page.locator("#order-diagnosis").getByText("Pin de carga roto").waitFor();
    });

    await act(t, "two ways to mend it are offered", async () => {
      const { page } = tomas;
      await page.getByRole("button", { name: "Hacer un presupuesto" }).click();
      await page.waitForURL(/presupuestos/);
      await field(page, "Cuántas alternativas").selectOption({ label: "Dos: A o B" });
      await field(page, "Seña para empezar (%)").fill("50");
      await writeLine(page, 1, { text: "Cambio de placa", price: "90.000", option: "A" });
      await page.getByRole("button", { name: "Agregar renglón" }).click();
      await writeLine(page, 2, { text: "Cambio del pin", price: "40.000", option: "B" });
      await page.locator("#quote-totals").getByText("90.000,00").waitFor();
      await page.getByRole("button", { name: "Guardar y revisar el envío" }).click();
      await page.getByRole("button", { name: "Enviar presupuesto" }).click();
      await statusIs(page, "Esperando aprobación");
      link = await page.locator("#tracking-panel a.tracking-link").innerText();
      await rocio.visit(order);
      await rocio.page.locator("#order-money").getByText("Todavía no hay cargos").waitFor();
    });

    await act(t, "the client chooses the second one on a phone", async () => {
      const { page, visit } = await stage.person("Vida", PHONE);
      await visit(`${link}/presupuesto`);
      await page.getByRole("radio", { name: /Opción B/ }).check();
      await field(page, "Su nombre y apellido").first().fill("Vida Entera");
      await sign(page, page.locator("#approve-form"));
      await page.getByRole("button", { name: "Aprobar presupuesto" }).click();
      await page.getByRole("heading", { level: 1, name: "Presupuesto aprobado" }).waitFor();
      await tomas.page.locator("#order-quotes").getByText("con firma").waitFor();
      await statusIs(tomas.page, "Esperando aprobación");
    });

    await act(t, "the deposit lets the order go on, billed as it was chosen", async () => {
      const { page } = rocio;
      await page.goto(`${order}/pagos`);
      assert.equal(await field(page, "Importe").inputValue(), "20000,00");
      await field(page, "Medio").selectOption({ label: "Transferencia" });
      await page.getByRole("button", { name: "Registrar pago" }).click();
      await page.getByRole("link", { name: "Volver a la orden" }).click();
      await statusIs(page, "Aprobado");
      await accountHolds(page, ["Cambio del pin", "40.000,00", "Seña", "20.000,00", "Saldo"]);
      assert.ok(!(await page.locator("#order-money").innerText()).includes("placa"));
    });

    await act(t, "the part is scanned onto the order, and leaves the shelf", async () => {
      const { page, keys } = tomas;
      await moveTo(tomas, "En reparación");
      await keys.scan("VIDA-PIN");
      await page.locator("#order-parts li").filter({ hasText: "VIDA-PIN" }).getByText("usado 1").waitFor();
      await rocio.visit(part);
      await stockHolds(rocio.page, { onHand: 2 });
    });

    await act(t, "he checks it and hands it to another one's eyes", async () => {
      await checkOut(tomas);
      await moveTo(tomas, "Control de calidad", finished);
    });

    await act(t, "the other one finds a fault: back to the bench", async () => {
      await ana.visit(order);
      await moveTo(ana, "En reparación", async (form) => {
        await field(form, "Qué falló").fill("La carga se corta al mover el cable");
      });
      await ana.page.locator("#order-story").getByText("La carga se corta al mover el cable").waitFor();
      await ana.page.getByText("Reprocesos").waitFor();
    });

    await act(t, "mended again, checked again, and ready", async () => {
      await tomas.visit(order);
      await checkOut(tomas);
      await moveTo(tomas, "Control de calidad", finished);
      await ana.visit(order);
      await moveTo(ana, "Listo para retirar");
    });

    await act(t, "the balance is paid as it is handed over", async () => {
      const { page } = rocio;
      await rocio.visit(order);
      await accountHolds(page, ["Saldo", "20.000,00"]);
      await page.getByRole("link", { name: "Entregar", exact: true }).click();
      await field(page, "Nombre y apellido").fill("Vida Entera");
      await field(page, "Medio").selectOption({ label: "Transferencia" });
      await sign(page);
      await page.getByRole("button", { name: "Entregar equipo" }).click();
      await statusIs(page, "Entregado");
      await accountHolds(page, ["Cambio del pin", "Saldado"]);
      await page.getByText("Garantía hasta").first().waitFor();
    });

    await act(t, "the story, the shelf and the books tell the same", async () => {
      const { page } = ana;
      await ana.visit(`${order}?historial=todo`);
      const story = page.locator("#order-story");
      for (const line of STORY) await story.getByText(line).first().waitFor();
      await ana.visit(part);
      await stockHolds(page, { onHand: 2 });
      await page.locator("#part-moves").locator("xpath=ancestor::section").getByText("Uso").first().waitFor();
      await stage.server.console("check-stock");
    });

    await act(t, "it comes back under its warranty, as a new order that costs nothing", async () => {
      const { page, keys } = rocio;
      const number = order.split("/").pop() ?? "";
      await rocio.visit(order);
      await page.getByRole("link", { name: "Reclamo de garantía" }).click();
      const chosen = field(page, "¿Vuelve por la garantía?").locator("option:checked");
      assert.ok((await chosen.textContent())?.startsWith(`Sí, ${number}`));
      await field(page, "Falla que informa el cliente").fill("Otra vez no carga");
      await keys.tick(field(page, "El cliente leyó y acepta los términos"));
      await sign(page);
      await keys.press("Control+Enter");
      await page.getByRole("heading", { name: "Equipos recibidos" }).waitFor();
      await rocio.visit(`/ordenes/${await page.locator(".made-orders h2").first().innerText()}`);
      await page.locator("#order-warranty").getByText(`Reclamo de la garantía de ${number}`).waitFor();
      await page.locator("#order-money").getByText("Todavía no hay cargos").waitFor();
      await rocio.visit(order);
      await statusIs(page, "Entregado");
      await page.locator("#order-warranty").getByText("Volvió por garantía").waitFor();
    });
  },
);

const STORY = [
  "Recibido → En diagnóstico",
  "Esperando aprobación → Aprobado",
  "En reparación → Control de calidad",
  "Control de calidad → En reparación",
  "Control de calidad → Listo para retirar",
  "Entregado a Vida Entera",
];

/** Every point of the exit checklist is fine. */
async function checkOut({ page }: Person): Promise<void> {
  await page.locator("#order-checks").getByRole("button", { name: /revisión de salida/ }).click();
  await field(page, "El resto está bien").check();
  await page.getByRole("button", { name: "Guardar" }).click();
  await page.locator("#order-checks").getByText("Todo bien").waitFor();
}

async function finished(form: Locator): Promise<void> {
  await field(form, "Resultado del trabajo").selectOption({ label: "Reparado" });
  const why = field(form, "Por qué se usó distinto de lo previsto");
  if (await why.count() > 0) await why.fill("No estaba en el presupuesto");
}

async function accountHolds(page: Page, words: readonly string[]): Promise<void> {
  for (const word of words) await page.locator("#order-money").getByText(word).first().waitFor();
}

async function stockHolds(page: Page, { onHand }: { onHand: number }): Promise<void> {
  await page.locator('main td[data-label="Hay"]').first().getByText(String(onHand), { exact: true })
    .waitFor();
}

async function writeLine(
  page: Page,
  at: number,
  { text, price, option }: { text: string; price: string; option: string },
): Promise<void> {
  const line = page.getByRole("group", { name: `Renglón ${at}`, exact: true });
  await field(line, "Descripción").fill(text);
  await field(line, "Precio unitario").fill(price);
  await field(line, "Opción").selectOption(option);
}
