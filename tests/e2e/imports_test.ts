import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import type { Page } from "playwright-core";
import { demoPerson } from "./support/demo.ts";
import { field } from "./support/keyboard.ts";
import { act, e2eInDemo } from "./support/stage.ts";

const ROWS = 1_500;

e2eInDemo("a file of clients is read, tried and brought in, with and without scripts", async (stage, t) => {
  const ana = await demoPerson(stage, { role: "admin", name: "Ana" });

  await act(t, "the file is sent and its columns are chosen", async () => {
    await ana.visit("/admin/importar");
    await send(ana.page, "clientes.csv", someClients("Ana", ROWS));
    assert.equal(await chosen(ana.page, "Teléfono"), "Teléfono", "a usual heading is recognised");
    await ana.page.getByRole("button", { name: "Revisar todas las filas" }).click();
    assert.ok(
      await field(ana.page, "Nombre").evaluate((one) => one.matches(":focus:invalid")),
      "it asks for the name",
    );
    await field(ana.page, "Nombre").selectOption({ label: "Quién" });
  });

  await act(t, "every row is tried: the page shows by itself how it went", async () => {
    const { page } = ana;
    await page.getByRole("button", { name: "Revisar todas las filas" }).click();
    await page.getByRole("heading", { name: "Filas con error" }).waitFor();
    await page.getByRole("row", { name: /Fila 3 .*Correo/ }).waitFor();
  });

  await act(t, "the wrong row is downloaded as it was, with what is wrong with it", async () => {
    const { page } = ana;
    const coming = page.waitForEvent("download");
    await page.getByRole("link", { name: "Descargar filas con error" }).click();
    const rows = (await Deno.readTextFile(await (await coming).path())).trim().split("\r\n");
    assert.equal(rows.length, 2);
    assert.match(rows[1] ?? "", /^"?MALA"?;Mala Fila;;no es un correo;3;.*Correo/);
  });

  await act(t, "the others are brought in: the page tells so without being loaded again", async () => {
    const { page } = ana;
    await page.getByRole("button", { name: `Importar ${ROWS} filas` }).click();
    await page.locator("#import-run").getByText(/^Importa(ndo|ción)/).first().waitFor();
    await page.evaluate("globalThis.sameDocument = true");
    await page.getByText("Importación terminada.").waitFor();
    assert.equal(await page.evaluate("globalThis.sameDocument"), true, "the page was loaded again");
    await page.getByText(ROWS.toLocaleString("es-AR")).or(page.getByText(String(ROWS))).first().waitFor();
    await ana.visit("/buscar?q=Importada+Ana+0007");
    await page.getByText("Importada Ana 0007").first().waitFor();
  });

  await act(t, "somebody without scripts does the same, and the page loads itself anew", async () => {
    const bea = await demoPerson(stage, { role: "admin", name: "Bea", screen: { javaScript: false } });
    const { page } = bea;
    await bea.visit("/admin/importar");
    await send(page, "mas.csv", someClients("Bea", 20));
    await field(page, "Nombre").selectOption({ label: "Quién" });
    await page.getByRole("button", { name: "Revisar todas las filas" }).click();
    await page.getByRole("row", { name: /Fila 3 .*Correo/ }).waitFor();
    await page.getByRole("button", { name: "Importar 20 filas" }).click();
    await page.getByText("Importación terminada.").waitFor();
    await bea.visit("/admin/importar");
    await page.getByRole("row", { name: /mas\.csv.*Importado/ }).waitFor();
    await page.getByRole("row", { name: /clientes\.csv.*Importado/ }).waitFor();
  });
});

/** So many clients, and one in the second row whose address is none. */
function someClients(from: string, count: number): string {
  const rows = Array.from({ length: count }, (_, index) => {
    const number = String(index + 1).padStart(4, "0");
    return `${from}-${number};Importada ${from} ${number};11 4${number.slice(0, 3)}-${number};`;
  });
  const [first = "", ...others] = rows;
  return ["Código;Quién;Teléfono;Correo", first, "MALA;Mala Fila;;no es un correo", ...others].join("\r\n");
}

async function send(page: Page, name: string, text: string): Promise<void> {
  const buffer = Buffer.from(text);
  await page.locator('input[name="file"]').setInputFiles({ name, mimeType: "text/csv", buffer });
  await page.getByRole("button", { name: "Elegir columnas" }).click();
  await page.getByRole("heading", { name: "Qué columna es cada dato" }).waitFor();
}

async function chosen(page: Page, label: string): Promise<string> {
  return await field(page, label).locator("option:checked").innerText();
}
