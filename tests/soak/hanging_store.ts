/**
 * A store outside that takes what is sent to it and never answers, while a backup is taken by the console as it is shipped: some eight
 * minutes. Part of `deno task soak`; by itself `deno run -A tests/soak/hanging_store.ts`.
 */
import assert from "node:assert/strict";
import { aDataDir, admin } from "../cli/program.ts";
import { fakeStore, STORE_KEY } from "../support/s3.ts";

const TRIES = 4;
const SILENCE_S = 120;
/** Between the tries, doubling from a second. */
const PAUSES_S = 1 + 2 + 4;
const SLACK_S = 30;

await using data = await aDataDir();
await using store = fakeStore();
const there = {
  ...data,
  env: {
    ...data.env,
    BACKUP_S3_URL: store.url,
    BACKUP_S3_KEY_ID: STORE_KEY.keyId,
    BACKUP_S3_SECRET: STORE_KEY.secret,
  },
};
const setUp = ["setup", "--shop", "Service Sur", "--email", "ana@example.com", "--password-stdin"];
for (const [words, input] of [[setUp, "pinza torx cinco estaño\n"], [["backup-key"], ""]] as const) {
  const { code, stderr } = await admin(there, [...words, "--json"], input);
  assert.equal(code, 0, stderr);
}
store.fault = () => "hang";
const began = performance.now();
const hung = await admin(there, ["backup"]);
const took = (performance.now() - began) / 1_000;
assert.equal(hung.code, 1, hung.stdout);
assert.match(hung.stderr, /is kept here, but not outside/);
assert.equal(store.objects.size, 0);
assert.equal(store.requests.length, TRIES);
const promised = TRIES * SILENCE_S + PAUSES_S;
assert.ok(took > promised - 1 && took < promised + SLACK_S, `${took} s, ${promised} are promised`);

store.fault = () => null;
const taken = await admin(there, ["backup", "--json"]);
assert.equal(taken.code, 0, taken.stderr);
const { name } = JSON.parse(taken.stdout);
const names = new Set([...store.objects.keys()].map((key) => key.split("/").at(-2)));
assert.ok(names.has(name), [...names].join());
console.log(
  `the store said nothing: given up after ${took.toFixed(1)} s and ${TRIES} tries, the backup stands here; ` +
    `the next one is outside as well (backups there: ${
      [...names].filter((one) => /Z-/.test(one ?? "")).length
    })`,
);
