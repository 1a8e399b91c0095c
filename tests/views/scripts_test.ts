import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import type { Browser, Page } from "playwright-core";
import { CHROMIUM } from "../e2e/support/chromium.ts";
import { sharedChromium } from "../e2e/support/shared_chromium.ts";
import { type PartsServer, servePartsPage } from "./support/parts_server.tsx";

const AXE = new URL("../../node_modules/axe-core/axe.min.js", import.meta.url);

interface Stage {
  browser: Browser;
  server: PartsServer;
  page: Page;
  /** Errors of scripts and refusals of the Content-Security-Policy. */
  faults: string[];
  focused(): Promise<string>;
}

function browserTest(name: string, act: (stage: Stage) => Promise<void>): void {
  Deno.test({
    name,
    ignore: CHROMIUM === null,
    async fn() {
      const server = await servePartsPage();
      const browser = await sharedChromium();
      const page = await browser.newPage({ viewport: { width: 1200, height: 900 } });
      const faults: string[] = [];
      try {
        page.on("pageerror", (error) => faults.push(error.message));
        page.on("console", (message) => {
          if (/Content Security Policy|Refused/.test(message.text())) faults.push(message.text());
        });
        await page.goto(server.url);
        const focused = () =>
          page.evaluate<string>("document.activeElement.id || document.activeElement.className");
        await act({ browser, server, page, faults, focused });
      } finally {
        await page.close();
        await server.stop();
      }
    },
  });
}

/** Keys without a pause between them, as a scanner sends them; a browser driven from outside is slower than that. */
async function scan(page: Page, code: string): Promise<void> {
  await page.evaluate(`for (const key of [...${JSON.stringify(code)}, "Enter"]) {
    const field = document.activeElement;
    const down = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
    if (field.dispatchEvent(down) && key.length === 1 && "value" in field) field.value += key;
  }`);
}

browserTest(
  "shortcuts lead to places, but never while something is typed",
  async ({ page, server, focused }) => {
    await page.focus("#f-client");
    await page.keyboard.type("gon", { delay: 70 });
    assert.equal(await page.inputValue("#f-client"), "gon");
    await page.reload();
    await page.keyboard.press("/");
    await page.waitForSelector("#search:focus");
    await page.keyboard.press("Escape");
    await page.keyboard.press("?");
    await page.waitForSelector("#shortcuts[open]");
    await page.keyboard.press("Escape");
    await page.keyboard.press("s", { delay: 60 });
    await page.waitForSelector("main details.menu[open]");
    await page.keyboard.press("ArrowDown");
    assert.equal(await focused(), "menu-item");
    await page.keyboard.press("Escape");
    await page.keyboard.press("g");
    await page.waitForTimeout(100);
    await page.keyboard.press("o");
    await page.waitForURL(`${server.url}/ordenes`);
  },
);

browserTest("arrows move through the rows and Enter opens one", async ({ page, server }) => {
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.waitForURL(`${server.url}/llegada/S01-000051`);
});

browserTest(
  "a scan leads to the search wherever the focus is, and leaves what was typed alone",
  async ({ page, server }) => {
    await page.fill("#f-client", "Ana");
    await page.evaluate(
      "addEventListener('pagehide', () => sessionStorage.setItem('client', document.querySelector('#f-client').value))",
    );
    page.on("dialog", (dialog) => dialog.accept());
    await page.waitForTimeout(100);
    await scan(page, "ngS01-000052?/");
    await page.waitForURL(`${server.url}/buscar?q=ngS01-000052%3F%2F&scan=1`);
    assert.equal(await page.evaluate("sessionStorage.getItem('client')"), "Ana");
  },
);

browserTest("a scan stays in a field that waits for one", async ({ page, server }) => {
  await page.focus("#f-devices-0-serial");
  await page.keyboard.type("356938035643809");
  assert.equal(await page.inputValue("#f-devices-0-serial"), "356938035643809");
  assert.equal(page.url(), `${server.url}/`);
});

