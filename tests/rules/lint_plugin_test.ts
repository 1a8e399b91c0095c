import assert from "node:assert/strict";
import plugin from "./lint_plugin.ts";

function found(file: string, source: string): string[] {
  return Deno.lint.runPlugin(plugin, file, source).map((diagnostic) => diagnostic.id);
}

Deno.test("the house's lint rules find what they are for, and nothing else", () => {
  assert.deepEqual(found("/x/src/orders/a.ts", "export default 1;"), ["house/no-default-export"]);
  assert.deepEqual(found("/x/views/a.tsx", 'import { useContext, Fragment } from "hono/jsx";'), [
    "house/no-broken-jsx",
  ]);
  assert.deepEqual(found("/x/views/a.tsx", 'const a = <p style="color:red">x</p>;'), [
    "house/no-inline-style",
  ]);
  assert.deepEqual(found("/x/src/orders/a.ts", "const a = [Date.now(), new Date(), new Date(5)];"), [
    "house/no-wall-clock",
    "house/no-wall-clock",
  ]);
  assert.deepEqual(found("/x/src/main.ts", "export const a = Date.now();"), []);
  assert.deepEqual(found("/x/views/mail/a.tsx", 'const a = <p style="color:red">x</p>;'), []);
});
