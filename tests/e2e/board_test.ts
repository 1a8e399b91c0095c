import assert from "node:assert/strict";
import type { Locator, Page } from "playwright-core";
import { demoPerson } from "./support/demo.ts";
import { openLine } from "./support/line.ts";
import type { Person } from "./support/person.ts";
import { act, e2eInDemo } from "./support/stage.ts";
import { eventually } from "./support/wait.ts";

e2eInDemo("the board follows what everybody does: by mouse, finger and keyboard", async (stage, t) => {
  const ana = await demoPerson(stage, { role: "admin", name: "Ana" });
  const rocio = await demoPerson(stage, { role: "receptionist", name: "Rocío" });
  const asked = requestsOf(rocio.page);
  await Promise.all([ana.visit("/tablero"), rocio.visit("/tablero")]);

  await act(t, "a card dragged on one screen moves on the other, which asks for nothing", async () => {
    const number = await firstCard(ana.page, "repairing");
    await drag(ana.page, card(ana.page, number), "awaiting_parts");
    await standsIn(ana.page, number, "waiting");
    await standsIn(rocio.page, number, "waiting");
    await card(rocio.page, number).getByText("Esperando repuestos").waitFor();
    const since = asked().slice(asked().indexOf("/tablero"));
    assert.deepEqual(since, ["/tablero", "/tablero/en-vivo"], "the page, and one stream");
    await ana.page.getByRole("button", { name: "Deshacer" }).click();
    await standsIn(rocio.page, number, "active");
    await standsIn(ana.page, number, "active");
    await toast(ana.page, "Se deshizo: vuelve a «En reparación»");
  });

  await act(t, "what nobody has asks who takes it before work begins", async () => {
    ana.expects(422);
    const free = ana.page.locator('.board-card[data-status="received"]').filter({ hasText: "Sin asignar" });
    const number = await numberOf(free.first());
    await drag(ana.page, card(ana.page, number), "diagnosing");
    const dialog = ana.page.getByRole("dialog", { name: "Mover" });
    const who = dialog.getByLabel(/^Quién lo repara/);
    await who.selectOption({ index: 1 });
    const name = await who.locator("option:checked").innerText();
    await dialog.getByRole("button", { name: "Pasar a «En diagnóstico»" }).click();
    await standsIn(rocio.page, number, "active");
    await card(rocio.page, number).getByText(name, { exact: true }).waitFor();
  });

  await act(t, "a refused move goes back to its place and says why", async () => {
    ana.expects(409);
    const number = await firstCard(ana.page, "repairing");
    await drag(ana.page, card(ana.page, number), "received");
    await toast(ana.page, /De este estado no se pasa a ese/);
    await standsIn(ana.page, number, "active");
  });

  await act(t, "a move that needs something asks for it before the card goes", async () => {
    ana.expects(422);
    const number = await firstCard(ana.page, "repairing");
    await drag(ana.page, card(ana.page, number), "on_hold");
    const dialog = ana.page.getByRole("dialog", { name: "Mover" });
    await dialog.getByLabel(/^Motivo/).fill("El cliente viaja");
    await standsIn(ana.page, number, "active");
    await dialog.getByRole("button", { name: "Pasar a «En pausa»" }).click();
    await dialog.getByLabel(/^Revisar el/).fill("2030-01-15");
    await dialog.getByRole("button", { name: "Pasar a «En pausa»" }).click();
    await dialog.waitFor({ state: "hidden" });
    await standsIn(ana.page, number, "waiting");
    await standsIn(rocio.page, number, "waiting");
    assert.equal(await focusedCard(ana.page), number, "the focus stays with the card");
    await drag(ana.page, card(ana.page, number), "repairing");
    await standsIn(rocio.page, number, "active");
  });

  await act(t, "the keyboard walks over the board and moves a card", async () => {
    const { page, keys } = ana;
    const number = await firstCard(page, "approved");
    await card(page, number).locator(".row-link").focus();
    await keys.press("ArrowRight");
    assert.notEqual(await focusedCard(page), number);
    assert.ok(await page.locator("#board-waiting .board-card:focus-within").count());
    await keys.press("ArrowLeft");
    await card(page, number).locator(".row-link").focus();
    await keys.press("m");
    const dialog = page.getByRole("dialog", { name: "Mover" });
    const steps = dialog.locator(".menu-item");
    await steps.first().waitFor();
    await eventually(
      () => steps.first().evaluate((one) => one.matches(":focus")),
      "the first step has the focus",
    );
    await keys.press("ArrowDown");
    assert.ok(await steps.nth(1).evaluate((one) => one.matches(":focus")));
    await keys.press("ArrowUp", "Enter");
    await toast(page, `${number} pasó a «En reparación»`);
    await dialog.waitFor({ state: "hidden" });
    await eventually(async () => await focusedCard(page) === number, "the focus stays with the card");
    await keys.press("m");
    await steps.first().waitFor();
    await keys.press("Escape");
    await dialog.waitFor({ state: "hidden" });
    assert.equal(await focusedCard(page), number);
    await card(rocio.page, number).getByText("En reparación").waitFor();
  });

  await act(t, "a screen that lost its line says so, and catches up when it has it again", async () => {
    await using line = openLine(stage.server.url);
    const far = await demoPerson(stage, { role: "technician", name: "Lejos" });
    await Promise.all([
      far.page.waitForResponse(/\/tablero\/en-vivo/),
      far.visit(`${line.url}/tablero`),
    ]);
    const number = await firstCard(far.page, "repairing");
    line.cut();
    await far.page.locator(".board-offline").waitFor();
    await drag(ana.page, card(ana.page, number), "awaiting_parts");
    await standsIn(ana.page, number, "waiting");
    const [request] = await Promise.all([
      far.page.waitForRequest((one) => one.url().includes("/tablero/en-vivo")),
      Promise.resolve(line.mend()),
    ]);
    assert.ok((await request.allHeaders())["last-event-id"], "it tells what it saw last");
    await standsIn(far.page, number, "waiting");
    await far.page.locator(".board-offline").waitFor({ state: "hidden" });
    await far.page.close();
    far.faults.length = 0;
  });

  await act(t, "the wall shows it too, and has nothing to press", async () => {
    const wall = await demoPerson(stage, {
      role: "technician",
      name: "Pared",
      screen: { width: 1920, height: 1080 },
    });
    await wall.visit("/tablero?muro");
    const number = await firstCard(ana.page, "approved");
    await drag(ana.page, card(ana.page, number), "repairing");
    await card(wall.page, number).getByText("En reparación").waitFor();
    await wall.page.locator(`#card-${number}.fresh`).waitFor();
    assert.equal(await wall.page.locator("#board :is(a, button)").count(), 0);
  });

  await act(t, "a board whose session is over shows that it is", async () => {
    const leaving = await demoPerson(stage, { role: "receptionist", name: "Se va" });
    await leaving.visit("/tablero");
    leaving.expects(401);
    const other = await leaving.context.newPage();
    await other.goto(new URL("/", leaving.page.url()).href);
    await other.locator(".user-menu summary").click();
    await other.getByRole("button", { name: "Cerrar sesión" }).click();
    await other.waitForURL(/ingresar/);
    await leaving.page.waitForURL(/ingresar/);
    // htmx writes to the console what it could not hear.
    leaving.faults.length = 0;
  });

  await act(t, "a finger drags by the six dots and scrolls anywhere else", async () => {
    const phone = await demoPerson(stage, {
      role: "admin",
      name: "Teléfono",
      screen: { width: 390, height: 844, touch: true },
    });
    await phone.visit("/tablero");
    const number = await firstCard(phone.page, "quality_check");
    await card(phone.page, number).scrollIntoViewIfNeeded();
    phone.expects(422);
    await touchDrag(phone, card(phone.page, number).locator(".card-move"), "repairing");
    const dialog = phone.page.getByRole("dialog", { name: "Mover" });
    await dialog.getByLabel(/^Qué falló/).fill("Sigue sin cargar");
    await dialog.getByRole("button", { name: "Pasar a «En reparación»" }).tap();
    await card(phone.page, number).getByText("En reparación").waitFor();
    await card(rocio.page, number).getByText("En reparación").waitFor();
  });
});

