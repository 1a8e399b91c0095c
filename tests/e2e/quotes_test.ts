import assert from "node:assert/strict";
import type { Person } from "./support/person.ts";
import { sealerOf } from "../../src/lib/seal.ts";
import { verifyCertificate } from "../../src/quotes/verify.ts";
import { statusIs } from "./support/acts.ts";
import { demoPerson } from "./support/demo.ts";
import { sign } from "./support/intake.ts";
import { field } from "./support/keyboard.ts";
import { firstLink } from "./support/pages.ts";
import { act, e2eInDemo, type Stage } from "./support/stage.ts";

const PHONE = { width: 390, height: 844, touch: true, sharp: true } as const;

e2eInDemo("a quote with two options goes from the keyboard to a signature on a phone", async (stage, t) => {
  const ana = await demoPerson(stage, { role: "admin", name: "Ana" });
  const { page, keys } = ana;
  let link = "";

  await act(t, "she writes the lines without touching the mouse, and the totals follow", async () => {
    await page.goto(await firstLink(page, "/ordenes?sucursal=todas&estado=diagnosing", "/ordenes/"));
    await keys.enter(page.getByText("Escribir diagnóstico"));
    await keys.write("Qué se encontró y qué se propone", "Pantalla partida");
    await keys.enter(page.getByRole("button", { name: "Guardar diagnóstico" }));
    await page.locator("#order-diagnosis").getByText("Pantalla partida").waitFor();
    await keys.enter(page.getByRole("button", { name: "Hacer un presupuesto" }));
    await page.waitForURL(/presupuestos/);
    await keys.choose(field(page, "Cuántas alternativas"), "Dos: A o B");
    await keys.press("Shift+Tab");
    await keys.write("Descripción", "Colocación y prueba");
    await keys.write("Precio unitario", "18.000");
    await keys.press("Enter", "Enter", "Enter");
    for (
      const [text, price, option] of [["Pantalla original", "85.000", "A"], [
        "Pantalla genérica",
        "52.500",
        "B",
      ]]
    ) {
      await page.keyboard.insertText(text ?? "");
      await keys.press("Enter", "Enter");
      await page.keyboard.insertText(price ?? "");
      await keys.press("Enter");
      await page.keyboard.type(option ?? "");
      await keys.press("Enter", "Enter");
    }
    await page.locator("#quote-totals").getByText("103.000,00").waitFor();
    await page.locator("#quote-totals").getByText("70.500,00").waitFor();
    assert.equal(
      await page.locator(".repeat-list > .repeat-entry").count(),
      4,
      "a new line waits at the end",
    );
    await page.locator("#lines-2-amount").getByText("52.500,00").waitFor();
  });

  await act(t, "a common job adds its lines, and one that is not wanted goes", async () => {
    await keys.choose(field(page, "Trabajo frecuente"), "Limpieza de notebook");
    await keys.enter(page.getByRole("button", { name: "Agregar sus renglones" }));
    await page.locator("#quote-totals").getByText("131.000,00").waitFor();
    await keys.enter(page.getByRole("button", { name: "Quitar Renglón 4" }));
    await page.locator("#quote-totals").getByText("103.000,00").waitFor();
  });

  await act(t, "she reviews what the client will see, and sends it", async () => {
    await keys.press("Control+Enter");
    await page.getByRole("heading", { level: 1, name: "Enviar el presupuesto 1" }).waitFor();
    await page.getByText("Total de la opción B").waitFor();
    await keys.enter(page.getByRole("button", { name: "Enviar presupuesto" }));
    await statusIs(page, "Esperando aprobación");
    link = await page.locator("#tracking-panel a.tracking-link").innerText();
  });

  await act(t, "the client chooses, signs with a finger and is told what happens next", async () => {
    const marta = await stage.person("Marta", PHONE);
    await marta.visit(link);
    await marta.page.getByRole("link", { name: "Ver el presupuesto" }).click();
    await marta.page.getByRole("heading", { level: 1, name: "Presupuesto 1" }).waitFor();
    await page.locator("#order-story").getByText("El cliente abrió el presupuesto 1").waitFor();
    assert.ok(await fits(marta), "the page is wider than the phone");
    await marta.page.getByRole("radio", { name: /Opción B/ }).check();
    await field(marta.page, "Su nombre y apellido").first().fill("Marta Gómez");
    await sign(marta.page, marta.page.locator("#approve-form"));
    await marta.page.getByRole("button", { name: "Aprobar presupuesto" }).click();
    await marta.page.getByRole("heading", { level: 1, name: "Presupuesto aprobado" }).waitFor();
    assert.ok(await fits(marta), "the answer is wider than the phone");
    const pdf = await marta.context.request.get(`${link}/constancia.pdf`);
    const own = sealerOf((await Deno.readTextFile(`${stage.server.dataDir}/secret.key`)).trim()).publicKey;
    const { genuine, checks, evidence } = await verifyCertificate(
      new Uint8Array(await pdf.body()),
      (key) => key === own,
    );
    assert.ok(genuine, JSON.stringify(checks));
    assert.equal(checks.signature, true);
    assert.deepEqual([evidence?.decision.who, evidence?.decision.option], ["Marta Gómez", "B"]);
  });

  await act(t, "the order goes on by itself before her eyes, billed as it was chosen", async () => {
    await statusIs(page, "Aprobado");
    await page.locator("#order-money").getByText("Pantalla genérica").waitFor();
    await page.locator("#order-quotes").getByText("con firma").waitFor();
    assert.ok(!(await page.locator("#order-money").innerText()).includes("Pantalla original"));
  });
});

