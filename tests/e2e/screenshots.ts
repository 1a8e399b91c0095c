/** Takes the README's pictures of the demo shop into `docs/screenshots/`: `deno task screenshots`. */
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import sharp from "sharp";
import { startPrinter } from "../support/printer.ts";
import { openChromium } from "./support/chromium.ts";
import { installDaemon } from "./support/daemon.ts";
import { signInAs } from "./support/demo.ts";
import type { DemoRole } from "./support/sign_in.ts";
import { deviceEntry } from "./support/intake.ts";
import { field } from "./support/keyboard.ts";
import { firstLink } from "./support/pages.ts";
import { type Screen, seat } from "./support/person.ts";
import { startServer } from "./support/server.ts";

const FOLDER = fileURLToPath(new URL("../../docs/screenshots/", import.meta.url));
const MOST_BYTES = 150_000;
const DESK: Screen = { width: 1280, height: 800 };
const PHONE: Screen = { width: 390, height: 844, touch: true, sharp: true };

interface Picture {
  name: string;
  who: DemoRole | null;
  screen: Screen;
  scene: (page: Page) => Promise<void>;
}

const PICTURES: readonly Picture[] = [
  { name: "counter", who: "receptionist", screen: DESK, scene: (page) => to(page, "/") },
  { name: "intake", who: "receptionist", screen: { ...DESK, height: 900 }, scene: intake },
  { name: "order", who: "receptionist", screen: { ...DESK, height: 1480 }, scene: orderWithLabel },
  {
    name: "order-dark",
    who: "technician",
    screen: { ...DESK, dark: true },
    scene: async (page) => to(page, await repairing(page)),
  },
  { name: "board", who: "technician", screen: DESK, scene: (page) => to(page, "/tablero") },
  {
    name: "board-dark",
    who: "technician",
    screen: { ...DESK, dark: true },
    scene: (page) => to(page, "/tablero"),
  },
  {
    name: "printers",
    who: "admin",
    screen: { ...DESK, height: 640 },
    scene: (page) => to(page, "/admin/impresoras"),
  },
  { name: "statistics", who: "admin", screen: DESK, scene: (page) => to(page, "/estadisticas") },
];

await Deno.mkdir(FOLDER, { recursive: true });
await using after = new AsyncDisposableStack();
const server = after.adopt(await startServer(), (one) => one.stop());
await server.console("seed", "--orders", "1200", "--clients", "320", "--seed", "7");
const printer = after.adopt(await startPrinter(), (one) => one.close());
const daemon = after.adopt(
  await installDaemon({ server: server.url, printerPort: printer.port }),
  (one) => one.stop(),
);
const { code } = await server.console("pair-daemon", "--name", "PC del mostrador");
await daemon.pair(String(code));
daemon.run();
const browser = after.adopt(await openChromium(), (one) => one.close());

for (const picture of PICTURES) {
  const page = await sit(browser, picture);
  await picture.scene(page);
  await keep(picture.name, await page.screenshot());
  await page.context().close();
}
const desk = await sit(browser, { name: "desk", who: "receptionist", screen: DESK });
await to(desk, await repairing(desk));
const link = await desk.locator("#tracking-panel a.tracking-link").innerText();
const phone = await sit(browser, { name: "tracking", who: null, screen: PHONE });
await to(phone, link);
await keep("tracking", await phone.screenshot());

async function sit(browser: Browser, { name, who, screen }: Omit<Picture, "scene">): Promise<Page> {
  const person = await seat(browser, { name, baseUrl: server.url, screen });
  if (who) await signInAs(person, who);
  return person.page;
}

async function to(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await page.evaluate("document.fonts.ready");
}

async function repairing(page: Page): Promise<string> {
  return await firstLink(page, "/ordenes?sucursal=todas&estado=repairing", "/ordenes/S01");
}

async function intake(page: Page): Promise<void> {
  await to(page, "/ingresos/nuevo");
  await field(page, "Nombre, teléfono, correo o documento").fill("gómez");
  await page.locator(".option:has(.order-line) input").first().check();
  const entry = deviceEntry(page, 1);
  await field(entry, "Marca").fill("Samsung");
  await field(entry, "Modelo").fill("Galaxy A54");
  await field(entry, "IMEI o número de serie").fill("490154203237518");
  await field(entry, "Falla que informa el cliente").fill("No carga: hay que mover el cable para que prenda");
  await entry.getByRole("checkbox", { name: "Cargador" }).check();
  await page.evaluate("document.activeElement.blur(); scrollTo(0, 0)");
}

async function orderWithLabel(page: Page): Promise<void> {
  await to(page, await repairing(page));
  await page.getByRole("button", { name: /^Imprimir etiqueta/ }).click();
  await page.locator("#print-panel").getByText(/^Impresa\b/).waitFor();
  await page.locator(".toast").waitFor({ state: "detached" });
  await page.evaluate("scrollTo(0, 0)");
}

/** As small as the limit asks for, without smearing the letters first. */
async function keep(name: string, png: Uint8Array): Promise<void> {
  for (
    const options of [{ lossless: true }, { nearLossless: true, quality: 60 }, { quality: 85 }, {
      quality: 70,
    }]
  ) {
    const picture = await sharp(png).webp({ ...options, effort: 6 }).toBuffer();
    if (picture.length > MOST_BYTES) continue;
    await Deno.writeFile(`${FOLDER}${name}.webp`, picture);
    console.log(`${name}.webp ${Math.round(picture.length / 1000)} kB`);
    return;
  }
  throw new Error(`${name} does not fit into ${MOST_BYTES} bytes`);
}
