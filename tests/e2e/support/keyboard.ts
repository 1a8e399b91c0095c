import assert from "node:assert/strict";
import type { Locator, Page } from "playwright-core";

const MOST_TABS = 200;
const FINGER_MS = 80;
/** From one character of a scan to the next. */
const SCANNER_S = 0.004;
/** Leaves whatever field has the focus, as Escape or a click beside it does. */
const LET_GO = "document.activeElement?.blur()";

function clock12(hour: string): string {
  return String(((Number(hour) + 11) % 12) + 1).padStart(2, "0");
}

/** The control with exactly this label, be it marked as obligatory or not. */
export function field(scope: Page | Locator, label: string): Locator {
  const literal = label.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return scope.getByLabel(new RegExp(`^${literal}\\s*\\*?\\s*(\\(obligatorio\\))?$`));
}

/** Works a page as somebody does who has no mouse: Tab, arrows, Space, Enter and letters. */
export class Keyboard {
  constructor(readonly page: Page) {}

  async press(...keys: string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  /** Presses Tab, or Shift+Tab, until the element has the focus. Fails when a whole round does not reach it. */
  async tabTo(target: Locator, key: "Tab" | "Shift+Tab" = "Tab"): Promise<void> {
    const element = await target.elementHandle();
    for (let presses = 0; element && presses < MOST_TABS; presses++) {
      if (await element.evaluate((one) => one.matches(":focus"))) return;
      await this.page.keyboard.press(key);
    }
    assert.fail(`${target} is out of the keyboard's reach`);
  }

  /** Reaches the field with that label and puts the text in place of what it holds. */
  async write(label: string | Locator, text: string): Promise<void> {
    const control = typeof label === "string" ? field(this.page, label) : label;
    await this.tabTo(control);
    await this.page.keyboard.press("ControlOrMeta+a");
    await this.page.keyboard.insertText(text);
    assert.equal(await control.inputValue(), text);
  }

  /** Reaches a list and goes down it until the option is chosen. */
  async choose(list: Locator, option: string): Promise<void> {
    await this.tabTo(list);
    const count = await list.locator("option").count();
    await this.page.keyboard.press("Home");
    for (let step = 0; step < count; step++) {
      if (await list.locator("option:checked").innerText() === option) return;
      await this.page.keyboard.press("ArrowDown");
    }
    assert.fail(`${list} has no option ${option}`);
  }

  /** Reaches a check box or a chip and ticks it. */
  async tick(box: Locator): Promise<void> {
    await this.tabTo(box);
    if (!await box.isChecked()) await this.page.keyboard.press("Space");
    assert.ok(await box.isChecked());
  }

  /** Reaches a group of radio buttons and moves to one of them with the arrows. */
  async pick(radio: Locator): Promise<void> {
    const name = await radio.getAttribute("name");
    const group = this.page.locator(`input[type=radio][name="${name}"]`);
    const count = await group.count();
    const chosen = this.page.locator(`input[type=radio][name="${name}"]:checked`);
    const entry = await chosen.count() > 0 ? chosen : group.first();
    await this.tabTo(entry);
    if (await chosen.count() === 0) await this.page.keyboard.press("Space");
    for (let step = 0; step < count; step++) {
      if (await radio.isChecked()) return;
      await this.page.keyboard.press("ArrowDown");
    }
    assert.fail(`${radio} cannot be reached with the arrows`);
  }

  /** Reaches a link or a button and presses Enter on it. */
  async enter(target: Locator): Promise<void> {
    await this.tabTo(target);
    await this.page.keyboard.press("Enter");
  }

  /** Keys of the page's own (`n`, `gb`), pressed while nothing is being typed, one after the other as fingers do. */
  async shortcut(keys: string): Promise<void> {
    await this.page.evaluate(LET_GO);
    await this.page.keyboard.type(keys, { delay: FINGER_MS });
  }

  /** Fills a date and time in, segment by segment in the order in which this browser shows them. `YYYY-MM-DDTHH:MM` */
  async writeTime(control: Locator, at: string): Promise<void> {
    const [, year = "", month = "", day = "", hour = "", minute = ""] =
      /^(.{4})-(..)-(..)T(..):(..)$/.exec(at) ?? [];
    const half = Number(hour) < 12 ? "AM" : "PM";
    const orders = [[day, month, year, hour, minute], [month, day, year, clock12(hour), minute, half]];
    for (const segments of orders) {
      await this.tabTo(control);
      for (const segment of segments) {
        await this.page.keyboard.type(segment);
        if (segment === year) await this.page.keyboard.press("ArrowRight");
      }
      if (await control.inputValue() === at) return;
      for (const _ of segments) await this.page.keyboard.press("Shift+Tab");
    }
    assert.fail(`${control} does not take ${at}`);
  }

  /** What a barcode scanner does: characters faster than anyone types, and Enter, with the times of its own clock. */
  async scan(code: string): Promise<void> {
    const device = await this.page.context().newCDPSession(this.page);
    const started = Date.now() / 1000;
    const strokes = [...code].map((key) => ({ key, text: key, windowsVirtualKeyCode: key.charCodeAt(0) }));
    strokes.push({ key: "Enter", text: "\r", windowsVirtualKeyCode: 13 });
    await Promise.all(strokes.flatMap((stroke, at) => {
      const timestamp = started + at * SCANNER_S;
      return [
        device.send("Input.dispatchKeyEvent", { type: "keyDown", timestamp, ...stroke }),
        device.send("Input.dispatchKeyEvent", { type: "keyUp", timestamp, ...stroke, text: undefined }),
      ];
    }));
    await device.detach();
  }
}
