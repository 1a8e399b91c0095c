import assert from "node:assert/strict";
import { formatMoney, MOST_MINOR } from "../../src/lib/money.ts";
import { demoPerson } from "./support/demo.ts";
import { outOfBox } from "./support/looks.ts";
import { e2eInDemo } from "./support/stage.ts";

const WIDTHS = [320, 390, 720, 820, 1024, 1440];

e2eInDemo("an amount of money stays in its card, however long, at every width", async (stage) => {
  const owner = await demoPerson(stage, { role: "admin", screen: { locale: "en-GB" } });
  await owner.page.locator(".user-menu summary").click();
  await owner.page.getByRole("button", { name: "English" }).click();
  await owner.page.locator('html[lang="en"]').waitFor();
  const found: string[] = [];
  for (const path of ["/", "/estadisticas", "/caja/informe"]) {
    await owner.visit(path);
    assert.ok(await owner.page.locator(".stat .amount").count() > 0, path);
    for (
      const amount of [null, formatMoney(-123_456_789, "ARS", "en"), formatMoney(-MOST_MINOR, "ARS", "en")]
    ) {
      if (amount !== null) await owner.page.evaluate(wordAmounts(amount));
      for (const width of WIDTHS) {
        await owner.page.setViewportSize({ width, height: 800 });
        found.push(...(await outOfBox(owner.page)).map((one) => `${path} at ${width}: ${one}`));
      }
    }
  }
  assert.deepEqual(found, []);
});

/** As the server would have written it: the class tells how long it is. */
function wordAmounts(amount: string): string {
  return `document.querySelectorAll(".stat .amount").forEach((one) => {
    one.textContent = ${JSON.stringify(amount)};
    one.classList.toggle("long", ${amount.length > 16});
  })`;
}
