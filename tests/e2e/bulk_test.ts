import assert from "node:assert/strict";
import { statusIs } from "./support/acts.ts";
import { demoPerson } from "./support/demo.ts";
import { field } from "./support/keyboard.ts";
import { firstLink } from "./support/pages.ts";
import type { Person } from "./support/person.ts";
import { act, e2eInDemo } from "./support/stage.ts";

e2eInDemo("several orders at once, undone; and a client who is told by hand", async (stage, t) => {
  const ana = await demoPerson(stage, { role: "admin", name: "Ana" });
  const { page } = ana;

  await act(t, "orders are chosen, the change is looked at, done and undone", async () => {
    await ana.visit("/ordenes?sucursal=&grupo=waiting");
    await page.getByRole("link", { name: "Elegir varias" }).click();
    const boxes = page.getByRole("checkbox", { name: /^Elegir [A-Z]/ });
    const review = page.getByRole("button", { name: "Revisar el cambio" });
    await page.getByText("Ninguna elegida").waitFor();
    assert.ok(await review.isDisabled());
    await boxes.nth(0).check();
    await boxes.nth(2).click({ modifiers: ["Shift"] });
    await page.getByText("3 elegidas").waitFor();
    assert.ok(await review.isDisabled(), "where to is not chosen yet");
    await page.getByRole("checkbox", { name: "Elegir todas" }).check();
    const count = await boxes.count();
    await page.getByText(`${count} elegidas`).waitFor();
    await field(page, "Pasar a").selectOption({ label: "En reparación" });
    await review.click();
    const submit = page.getByRole("button", { name: /^Pasar \d+ (orden|órdenes) a «En reparación»/ });
    const [, goes = "0"] = /(\d+)/.exec(await submit.innerText()) ?? [];
    assert.ok(Number(goes) >= 1 && Number(goes) < count, "some may, some may not");
    await page.getByRole("heading", { name: "No se hace" }).waitFor();
    await page.getByText("No se avisa a ningún cliente.").waitFor();
    await submit.click();
    await page.getByRole("heading", { level: 1, name: new RegExp(`^${goes} (orden|órdenes): pas`) })
      .waitFor();
    await page.getByRole("button", { name: /^Deshacer todo/ }).click();
    await page.getByRole("heading", { level: 1, name: new RegExp(`^${goes} (orden|órdenes): volvi`) })
      .waitFor();
  });

  await act(t, "a move on the order's page is undone from the notice", async () => {
    await ana.visit(await firstLink(page, "/ordenes?estado=repairing", "/ordenes/"));
    const menu = page.locator("#order-head details.menu").first();
    await menu.locator("summary").click();
    await menu.getByRole("button", { name: "Esperando repuestos" }).click();
    await statusIs(page, "Esperando repuestos");
    await page.getByRole("button", { name: "Deshacer el cambio de estado" }).waitFor();
    await page.locator("#toasts").getByRole("button", { name: "Deshacer" }).click();
    await statusIs(page, "En reparación");
    await page.locator("#order-story").getByText("Se deshizo el cambio: vuelve a «En reparación»").waitFor();
    await page.getByRole("button", { name: "Deshacer el cambio de estado" }).waitFor({ state: "detached" });
  });

  await act(t, "who has no e-mail is written to and marked as told", async () => {
    await readyWithoutMail(ana);
    const rocio = await demoPerson(stage, { role: "receptionist", name: "Rocío" });
    const chats: string[] = [];
    await rocio.context.route("https://wa.me/**", async (route) => {
      chats.push(route.request().url());
      await route.fulfill({ contentType: "text/html", body: "<!doctype html><title>chat</title>" });
    });
    await rocio.visit("/");
    await rocio.page.getByRole("link", { name: /clientes? por avisar/ }).click();
    const line = rocio.page.getByRole("listitem").filter({ hasText: "No tiene correo" }).first();
    const name = await line.getByRole("link").first().innerText();
    const [chat] = await Promise.all([
      rocio.page.waitForEvent("popup"),
      line.getByRole("button", { name: "WhatsApp" }).click(),
    ]);
    await chat.waitForURL(/wa\.me/);
    assert.match(decodeURIComponent(chats[0] ?? ""), new RegExp(`Hola ${name}, le escribimos de`));
    await chat.close();
    await rocio.page.reload();
    const again = rocio.page.getByRole("listitem").filter({ hasText: "Abierto en WhatsApp" });
    await again.getByText("Marcar avisado").click();
    await again.getByRole("radio", { name: "WhatsApp" }).check();
    await again.locator("details[open]").getByLabel("Nota").fill("Pasa mañana");
    await again.getByRole("button", { name: "Avisado" }).click();
    await rocio.page.locator("#toasts").getByText("Anotado: el cliente está avisado.").waitFor();
    assert.equal(await rocio.page.getByText("Abierto en WhatsApp").count(), 0);
  });
});

/** The device of a client without e-mail, who does not want the repair, becomes ready. */
async function readyWithoutMail({ page, visit }: Person): Promise<void> {
  const order = await firstLink(page, "/ordenes?estado=awaiting_approval", "/ordenes/");
  await visit(await firstLink(page, order, "/clientes/"));
  await page.getByRole("link", { name: "Editar" }).click();
  for (const mail of await page.locator('input[value*="@"]').all()) await mail.fill("");
  await page.getByRole("button", { name: "Guardar" }).click();
  await page.getByRole("link", { name: "Editar" }).waitFor();
  await visit(`${order}?mover=ready`);
  const form = page.locator("#order-move form");
  await field(form, "Motivo").fill("Le sale más cara que una nueva");
  await form.getByRole("button", { name: "Pasar a «Listo para retirar»" }).click();
  await statusIs(page, "Listo para retirar");
}