browserTest("suggestions are a list box that the keyboard moves through", async ({ page, server }) => {
  await page.focus("#search");
  await page.keyboard.type("s01", { delay: 60 });
  await page.waitForSelector("#search-results .search-option");
  assert.equal(await page.getAttribute("#search", "aria-expanded"), "true");
  await page.keyboard.press("ArrowDown");
  const chosen = await page.getAttribute("#search", "aria-activedescendant");
  assert.equal(await page.getAttribute(`[id="${chosen}"]`, "aria-selected"), "true");
  await page.keyboard.press("Enter");
  await page.waitForURL(`${server.url}/llegada/S01-000052`);
});

browserTest("suggestions that arrive late leave the chosen one chosen", async ({ page, server }) => {
  let release = () => {};
  const held = new Promise<void>((resolve) => release = resolve);
  await page.route(/[?&]q=s01/, async (route) => {
    await held;
    await route.continue();
  });
  await page.focus("#search");
  await page.keyboard.type("s0");
  await page.waitForSelector("#search-results .search-option");
  await page.evaluate("document.querySelector('.search-option').dataset.drawn = 'first'");
  const asked = page.waitForRequest(/[?&]q=s01/);
  await page.keyboard.type("1");
  await asked;
  await page.keyboard.press("ArrowDown");
  release();
  await page.waitForSelector("[data-drawn]", { state: "detached" });
  await page.waitForSelector(".search-option[aria-selected=true]");
  await page.keyboard.press("Enter");
  await page.waitForURL(`${server.url}/llegada/S01-000052`);
});

browserTest(
  "a refused form comes back with its error in focus, a good one says so",
  async ({ page, server, focused }) => {
    await page.click("text=Agregar nota");
    await page.waitForSelector("#note .error-summary");
    await page.waitForSelector(".error-summary:focus");
    assert.equal(server.posted.at(-1)?.token, "token-of-the-session");
    await page.fill("#f-note", "Se pidió la pantalla");
    await page.click("text=Agregar nota");
    await page.waitForSelector(".toast");
    assert.equal(await page.innerText(".toast p"), "Nota agregada");
    assert.deepEqual(await signsOf(page), { signs: 2, ticks: 1 });
    assert.equal(await page.locator("form#note").count(), 1);
    assert.notEqual(await focused(), "error-summary");
  },
);

browserTest("a broken server or network leaves what was typed and says what to do", async ({ page }) => {
  await page.fill("#f-note", "500");
  await page.click("text=Agregar nota");
  await page.waitForSelector(".toast.problem >> text=El servidor no pudo hacerlo");
  assert.equal(await page.inputValue("#f-note"), "500");
  assert.deepEqual(await signsOf(page), { signs: 2, ticks: 0 }, "no tick on what failed");
  await page.context().setOffline(true);
  await page.click("text=Agregar nota");
  await page.waitForSelector(".toast.problem >> text=No hay conexión");
  assert.equal(await page.inputValue("#f-note"), "500");
});

browserTest("what cannot be undone asks first", async ({ page, server }) => {
  await page.click("main >> text=Anular");
  await page.waitForSelector("#confirm[open] >> text=¿Anular S01-000052?");
  await page.keyboard.press("Escape");
  assert.equal(server.posted.length, 0);
  await page.click("main >> text=Anular");
  await page.click("#confirm button[value=go]");
  await page.waitForURL(`${server.url}/llegada/anulada`);
  assert.equal(server.posted.at(-1)?.form.get("_csrf"), "token-of-the-session");
});

browserTest(
  "a draft is kept a moment after the last key, and leaving unsent asks",
  async ({ page, server }) => {
    await page.focus("#f-client");
    await page.keyboard.type("Pepe");
    await page.waitForSelector(".draft-state >> text=/Borrador guardado \\d/");
    assert.equal(server.posted.at(-1)?.path, "/borrador");
    assert.equal(server.posted.at(-1)?.form.get("client"), "Pepe");
    const asked: string[] = [];
    page.on("dialog", (dialog) => {
      asked.push(dialog.type());
      return dialog.accept();
    });
    await page.goto(`${server.url}/llegada/otra`);
    assert.deepEqual(asked, ["beforeunload"]);
  },
);