e2eInDemo("without scripts a quote is written, sent, and approved by a name alone", async (stage, t) => {
  const ana = await demoPerson(stage, { role: "admin", name: "Ana", screen: { javaScript: false } });
  const { page } = ana;
  let link = "";

  await act(t, "lines are added and taken away by the server", async () => {
    ana.expects(422);
    await page.goto(await firstLink(page, "/ordenes?sucursal=todas&estado=diagnosing", "/ordenes/"));
    await page.getByRole("button", { name: "Hacer un presupuesto" }).click();
    await field(page, "Descripción").fill("Cambio de fuente");
    await field(page, "Precio unitario").fill("cuarenta");
    await page.getByRole("button", { name: "Agregar renglón" }).click();
    assert.equal(await page.locator(".repeat-list > .repeat-entry").count(), 2);
    await page.getByRole("button", { name: /^Quitar/ }).last().click();
    await page.getByRole("button", { name: "Guardar y revisar el envío" }).click();
    await page.getByRole("alert").getByText("Escriba un importe").waitFor();
    assert.equal(await field(page, "Descripción").inputValue(), "Cambio de fuente", "nothing is lost");
    await field(page, "Precio unitario").fill("40.000");
    await page.getByRole("button", { name: "Calcular" }).click();
    await page.locator("#quote-totals").getByText("40.000,00").waitFor();
    await page.getByRole("button", { name: "Guardar y revisar el envío" }).click();
    assert.ok(await page.getByRole("button", { name: "Enviar presupuesto" }).isDisabled());
    await page.getByRole("link", { name: "Escribir diagnóstico" }).click();
    await page.getByText("Escribir diagnóstico").click();
    await field(page, "Qué se encontró y qué se propone").fill("Fuente quemada");
    await page.getByRole("button", { name: "Guardar diagnóstico" }).click();
    await page.getByRole("link", { name: "Revisar y enviar" }).click();
    await page.getByRole("button", { name: "Enviar presupuesto" }).click();
    await statusIs(page, "Esperando aprobación");
    link = await page.locator("#tracking-panel a.tracking-link").innerText();
  });

  await act(t, "the client writes a name and approves", async () => {
    const client = await stage.person("Marta", { ...PHONE, javaScript: false });
    await client.visit(`${link}/presupuesto`);
    await field(client.page, "Su nombre y apellido").first().fill("Marta Gómez");
    await client.page.getByRole("button", { name: "Aprobar presupuesto" }).click();
    await client.page.getByRole("heading", { level: 1, name: "Presupuesto aprobado" }).waitFor();
    await client.page.getByText("Lo aprobó Marta Gómez").waitFor();
  });

  await act(t, "WhatsApp opens beside the page, with the link in the message", () => whatsapp(stage));
});

/** The way to WhatsApp is a page of ours; where it leads is not followed. */
async function whatsapp(stage: Stage): Promise<void> {
  const desk = await demoPerson(stage, { role: "receptionist", name: "Rocío" });
  await desk.context.route(/wa\.me/, (route) => route.fulfill({ status: 200, body: "WhatsApp" }));
  await desk.page.goto(
    await firstLink(desk.page, "/ordenes?sucursal=todas&estado=awaiting_approval", "/ordenes/"),
  );
  const [beside] = await Promise.all([
    desk.context.waitForEvent("page"),
    desk.page.getByRole("button", { name: "Abrir en WhatsApp" }).click(),
  ]);
  await beside.waitForURL(/^https:\/\/wa\.me\/\d+\?text=Hola/);
  const said = new URL(beside.url()).searchParams.get("text") ?? "";
  assert.match(said, /\/seguimiento\/[\w-]{22}\/presupuesto$/);
  // A page that nobody sees hears nothing until somebody comes back to it.
  await beside.close();
  await desk.page.bringToFront();
  await desk.page.locator("#order-story").getByText("abierto en WhatsApp").waitFor();
}

async function fits({ page }: Person): Promise<boolean> {
  return await page.evaluate("document.documentElement.scrollWidth <= innerWidth");
}
