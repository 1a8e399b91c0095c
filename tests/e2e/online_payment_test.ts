import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { MP_SECRET, MP_TOKEN } from "../support/gateways/mercado_pago.ts";
import { demoPerson } from "./support/demo.ts";
import { field } from "./support/keyboard.ts";
import type { Person } from "./support/person.ts";
import { act, e2eInDemo } from "./support/stage.ts";

e2eInDemo("a client pays online, and every page tells so by itself", async (stage, t) => {
  const { payments } = stage;
  const ana = await demoPerson(stage, { role: "admin", name: "Ana" });
  const client = await stage.person("client", { width: 390, touch: true });
  let order = "";

  await act(t, "the administrator pastes the credentials, tries them and offers it", async () => {
    const { page } = ana;
    await ana.visit("/admin/cobros");
    const panel = page.locator("form", { has: page.locator("#mercado_pago-token") });
    await page.locator("#mercado_pago-token").fill(MP_TOKEN);
    await page.locator("#mercado_pago-secret").fill(MP_SECRET);
    for (const switched of ["Ofrecer este medio", "Cobrar de verdad", "El saldo de la orden"]) {
      await field(panel, switched).check();
    }
    await panel.getByRole("button", { name: "Guardar" }).click();
    await page.getByRole("button", { name: "Probar las credenciales" }).first().click();
    await page.getByText("Las credenciales funcionan").first().waitFor();
  });

  await act(t, "the client goes to the provider and comes back before anything was paid", async () => {
    const { page } = client;
    order = await anOrderThatOwes(ana.page);
    await ana.visit(order);
    await client.visit(await ana.page.locator("#tracking-panel a.tracking-link").innerText());
    await pay(page);
    await page.evaluate("globalThis.sameDocument = true");
  });

  await act(t, "once it is paid, the page shows it without being touched", async () => {
    const { page } = client;
    payments.pay(referenceOf(client));
    await page.getByRole("heading", { name: "Recibimos su pago" }).waitFor();
    await page.getByRole("link", { name: "Ver el recibo (PDF)" }).waitFor();
    assert.equal(await page.evaluate("globalThis.sameDocument"), true, "the page was loaded again");
    assert.equal(await page.getByRole("link", { name: "Ver de nuevo" }).count(), 0, "nothing is left to ask");
  });

  await act(t, "the shop reads it in the order's account and among the payments online", async () => {
    const { page } = ana;
    await ana.visit(order);
    await page.locator("#order-money").getByText("Saldado").waitFor();
    await ana.visit("/cobros");
    await page.getByRole("row", { name: new RegExp(order.split("/").at(-1) ?? "") }).waitFor();
  });

  await act(t, "without scripts the page loads itself anew until it is paid", async () => {
    const plain = await stage.person("plain", { javaScript: false });
    const other = await anOrderThatOwes(ana.page);
    await ana.visit(other);
    await plain.visit(await ana.page.locator("#tracking-panel a.tracking-link").innerText());
    await pay(plain.page);
    payments.pay(referenceOf(plain));
    await plain.page.getByRole("heading", { name: "Recibimos su pago" }).waitFor();
  });
});

/** By the button of the tracking page to the provider, and back by its link. */
async function pay(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Pagar con Mercado Pago" }).click();
  await page.getByRole("link", { name: "Volver al sitio" }).click();
  await page.getByRole("heading", { name: "Confirmamos su pago" }).waitFor();
}

/** What the provider knows the payment by. */
function referenceOf({ page }: Person): string {
  return new URL(page.url()).pathname.split("/").at(-1) ?? "";
}

/** The first ready order whose page offers a link to pay. */
async function anOrderThatOwes(page: Page): Promise<string> {
  const read = async (path: string) => await (await page.context().request.get(path)).text();
  const list = await read("/ordenes?sucursal=todas&estado=ready");
  for (const [, path = ""] of list.matchAll(/href="(\/ordenes\/S\d+-\d+)"/g)) {
    const file = await read(path);
    if (file.includes("Link de pago") && !file.includes("Saldado")) return path;
  }
  throw new Error("no ready order owes anything");
}
