import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { demoPerson, type DemoRole, seedDemo } from "./support/demo.ts";
import { addressOf, dress, PRODUCT_PAGES } from "./support/pages.ts";
import type { Person } from "./support/person.ts";
import { e2e } from "./support/stage.ts";

interface Violation {
  id: string;
  impact: string;
  targets: string[];
}

const AXE = await Deno.readTextFile(new URL(import.meta.resolve("axe-core/axe.min.js")));
const NARROW = [320, 390];
/** What 1440 px are worth at a zoom of 200 %. */
const ZOOMED = 720;

e2e("every page can be read, reached and fits, for everybody", async (stage, t) => {
  await seedDemo(stage);
  const people = new Map<string, Person>();
  for (const role of ["receptionist", "technician", "admin"] satisfies DemoRole[]) {
    people.set(role, await demoPerson(stage, { role }));
  }
  people.set("nobody", await stage.person("nobody"));

  for (const product of PRODUCT_PAGES) {
    await t.step(product.name, async () => {
      const person = people.get(product.who) ?? assert.fail(product.who);
      const { page } = person;
      if (product.status) person.expects(product.status);
      await page.setViewportSize({ width: 1440, height: 900 });
      await page.emulateMedia({ colorScheme: "light" });
      await page.goto(await addressOf(page, product));
      await page.evaluate(AXE);
      assert.deepEqual(await violations(page, { resultTypes: ["violations"] }), []);
      await dress(page, "dark");
      assert.deepEqual(await violations(page, { runOnly: ["color-contrast"] }), [], "in the dark");
      await dress(page, "light");
      assert.deepEqual(await hiddenFocus(page), [], "the focus is not seen");
      for (const width of [...NARROW, ZOOMED]) {
        await page.setViewportSize({ width, height: 800 });
        assert.deepEqual(await tooWide(page), [], `wider than ${width}`);
      }
    });
  }
});

async function violations(page: Page, options: Record<string, unknown>): Promise<Violation[]> {
  return await page.evaluate(`axe.run(document, ${JSON.stringify(options)}).then(({ violations }) =>
    violations.filter(({ impact }) => impact === "serious" || impact === "critical").map(({ id, impact, nodes }) =>
      ({ id, impact, targets: nodes.slice(0, 4).map(({ target, failureSummary }) => target.join(" ") + ": " + failureSummary) })))`);
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
      return marked ? null : element.outerHTML.slice(0, 160);
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
      .slice(-5).map((one) => scrollWidth + ": " + one.outerHTML.slice(0, 140));
  })()`);
}
