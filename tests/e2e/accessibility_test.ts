import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { demoPerson, seedDemo } from "./support/demo.ts";
import { addressOf, dress, PRODUCT_PAGES, type ProductPage } from "./support/pages.ts";
import type { Person } from "./support/person.ts";
import { e2e } from "./support/stage.ts";

const AXE = await Deno.readTextFile(new URL(import.meta.resolve("axe-core/axe.min.js")));
const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const ROLES = ["receptionist", "technician", "admin", "nobody"] as const;
/** Small phones, usual phones, and what 1440 px are worth at a zoom of 200 %. */
const WIDTHS = [320, 390, 720];

e2e("every page can be read, reached and fits, for everybody", async (stage) => {
  await seedDemo(stage);
  const complaints = await Promise.all(ROLES.map(async (role) => {
    const person = role === "nobody" ? await stage.person(role) : await demoPerson(stage, { role });
    const found: string[] = [];
    for (const product of PRODUCT_PAGES.filter(({ who }) => who === role)) {
      found.push(...(await inspect(person, product)).map((complaint) => `${product.name}: ${complaint}`));
    }
    return found;
  }));
  assert.deepEqual(complaints.flat(), []);
});

async function inspect(person: Person, product: ProductPage): Promise<string[]> {
  const { page } = person;
  if (product.status) person.expects(product.status);
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto(await addressOf(page, product));
  await page.evaluate(AXE);
  await dress(page, "light");
  const complaints = await lasting(() => violations(page, WCAG));
  await dress(page, "dark");
  const dark = await lasting(() => violations(page, ["color-contrast"]));
  complaints.push(...dark.map((one) => `in the dark ${one}`));
  complaints.push(...await hiddenFocus(page));
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 800 });
    complaints.push(...await tooWide(page));
  }
  return complaints;
}

/** What is still there at a second look: the first one can fall into the moment in which a page changes its dress. */
async function lasting(look: () => Promise<string[]>): Promise<string[]> {
  const first = await look();
  return first.length === 0 ? first : await look();
}

/** Serious and critical ones, with the elements they are about. */
async function violations(page: Page, runOnly: string[]): Promise<string[]> {
  return await page.evaluate(
    `axe.run(document, { resultTypes: ["violations"], runOnly: ${
      JSON.stringify(runOnly)
    } }).then(({ violations }) =>
    violations.filter(({ impact }) => impact === "serious" || impact === "critical").flatMap(({ id, nodes }) =>
      nodes.slice(0, 4).map(({ target, failureSummary }) => [id, target.join(" "), failureSummary].join(" · "))))`,
  );
}

/** The first stops of Tab that give no sign of having the focus. */
async function hiddenFocus(page: Page): Promise<string[]> {
  const hidden: string[] = [];
  await page.evaluate("document.activeElement?.blur()");
  for (let stop = 0; stop < 12; stop++) {
    await page.keyboard.press("Tab");
    const unmarked: string | null = await page.evaluate(`(() => {
      const element = document.activeElement;
      if (!element || element === document.body) return null;
      const marked = [element, element.parentElement, element.nextElementSibling].some((one) => {
        if (!one) return false;
        const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(one);
        return (outlineStyle !== "none" && parseFloat(outlineWidth) > 0) || boxShadow !== "none";
      });
      return marked ? null : "focus not seen on " + element.outerHTML.slice(0, 160);
    })()`);
    if (unmarked !== null) hidden.push(unmarked);
  }
  return hidden;
}

/** What reaches beyond the right edge, or holds more than fits, when the page scrolls sideways. */
async function tooWide(page: Page): Promise<string[]> {
  return await page.evaluate(`(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    return [...document.querySelectorAll("body *")].filter((one) => one.checkVisibility())
      .filter((one) => one.getBoundingClientRect().right > clientWidth + 1 || one.scrollWidth > one.clientWidth + 1)
      .slice(-5).map((one) => scrollWidth + " wide in " + clientWidth + ": " + one.outerHTML.slice(0, 140));
  })()`);
}
