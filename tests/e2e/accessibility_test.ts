import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { demoPerson } from "./support/demo.ts";
import { dress, openPage, PRODUCT_PAGES, type ProductPage } from "./support/pages.ts";
import type { Person } from "./support/person.ts";
import { JUDGE, judgeKinds, type KindRule } from "./support/looks.ts";
import type { TestServer } from "./support/server.ts";
import { e2eInDemo } from "./support/stage.ts";

const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
/** What axe judges of a page as a whole alone. */
const OF_THE_PAGE = [
  "aria-hidden-body",
  "bypass",
  "document-title",
  "html-has-lang",
  "html-lang-valid",
  "meta-refresh",
  "meta-viewport",
];
const ROLES = ["receptionist", "technician", "admin", "nobody"] as const;
const PHONE = 390;
/** Small phones, and what 1440 px are worth at a zoom of 200 %. */
const OTHER_WIDTHS = [320, 720];

e2eInDemo("every page can be read, reached and fits, for everybody", async (stage, t) => {
  const judged: Judged = { light: new Set(), dark: new Set(), desk: new Set(), phone: new Set() };
  for (const role of ROLES) {
    await t.step(role, async () => {
      const frames = new Set<string>();
      const person = role === "nobody" ? await stage.person(role) : await demoPerson(stage, { role });
      for (const script of JUDGE) await person.context.addInitScript(script);
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
  await page.setViewportSize({ width: 1440, height: 900 });
  await openPage(page, product, server);
  await dress(page, "light");
  const frame = await frameOf(page);
  const complaints = await lasting(() => violations(page, { framed: frames.has(frame) }));
  frames.add(frame);
  complaints.push(...await kinds(page, { rule: "color-contrast", judged: judged.light }));
  complaints.push(...await kinds(page, { rule: "target-size", judged: judged.desk }));
  complaints.push(...await hiddenFocus(page));
  await dress(page, "dark");
  const dark = await kinds(page, { rule: "color-contrast", judged: judged.dark });
  complaints.push(...dark.map((one) => `in the dark ${one}`));
  await page.setViewportSize({ width: PHONE, height: 800 });
  complaints.push(...await tooWide(page));
  const phone = await kinds(page, { rule: "target-size", judged: judged.phone });
  complaints.push(...phone.map((one) => `on a phone ${one}`));
  for (const width of OTHER_WIDTHS) {
    await page.setViewportSize({ width, height: 800 });
    complaints.push(...await tooWide(page));
  }
  return complaints;
}

/** What is new on this page is judged by the rule; what it complains of has to be there at a second look too. */
async function kinds(
  page: Page,
  { rule, judged }: { rule: KindRule; judged: Set<string> },
): Promise<string[]> {
  const before = new Set(judged);
  const first = await judgeKinds(page, { rule, judged });
  return first.length === 0 ? first : await judgeKinds(page, { rule, judged: before });
}

/** What is still there at a second look: the first one can fall into the moment in which a page changes its dress. */
async function lasting(look: () => Promise<string[]>): Promise<string[]> {
  const first = await look();
  return first.length === 0 ? first : await look();
}

/** What stands around the main part: elements and classes, and which of them is the current one. */
async function frameOf(page: Page): Promise<string> {
  return await page.evaluate(`[...document.body.querySelectorAll("*")].filter((one) => !one.closest("main"))
    .map((one) => [one.localName, one.className.baseVal ?? one.className, one.ariaCurrent].join(".")).join(" ")`);
}

/** What every page is held against; colours and targets are judged by their kinds. */
async function violations(page: Page, { framed }: { framed: boolean }): Promise<string[]> {
  const byKind = { "color-contrast": { enabled: false }, "target-size": { enabled: false } };
  const all = { runOnly: WCAG, rules: byKind, preload: { assets: ["media"] } };
  if (!framed) return await complaintsOf(page, "html", all);
  const main = await complaintsOf(page, "main", all);
  return [...main, ...await complaintsOf(page, "html", { runOnly: OF_THE_PAGE })];
}

async function complaintsOf(page: Page, within: string, options: object): Promise<string[]> {
  return await page.evaluate(`complaintsOf(${JSON.stringify(within)}, ${JSON.stringify(options)})`);
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
