import assert from "node:assert/strict";
import type { Locator, Page } from "playwright-core";

const MOST_TABS = 200;

/** Works a page as somebody does who has no mouse: Tab, arrows, Space, Enter and letters. */
export class Keyboard {
  constructor(readonly page: Page) {}

  async press(...keys: string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  /** Presses Tab, or Shift+Tab, until the element has the focus. Fails when a whole round does not reach it. */
  async tabTo(target: Locator, key: "Tab" | "Shift+Tab" = "Tab"): Promise<void> {
    await target.waitFor({ state: "attached" });
    for (let presses = 0; presses < MOST_TABS; presses++) {
      if (await target.evaluate((element) => element.matches(":focus"))) return;
      await this.page.keyboard.press(key);
    }
    assert.fail(`${target} is out of the keyboard's reach`);
  }

  /** Reaches the field with that label and puts the text in place of what it holds. */
  async write(label: string | RegExp | Locator, text: string): Promise<void> {
    const field = typeof label === "string" || label instanceof RegExp ? this.page.getByLabel(label) : label;
    await this.tabTo(field);
    await this.page.keyboard.press("ControlOrMeta+a");
    await this.page.keyboard.insertText(text);
    assert.equal(await field.inputValue(), text);
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

  /** What a barcode scanner does: characters faster than anyone types, and Enter. */
  async scan(code: string): Promise<void> {
    await this.page.keyboard.type(code);
    await this.page.keyboard.press("Enter");
  }
}