browserTest("entries are added, numbered anew and removed down to the fewest", async ({ page }) => {
  await page.click("[data-repeat-add]");
  assert.equal(await page.evaluate("document.activeElement.name"), "devices.1.brand");
  assert.ok(await page.isDisabled("[data-repeat-add]"));
  await page.fill("[name='devices.1.brand']", "Samsung");
  await page.click("[data-repeat-remove] >> nth=0");
  assert.equal(await page.inputValue("[name='devices.0.brand']"), "Samsung");
  assert.equal(await page.getAttribute(".repeat-entry label", "for"), "f-devices-0-brand");
  assert.equal(await page.innerText(".repeat-entry > legend"), "Equipo 1");
  assert.equal(await page.locator("[data-repeat-remove]:visible").count(), 0);
});

browserTest(
  "a photo uploads at once and posts its id, a signature posts its picture",
  async ({ page, server }) => {
    await page.setInputFiles("#f-files", {
      name: "frente.png",
      mimeType: "image/png",
      buffer: Buffer.from([1, 2, 3]),
    });
    await page.waitForSelector("[name=photos][value=photo-1]", { state: "attached" });
    assert.equal(server.posted.at(-1)?.token, "token-of-the-session");
    const canvas = page.locator(".signature canvas");
    await page.waitForSelector(".signature-state >> text=Sin firmar");
    await canvas.scrollIntoViewIfNeeded();
    const box = await canvas.boundingBox();
    assert.ok(box);
    await page.mouse.move(box.x + 20, box.y + 40);
    await page.mouse.down();
    for (let step = 1; step < 15; step++) {
      await page.mouse.move(
        box.x + 20 + step * 9,
        box.y + 40 + (step % 4) * 9,
      );
    }
    await page.mouse.up();
    await page.waitForSelector(".signature-state >> text=Firmado");
    assert.match(await page.inputValue("[name=signature]"), /^data:image\/png;base64,/);
    await page.click("[data-signature-clear]");
    assert.equal(await page.inputValue("[name=signature]"), "");
  },
);

browserTest("the theme changes at once and is sent to be remembered", async ({ page, server }) => {
  await page.click(".user-menu summary");
  await page.click(".user-menu button[value=dark]");
  assert.equal(await page.getAttribute("html", "data-theme"), "dark");
  assert.equal(await page.evaluate("getComputedStyle(document.documentElement).colorScheme"), "dark");
  assert.equal(server.posted.at(-1)?.form.get("theme"), "dark");
});

browserTest(
  "from 320 px to wide, by day and by night, nothing spills and axe finds nothing",
  async ({ browser, server, faults }) => {
    const axe = await Deno.readTextFile(AXE);
    for (const theme of ["light", "dark"]) {
      const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, bypassCSP: true });
      await page.goto(`${server.url}/?tema=${theme}`, { waitUntil: "networkidle" });
      await page.evaluate(axe);
      for (const width of [1440, 820, 320]) {
        await page.setViewportSize({ width, height: 900 });
        assert.equal(
          await page.evaluate("document.documentElement.scrollWidth - innerWidth"),
          0,
          `${width} px`,
        );
        // The dark changes colours only; the middle width has nothing that is not in one of the others.
        if (width === 820) continue;
        const rules = theme === "light" ? "{}" : '{ runOnly: ["color-contrast"] }';
        const found = await page.evaluate<string[]>(
          `axe.run(document, ${rules}).then(({ violations }) =>
            violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => id + " " + target)))`,
        );
        assert.deepEqual(found, [], `${theme} ${width} px`);
      }
      await page.close();
    }
    assert.deepEqual(faults, []);
  },
);

/** Of the notice: its own sign and the cross that closes it, and how many of them are a tick in a circle. */
async function signsOf(page: Page): Promise<{ signs: number; ticks: number }> {
  const signs = page.locator(".toast .icon");
  return { signs: await signs.count(), ticks: await signs.locator("circle").count() };
}
