import assert from "node:assert/strict";
import { join } from "node:path";
import { secretKeyOf } from "../src/secret_key.ts";

Deno.test("a data folder keeps one key, for its owner alone, and an empty one is not used", async () => {
  const DATA_DIR = await Deno.makeTempDir({ prefix: "reparo-key-" });
  const config = { DATA_DIR, SECRET_KEY: null };
  const key = await secretKeyOf(config);
  assert.equal(key.length, 43);
  assert.equal(await secretKeyOf(config), key);
  const path = join(DATA_DIR, "secret.key");
  assert.equal((Deno.statSync(path).mode ?? 0) & 0o777, 0o600);
  assert.deepEqual([...Deno.readDirSync(DATA_DIR)].map(({ name }) => name), ["secret.key"]);
  await Deno.writeTextFile(path, "");
  await assert.rejects(secretKeyOf(config), /secret\.key is empty/);
  await Deno.remove(DATA_DIR, { recursive: true });
});