e2eInDemo("the board is a table without scripts", async (stage) => {
  const ana = await demoPerson(stage, { role: "admin", name: "Ana", screen: { javaScript: false } });
  const { page } = ana;
  await ana.visit("/tablero");
  await page.waitForURL(/vista=tabla/);
  const row = page.getByRole("row").filter({ hasText: "En reparación" }).first();
  const number = (await row.getByRole("link").first().innerText()).trim();
  await row.getByRole("link", { name: `Mover ${number}` }).click();
  await page.getByRole("button", { name: "Esperando repuestos" }).click();
  await page.waitForURL(/\/tablero\?.*vista=tabla/);
  await page.getByText(`${number} pasó a «Esperando repuestos»`).waitFor();
  await page.getByRole("row").filter({ hasText: number }).getByText("Esperando repuestos").waitFor();
});

function card(page: Page, number: string): Locator {
  return page.locator(`#card-${number}`);
}

async function firstCard(page: Page, status: string): Promise<string> {
  return await numberOf(page.locator(`.board-card[data-status="${status}"]`).first());
}

async function numberOf(found: Locator): Promise<string> {
  await found.waitFor();
  return (await found.getAttribute("id") ?? "").replace("card-", "");
}

async function standsIn(page: Page, number: string, group: string): Promise<void> {
  await page.locator(`#board-${group} #card-${number}:not(.waits)`).waitFor();
}

