import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { demoPerson } from "./support/demo.ts";
import { dress, openPage, PRODUCT_PAGES, type ProductPage } from "./support/pages.ts";
import type { Person } from "./support/person.ts";
import { bringJudge, judgeKinds, outOfBox } from "./support/looks.ts";
import type { TestServer } from "./support/server.ts";
import { e2eInDemo } from "./support/stage.ts";

const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const ROLES = ["receptionist", "technician", "admin", "nobody"] as const;
const DESK = { width: 1440, height: 900 };
const PHONE = 390;
/** Small phones, and what 1440 px are worth at a zoom of 200 %. */
const OTHER_WIDTHS = [320, 720];

e2eInDemo("every page can be read, reached and fits, for everybody", async (stage, t) => {
  const judged: Judged = { light: new Set(), dark: new Set(), desk: new Set(), phone: new Set() };
  for (const role of ROLES) {
    await t.step(role, async () => {
      const frames = new Set<string>();
      const person = role === "nobody" ? await stage.person(role) : await demoPerson(stage, { role });
      const found: string[] = [];
      for (const product of PRODUCT_PAGES.filter(({ who }) => who === role)) {
        found.push(
          ...(await inspect(person, { product, frames, judged, server: stage.server })).map((one) =>
            `${product.name}: ${one}`
          ),
        );
      }
      assert.deepEqual(found, []);
      await person.page.close();
    });
  }
});

/** What was judged on any page: kinds of texts in each theme, kinds of targets on a desk and on a phone. */
type Judged = Record<"light" | "dark" | "desk" | "phone", Set<string>>;

/** Of a frame that was judged around another page only the main part is judged again. */
async function inspect(
  person: Person,
  { product, frames, judged, server }: {
    product: ProductPage;
    frames: Set<string>;
    judged: Judged;
    server: TestServer;
  },
): Promise<string[]> {
  const { page } = person;
  if (product.status) person.expects(product.status);
  await page.setViewportSize(DESK);
  await openPage(page, product, server);
  await dress(page, "light");
  await bringJudge(page);
  const frame = await frameOf(page);
  const complaints = await violations(page, { framed: frames.has(frame), judged });
  frames.add(frame);
  complaints.push(...await sharedIds(page), ...await hiddenFocus(page), ...await outOfBox(page));
  await dress(page, "dark");
  await page.setViewportSize({ width: PHONE, height: 800 });
  complaints.push(...await tooWide(page), ...await outOfBox(page));
  const inTheDark = { "color-contrast": judged.dark };
  const phone = await judgeKinds(page, { ...inTheDark, "target-size": judged.phone });
  complaints.push(...phone.map((one) => `on a phone in the dark ${one}`));
  for (const width of OTHER_WIDTHS) {
    await page.setViewportSize({ width, height: 800 });
    complaints.push(...await tooWide(page), ...await outOfBox(page));
  }
  // Next to nothing is left to judge: what a phone does not show.
  await page.setViewportSize(DESK);
  complaints.push(...(await judgeKinds(page, inTheDark)).map((one) => `in the dark ${one}`));
  return complaints;
}

/** What stands around the main part: elements and classes, and which of them is the current one. */
async function frameOf(page: Page): Promise<string> {
  return await page.evaluate(`[...document.body.querySelectorAll("*")].filter((one) => !one.closest("main"))
    .map((one) => [one.localName, one.className.baseVal ?? one.className, one.ariaCurrent].join(".")).join(" ")`);
}

/** What every page is held against, colours and targets by their kinds. */
async function violations(
  page: Page,
  { framed, judged }: { framed: boolean; judged: Judged },
): Promise<string[]> {
  const kinds = { "color-contrast": judged.light, "target-size": judged.desk };
  const rules = Object.fromEntries(Object.keys(kinds).map((rule) => [rule, { enabled: true }]));
  const options = { runOnly: WCAG, rules, preload: { assets: ["media"] } };
  return await judgeKinds(page, kinds, { within: framed ? "main" : "page", options });
}

/** What a label, a hint or an error names has to be one thing. */
async function sharedIds(page: Page): Promise<string[]> {
  return await page.evaluate<string[]>(`(() => {
    const seen = new Set();
    const shared = [...document.querySelectorAll("[id]")].filter(({ id }) => seen.size === seen.add(id).size);
    return shared.map(({ id }) => "two have the id " + id);
  })()`);
}

/** What gives no sign of having the focus, of all that the keyboard reaches: after a Tab the browser marks whatever is focused. */
async function hiddenFocus(page: Page): Promise<string[]> {
  await page.keyboard.press("Tab");
  return await page.evaluate(`(() => {
    const stops = document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']");
    const reached = (one) => one.tabIndex >= 0 && one.checkVisibility({ visibilityProperty: true });
    return [...stops].filter(reached).flatMap((stop) => {
      stop.focus({ preventScroll: true });
      if (document.activeElement !== stop) return [];
      const styles = [[stop], [stop, "::after"], [stop.parentElement], [stop.nextElementSibling]]
        .filter(([one]) => one).map((which) => getComputedStyle(...which));
      const marked = styles.some(({ outlineStyle, outlineWidth, boxShadow }) =>
        (outlineStyle !== "none" && parseFloat(outlineWidth) > 0) || boxShadow !== "none");
      return marked ? [] : "focus not seen on " + stop.outerHTML.slice(0, 160);
    });
  })()`);
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
