/**
 * Shoots every page of a seeded shop at three widths, light and dark, into a folder to look through:
 * `deno run -A tests/e2e/contact_sheet.ts FOLDER [NAME…]`.
 */
import type { Page } from "playwright-core";
import { openChromium } from "./support/chromium.ts";
import { signInAs } from "./support/demo.ts";
import { dress, openPage, PRODUCT_PAGES, type ProductPage } from "./support/pages.ts";
import { seat } from "./support/person.ts";
import { startServer } from "./support/server.ts";

const ROLES = ["nobody", "receptionist", "technician", "admin"] as const;
const WIDTHS = [390, 820, 1440];
const MOST_HEIGHT = 3000;

const [folder, ...names] = Deno.args;
if (folder === undefined) throw new Error("where to? FOLDER [NAME…]");
await Deno.mkdir(folder, { recursive: true });

await using after = new AsyncDisposableStack();
const server = after.adopt(await startServer(), (one) => one.stop());
await server.console("seed", "--orders", "300", "--clients", "120");
const browser = after.adopt(await openChromium(), (one) => one.close());

for (const role of ROLES) {
  const pages = PRODUCT_PAGES.filter(({ name, who }) =>
    who === role && (names.length === 0 || names.includes(name))
  );
  if (pages.length === 0) continue;
  const person = await seat(browser, { name: role, baseUrl: server.url });
  if (role !== "nobody") await signInAs(person, role);
  for (const page of pages) await shoot(person.page, page);
  for (const fault of person.faults) console.log(fault);
}

async function shoot(page: Page, product: ProductPage): Promise<void> {
  try {
    await openPage(page, product, server);
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 844 });
      // As high as the page, so that what is fixed to the window's edge does not lie across it.
      const height: number = await page.evaluate("document.documentElement.scrollHeight");
      await page.setViewportSize({ width, height: Math.min(height, MOST_HEIGHT) });
      for (const colour of ["light", "dark"] as const) {
        await dress(page, colour);
        await page.screenshot({ path: `${folder}/${product.name}-${width}-${colour}.png` });
      }
    }
    console.log(product.name);
  } catch (error) {
    console.log(`${product.name}: ${error instanceof Error ? error.message : error}`);
  }
}
