import assert from "node:assert/strict";
import { ConfigError, describeEnvironment, parseConfig, wrongSettings } from "../src/config.ts";
import { CONFIG_EXAMPLES, configurationDocument } from "../src/config_reference.ts";

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
    HOST: "no such host",
    MAIL_FROM: "the shop",
    TRUSTED_PROXY_HOPS: "many",
    REPARO_ENV: "dev",
    PAYMENT_PROVIDERS: "mercado_pago,paypal",
    STRIPE_URL: "http://api.stripe.com",
  };
  assert.throws(() => parseConfig(wrong), (error) => {
    assert.ok(error instanceof ConfigError);
    for (const name of Object.keys(wrong)) assert.match(error.message, new RegExp(`\\b${name}:`), name);
    assert.doesNotMatch(error.message, /short/);
    return true;
  });
});

Deno.test("a database is named as its engine wants it", () => {
  const good = [
    "file:data/reparo.db",
    "file:/data/reparo.db",
    "file:///data/reparo.db",
    "sqlite:reparo.db",
    "libsql://shop.turso.io?authToken=x",
    "https://shop.turso.io",
    "postgres://user:pass%20word@db.local:5433/shop?sslmode=require",
    "postgresql://db/shop",
  ];
  for (const DATABASE_URL of good) assert.equal(parseConfig({ DATABASE_URL }).DATABASE_URL, DATABASE_URL);
  const bad = ["file:", "file://reparo.db", "file:shop.db?mode=ro", "libsql:", "postgres://", "reparo.db"];
  for (const DATABASE_URL of [...bad, "postgres://u:p@bad host:xx/db", "postgres:db/shop"]) {
    assert.throws(() => parseConfig({ DATABASE_URL }), /DATABASE_URL: must be file:PATH/, DATABASE_URL);
  }
});

Deno.test("a sender may have a name, and what is blank counts as absent", () => {
  const MAIL_FROM = "Service Sur <taller@example.com>";
  assert.equal(parseConfig({ MAIL_FROM, PORT: " " }).MAIL_FROM, MAIL_FROM);
  assert.equal(parseConfig({ PORT: " " }).PORT, 8000);
});

Deno.test("every variable says what it is for, in the example file and in a reference that is up to date", async () => {
  const read = (path: string) => Deno.readTextFile(new URL(path, import.meta.url));
  const [example, reference] = await Promise.all([read("../.env.example"), read("../docs/configuration.md")]);
  for (const { name, text } of describeEnvironment()) {
    assert.ok(text.length > 10, name);
    assert.match(example, new RegExp(`^${name}=`, "m"), name);
    assert.deepEqual(wrongSettings({ [name]: CONFIG_EXAMPLES[name] }), [], name);
  }
  assert.equal(reference, configurationDocument(), "stale: deno task configuration");
});
