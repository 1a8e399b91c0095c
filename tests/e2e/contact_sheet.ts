/**
 * Shoots every page of a seeded shop at three widths, light and dark, into a folder to look through:
 * `deno run -A tests/e2e/contact_sheet.ts FOLDER [NAME…]`.
 */
import type { Page } from "playwright-core";
import { DEMO_ADMIN, DEMO_PASSWORD } from "../../src/seed/demo_users.ts";
import { openChromium } from "./support/chromium.ts";
import { addressOf, dress, PRODUCT_PAGES } from "./support/pages.ts";
import { seat } from "./support/person.ts";
import { startServer } from "./support/server.ts";

const WIDTHS = [390, 820, 1440];
const MOST_HEIGHT = 3000;
const EMAILS = {
  receptionist: "recepcion@demo.example",
  technician: "tecnico@demo.example",
  admin: DEMO_ADMIN,
};

const [folder, ...names] = Deno.args;
if (folder === undefined) throw new Error("where to? FOLDER [NAME…]");
await Deno.mkdir(folder, { recursive: true });

await using after = new AsyncDisposableStack();
const server = after.adopt(await startServer(), (one) => one.stop());
await server.console("seed", "--orders", "300", "--clients", "120");
const browser = after.adopt(await openChromium(), (one) => one.close());

const seats = new Map<string, Page>();
for (const who of ["nobody", "receptionist", "technician", "admin"] as const) {
  const { page, faults } = await seat(browser, { name: who, baseUrl: server.url });
  after.defer(() => {
    for (const fault of faults) console.log(fault);
  });
  seats.set(who, page);
  if (who !== "nobody") await signIn(page, EMAILS[who]);
}
for (const product of PRODUCT_PAGES) {
  const { name, who } = product;
  if (names.length > 0 && !names.includes(name)) continue;
  const page = seats.get(who);
  if (!page) continue;
  try {
    await page.goto(await addressOf(page, product));
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 844 });
      // As high as the page, so that what is fixed to the window's edge does not lie across it.
      const height: number = await page.evaluate("document.documentElement.scrollHeight");
      await page.setViewportSize({ width, height: Math.min(height, MOST_HEIGHT) });
      for (const colorScheme of ["light", "dark"] as const) {
        await dress(page, colorScheme);
        await page.screenshot({ path: `${folder}/${name}-${width}-${colorScheme}.png` });
      }
    }
    console.log(name);
  } catch (error) {
    console.log(`${name}: ${error instanceof Error ? error.message : error}`);
  }
}

async function signIn(page: Page, email: string): Promise<void> {
  await page.goto("/ingresar");
  await page.locator("[name=email]").fill(email);
  await page.locator("[name=password]").fill(DEMO_PASSWORD);
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => url.pathname !== "/ingresar");
}
