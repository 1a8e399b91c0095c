import assert from "node:assert/strict";
import { LABEL_TEMPLATES } from "../../src/printing/templates.ts";
import { assertReadable, everyLabel, fewerLabels } from "./label_matrix.ts";

Deno.test("every label prints once, a millimetre inside its stock, and both codes can be scanned", async () => {
  await assertReadable(fewerLabels());
});

Deno.test("the short round has every label at every resolution", () => {
  const names = fewerLabels().map(({ name }) => name);
  for (const template of LABEL_TEMPLATES) {
    for (const dpi of [203, 300, 600]) {
      assert.ok(names.some((name) => name.startsWith(`${template} `) && name.endsWith(`at ${dpi} dpi`)));
    }
  }
  assert.ok(names.length < everyLabel().length);
});
