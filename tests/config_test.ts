import assert from "node:assert/strict";
import { ConfigError, describeEnvironment, parseConfig } from "../src/config.ts";

Deno.test("without variables everything has its default", () => {
  const config = parseConfig({});
  assert.equal(config.PORT, 8000);
  assert.equal(config.DATABASE_URL, "file:./data/reparo.db");
  assert.equal(parseConfig({ BASE_URL: "https://taller.example/" }).BASE_URL, "https://taller.example");
});

Deno.test("every wrong variable is named at once", () => {
  const wrong = {
    PORT: "many",
    DATABASE_URL: "mysql://x",
    SMTP_URL: "http://x",
    SECRET_KEY: "short",
    LOG_LEVEL: "loud",
    BASE_URL: "x",
  };
  assert.throws(() => parseConfig(wrong), (error) => {
    assert.ok(error instanceof ConfigError);
    for (const name of Object.keys(wrong)) assert.match(error.message, new RegExp(`\\b${name}:`), name);
    assert.doesNotMatch(error.message, /short/);
    return true;
  });
});

Deno.test("every variable says what it is for, and the example file names them all", async () => {
  const example = await Deno.readTextFile(new URL("../.env.example", import.meta.url));
  for (const { name, text } of describeEnvironment()) {
    assert.ok(text.length > 10, name);
    if (name !== "REPARO_ENV") assert.match(example, new RegExp(`^${name}=`, "m"), name);
  }
});
