import assert from "node:assert/strict";
import { OPERATIONS } from "../../src/api/app.ts";
import { API_SCOPES, covers } from "../../src/tokens/scope.ts";
import { testApp } from "../support/app.ts";
import { freshDatabase } from "../support/database.ts";
import { aCaller } from "./caller.ts";

const NOWHERE = "0190a0b0-0000-7000-8000-000000000000";

/** An address of the operation at which nothing is. */
function filled(path: string): string {
  return path.replace("{number}", "S01-999999").replaceAll(/\{\w+\}/g, NOWHERE);
}

Deno.test("no operation opens without a token, nor with every scope but its own", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  for (const { method, path, scope, id } of OPERATIONS) {
    const nobody = await app.request(filled(path), { method });
    assert.equal(nobody.status, 401, id);
    assert.match(nobody.headers.get("WWW-Authenticate") ?? "", /^Bearer/);
    const lacking = await aCaller(app, API_SCOPES.filter((one) => !covers([one], scope)));
    const refused = await lacking.send(method.toUpperCase(), filled(path));
    assert.equal(refused.status, 403, id);
    assert.equal((await refused.json()).code, "scope_missing", id);
  }
});

Deno.test("operations have names, addresses and descriptions of their own", () => {
  assert.equal(new Set(OPERATIONS.map(({ id }) => id)).size, OPERATIONS.length);
  assert.equal(new Set(OPERATIONS.map(({ method, path }) => `${method} ${path}`)).size, OPERATIONS.length);
  for (const { id, path, body, upload, example } of OPERATIONS) {
    assert.match(path, /^\/api(\/[a-z-]+|\/\{\w+\})+$/, id);
    if (body && !upload) assert.ok(example !== undefined, `${id} has an example`);
  }
});

Deno.test("an address that takes other methods says which", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const caller = await aCaller(app);
  for (const path of new Set(OPERATIONS.map(({ path }) => path))) {
    const taken = OPERATIONS.filter((one) => one.path === path).map(({ method }) => method.toUpperCase());
    const answer = await caller.send("PUT", filled(path), {});
    if (taken.includes("PUT")) continue;
    assert.equal(answer.status, 405, path);
    const allowed = new Set((answer.headers.get("Allow") ?? "").split(", "));
    assert.deepEqual(allowed, new Set([...taken, ...taken.includes("GET") ? ["HEAD"] : []]), path);
  }
});
