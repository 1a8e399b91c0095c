import assert from "node:assert/strict";
import { CHROMIUM } from "./support/chromium.ts";
import { bringJudge, judgeKinds } from "./support/looks.ts";
import { sharedChromium } from "./support/shared_chromium.ts";

const PAGE = `<!DOCTYPE html><html lang="en"><title>t</title><style>
  .pale { color: #bbb } .dark { background: #222 } @media (prefers-color-scheme: dark) { .gone { color: #eee } }
  summary { line-height: 40px } button { width: 90px; height: 40px; display: block } .small { width: 10px; height: 10px; padding: 0 }</style>
  <main><p class="pale">One of a kind</p><p class="pale">Another of a kind</p><p>Black on white</p><p class="gone">Well by day</p>
  <section class="dark"><p class="pale">Pale on dark is well</p></section><button>A button that is large</button>
  <button class="small">x</button><button class="small">y</button><button class="small">z</button>
  <details><summary>Folded</summary><p class="pale gone">Away</p></details>
  <details><summary>Judged all the same</summary><p>Away</p><video></video></details>
  <details open><summary>Unfolded</summary><p>Here</p></details></main>`;

Deno.test({
  name: "of texts and targets that look alike one is judged once, and what looks otherwise is judged anew",
  ignore: CHROMIUM === null,
  async fn() {
    const context = await (await sharedChromium()).newContext({ colorScheme: "light" });
    const page = await context.newPage();
    await page.goto(`data:text/html,${encodeURIComponent(PAGE)}`);
    await bringJudge(page);
    assert.equal(await page.locator("details p").count(), 2, "what is folded and judged by nothing is gone");
    const judged = new Set<string>();
    const byDay = await judgeKinds(page, { "color-contrast": judged });
    assert.equal(byDay.length, 1, byDay.join("\n"));
    assert.match(byDay[0] ?? "", /color-contrast · main > \.pale:nth-child\(1\)/);
    assert.deepEqual(await judgeKinds(page, { "color-contrast": judged }), []);
    await page.emulateMedia({ colorScheme: "dark" });
    assert.match((await judgeKinds(page, { "color-contrast": judged })).join(), /\.gone/);
    await page.evaluate(`document.querySelector("section").style.background = "#eee"`);
    assert.match((await judgeKinds(page, { "color-contrast": judged })).join(), /section|\.dark/);

    const targets = new Set<string>();
    const near = await judgeKinds(page, { "target-size": targets });
    assert.ok(near.length > 0 && near.every((one) => one.includes(".small")), near.join("\n"));
    await page.evaluate(`document.querySelectorAll(".small").forEach((one) => one.style.margin = "40px")`);
    assert.deepEqual(await judgeKinds(page, { "target-size": targets }), []);
    assert.deepEqual(await judgeKinds(page, { "target-size": targets }), []);
    await context.close();
  },
});
