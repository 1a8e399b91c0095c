import assert from "node:assert/strict";
import { CHROMIUM } from "./support/chromium.ts";
import { JUDGE, judgeKinds } from "./support/looks.ts";
import { sharedChromium } from "./support/shared_chromium.ts";

const PAGE = `<!DOCTYPE html><html lang="en"><title>t</title><style>
  .pale { color: #bbb } .dark { background: #222 } @media (prefers-color-scheme: dark) { .gone { color: #eee } }
  button { width: 90px; height: 40px; display: block } .small { width: 10px; height: 10px; padding: 0 }</style>
  <main><p class="pale">One of a kind</p><p class="pale">Another of a kind</p><p>Black on white</p><p class="gone">Well by day</p>
  <section class="dark"><p class="pale">Pale on dark is well</p></section><button>A button that is large</button>
  <button class="small">x</button><button class="small">y</button><button class="small">z</button></main>`;

Deno.test({
  name: "of texts and targets that look alike one is judged once, and what looks otherwise is judged anew",
  ignore: CHROMIUM === null,
  async fn() {
    const context = await (await sharedChromium()).newContext({ colorScheme: "light" });
    for (const script of JUDGE) await context.addInitScript(script);
    const page = await context.newPage();
    await page.goto(`data:text/html,${encodeURIComponent(PAGE)}`);
    const judged = new Set<string>();
    const byDay = await judgeKinds(page, { rule: "color-contrast", judged });
    assert.equal(byDay.length, 1, byDay.join("\n"));
    assert.match(byDay[0] ?? "", /color-contrast · main > \.pale:nth-child\(1\)/);
    assert.deepEqual(await judgeKinds(page, { rule: "color-contrast", judged }), []);
    await page.emulateMedia({ colorScheme: "dark" });
    assert.match((await judgeKinds(page, { rule: "color-contrast", judged })).join(), /\.gone/);
    await page.evaluate(`document.querySelector("section").style.background = "#eee"`);
    assert.match((await judgeKinds(page, { rule: "color-contrast", judged })).join(), /section|\.dark/);

    const targets = new Set<string>();
    const near = await judgeKinds(page, { rule: "target-size", judged: targets });
    assert.ok(near.length > 0 && near.every((one) => one.includes(".small")), near.join("\n"));
    await page.evaluate(`document.querySelectorAll(".small").forEach((one) => one.style.margin = "40px")`);
    assert.deepEqual(await judgeKinds(page, { rule: "target-size", judged: targets }), []);
    assert.deepEqual(await judgeKinds(page, { rule: "target-size", judged: targets }), []);
    await context.close();
  },
});