async function focusedCard(page: Page): Promise<string> {
  return await page.evaluate(`document.activeElement.closest(".board-card")?.id.replace("card-", "") ?? ""`);
}

async function toast(page: Page, text: string | RegExp): Promise<void> {
  await page.locator("#toasts").getByText(text).first().waitFor();
}

/** Takes the card and lets it go over a status; one that it does not lead to is reached by its column. */
async function drag(page: Page, taken: Locator, to: string): Promise<void> {
  await taken.hover({ position: { x: 40, y: 50 } });
  const box = await boxOf(taken);
  await page.mouse.down();
  await page.mouse.move(box.x + 60, box.y + 60, { steps: 3 });
  await reach(page, to, ({ x, y }) => page.mouse.move(x, y, { steps: 6 }));
  await page.mouse.up();
}

async function touchDrag({ page, context }: Person, grip: Locator, to: string): Promise<void> {
  const finger = await context.newCDPSession(page);
  const touch = (type: "touchStart" | "touchMove" | "touchEnd", at?: { x: number; y: number }) =>
    finger.send("Input.dispatchTouchEvent", { type, touchPoints: at ? [at] : [] });
  const { x, y, width, height } = await boxOf(grip);
  const from = { x: x + width / 2, y: y + height / 2 };
  await touch("touchStart", from);
  await touch("touchMove", { x: from.x - 20, y: from.y + 10 });
  await reach(page, to, (at) => touch("touchMove", at));
  await touch("touchEnd");
  await finger.detach();
}

/** Goes to the place of a status until it is the one that would take the card: places may shift while they open. */
async function reach(page: Page, to: string, go: (at: { x: number; y: number }) => Promise<unknown>) {
  const place = page.locator(`[data-to="${to}"]:visible`);
  await eventually(async () => {
    const { x, y, width, height } = await boxOf(place);
    await go({ x: x + width / 2, y: y + height / 2 });
    return await place.evaluate((one) => one.classList.contains("over"));
  }, `${to} takes the card`);
}

async function boxOf(element: Locator) {
  await element.first().waitFor();
  const box = await element.first().boundingBox();
  assert.ok(box);
  return box;
}

/** What a page has asked the server for since, photos and the like apart. */
function requestsOf(page: Page): () => string[] {
  const asked: string[] = [];
  page.on("request", (request) => {
    if (["document", "fetch", "xhr"].includes(request.resourceType())) {
      asked.push(new URL(request.url()).pathname);
    }
  });
  return () => asked;
}
