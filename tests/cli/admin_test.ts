import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { isToken } from "../../src/tokens/token.ts";
import { aDataDir, admin, aSetUpShop, launch, SHOP_SETUP } from "./program.ts";

const SETUP = [...SHOP_SETUP, "--password-stdin", "--json"];
const PASSWORD = "pinza torx cinco estaño\n";

Deno.test("a shop is set up from the console, once", async () => {
  await using data = await aDataDir();
  const made = await admin(data, SETUP, PASSWORD);
  assert.equal(made.code, 0, made.stderr);
  const result = JSON.parse(made.stdout);
  assert.equal(result.shop, "Service Sur");
  assert.equal(result.initial_password, null);
  assert.ok(!made.stdout.includes("pinza"));
  const again = await admin(data, SETUP, PASSWORD);
  assert.equal(again.code, 1);
  assert.equal(again.stdout, "");
  assert.deepEqual(JSON.parse(again.stderr), {
    error: "The shop is already set up.",
    code: "already_set_up",
  });
});

Deno.test("without a password of one's own the owner gets one that is shown once", async () => {
  await using data = await aDataDir();
  const { code, stdout } = await admin(data, SHOP_SETUP);
  assert.equal(code, 0);
  assert.match(stdout, /^initial_password: [A-Z2-9]{16}$/m);
  assert.match(stdout, /^shop: Service Sur$/m);
});

Deno.test("what is wrong is said by the option that is wrong", async () => {
  await using data = await aDataDir();
  const words = ["setup", "--shop", "", "--email", "nobody", "--currency", "ZZZ", "--password-stdin"];
  const { code, stdout, stderr } = await admin(data, words, "corta\n");
  assert.equal(code, 1);
  assert.equal(stdout, "");
  assert.match(stderr, /^--shop: Fill this in\.$/m);
  assert.match(stderr, /^--email: Write an e-mail/m);
  assert.match(stderr, /^--currency: Choose a currency/m);
  assert.match(stderr, /^the password: Use at least 12 characters\.$/m);
});

Deno.test("beside a running server users and tokens are made, passwords reset", async () => {
  await using data = await aSetUpShop();
  await using server = launch(data);
  await server.says(/^Reparo /m);
  const user = ["--email", "tomas@example.com", "--json"];
  const made = await admin(data, ["create-user", "--role", "technician", "--name", "Tomás", ...user]);
  assert.match(JSON.parse(made.stdout).initial_password, /^[A-Z2-9]{16}$/);
  const twice = await admin(data, ["create-user", "--role", "technician", "--name", "Tomás", ...user]);
  assert.equal(twice.code, 1);
  assert.match(JSON.parse(twice.stderr).error, /already a user with this e-mail/);
  const elsewhere = ["create-user", "--role", "technician", "--name", "T", "--branch", "X9"];
  const nowhere = await admin(data, [...elsewhere, "--email", "t@example.com"]);
  assert.equal(nowhere.code, 1);
  assert.match(nowhere.stderr, /no open branch with that code/);
  const reset = await admin(data, ["reset-password", ...user]);
  assert.match(JSON.parse(reset.stdout).initial_password, /^[A-Z2-9]{16}$/);
  const nobody = await admin(data, ["reset-password", "--email", "nobody@example.com"]);
  assert.equal(nobody.code, 1);
  assert.match(nobody.stderr, /no user with that e-mail/);
  const alone = await admin(data, ["reset-two-factors", ...user]);
  assert.equal(alone.code, 1, "there is no second step to remove");
  const token = await admin(data, [
    "create-token",
    "--name",
    "Web",
    "--scopes",
    "orders:read,clients:read",
    "--json",
  ]);
  const result = JSON.parse(token.stdout);
  assert.ok(isToken(result.token));
  assert.deepEqual(result.scopes, ["orders:read", "clients:read"]);
  const pair = await admin(data, ["pair-daemon", "--name", "Mostrador", "--json"]);
  assert.match(JSON.parse(pair.stdout).code, /^[A-Z2-9]{8}$/);
});

Deno.test("the first migrate brings the database up to date, the second has nothing to do", async () => {
  await using data = await aDataDir();
  const first = JSON.parse((await admin(data, ["migrate", "--json"])).stdout);
  assert.ok(first.applied.length > 0);
  assert.deepEqual(JSON.parse((await admin(data, ["migrate", "--json"])).stdout), { applied: [] });
});

Deno.test("two commands at once both come through", async () => {
  await using data = await aSetUpShop();
  const create = (one: string) =>
    admin(data, ["create-user", "--role", "technician", "--name", one, "--email", `${one}@example.com`]);
  const ends = await Promise.all([create("uno"), create("dos"), create("tres")]);
  assert.deepEqual(ends.map(({ code }) => code), [0, 0, 0], ends.map(({ stderr }) => stderr).join());
});

Deno.test("help is given, and what nobody knows is refused", async () => {
  await using data = await aDataDir();
  for (const words of [["--help"], []]) {
    const { code, stdout } = await admin(data, words);
    assert.equal(code, 0);
    assert.match(stdout, /create-token/);
  }
  const unknown = await admin(data, ["launch-rocket", "--json"]);
  assert.equal(unknown.code, 1);
  assert.equal(JSON.parse(unknown.stderr).code, "unknown_command");
  assert.equal((await admin(data, ["status", "--nonsense"])).code, 1);
});

Deno.test("an environment that makes no sense is named", async () => {
  await using data = await aDataDir();
  const { code, stderr } = await admin(
    { ...data, env: { ...data.env, PORT: "many", LOG_LEVEL: "loud" } },
    ["status"],
  );
  assert.equal(code, 1);
  assert.match(stderr, /PORT:/);
  assert.match(stderr, /LOG_LEVEL: must be one of/);
});

Deno.test("what fills a shop and looks at it prints one JSON object each", async () => {
  await using data = await aSetUpShop();
  let seal = "";
  const commands: [words: string, keys: string[]][] = [
    ["seed --orders 12 --clients 6 --seed 3", ["clients", "devices", "orders", "parts", "seconds", "seed"]],
    ["check-stock", ["differences", "mended"]],
    ["verify-audit", ["events", "head", "heads_compared"]],
    ["status", ["branches", "orders", "shop", "url"]],
  ];
  for (const [words, keys] of commands) {
    const { code, stdout, stderr } = await admin(data, [...words.split(" "), "--json"]);
    assert.equal(code, 0, stderr);
    assert.equal(stdout.trimEnd().split("\n").length, 1, stdout);
    assert.deepEqual(Object.keys(JSON.parse(stdout)).sort(), keys, words);
    if (words === "verify-audit") seal = JSON.parse(stdout).head;
  }
  const [seq, hash = ""] = seal.split(" ");
  const foreign = await admin(data, [
    "verify-audit",
    "--head",
    `${seq} ${hash.replace(/^./, (one) => one === "0" ? "1" : "0")}`,
  ]);
  assert.equal(foreign.code, 1);
  assert.match(foreign.stderr, new RegExp(`tampered with:\\s+rewritten at ${seq}`));
  const database = new DatabaseSync(`${data.env.DATA_DIR}/reparo.db`);
  database.exec("drop trigger audit_event_append_only");
  database.exec("update audit_event set ip = '203.0.113.9' where id = (select min(id) from audit_event)");
  database.close();
  const edited = await admin(data, ["verify-audit"]);
  assert.equal(edited.code, 1);
  assert.match(edited.stderr, /tampered with:\s+edited at 1: [0-9a-f-]{36}/);
});
