import assert from "node:assert/strict";
import fc from "fast-check";
import { backupName, startOf } from "../../src/backups/backup.ts";
import { keptBackups } from "../../src/backups/retention.ts";

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 10, 27, 6, 12);
const name = (at: number, salt = 0) => backupName(at, new Uint8Array([salt, 0, 0, salt]));

Deno.test("a backup's name tells when it began", () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 4e12 }), (at) => {
    assert.equal(startOf(name(at)), Math.floor(at / 1000) * 1000);
  }));
});

Deno.test("a year of daily backups leaves seven days, four weeks and twelve months", () => {
  const daily = Array.from({ length: 400 }, (_, day) => name(NOW - day * DAY));
  const kept = [...keptBackups(daily)].sort();
  assert.deepEqual(kept.slice(-7), daily.slice(0, 7).reverse());
  const months = new Set(kept.map((one) => one.slice(0, 6)));
  assert.equal(months.size, 12);
  assert.ok(kept.length <= 7 + 4 + 12 && kept.length >= 19, String(kept.length));
});

Deno.test("however backups lie in time, the rule keeps what it says and forgets nothing by being asked again", () => {
  const instants = fc.uniqueArray(fc.integer({ min: NOW - 800 * DAY, max: NOW }), {
    minLength: 1,
    maxLength: 120,
  });
  fc.assert(fc.property(instants, (all) => {
    const names = all.map((at, index) => name(at, index % 256));
    const kept = keptBackups(names);
    const newest = [...names].sort().at(-1) ?? "";
    assert.ok(kept.has(newest), "the newest stays");
    assert.ok(kept.size <= 23);
    assert.deepEqual(keptBackups([...kept]), kept, "asked again it keeps the same");
    const days = [...new Set(names.map((one) => one.slice(0, 8)))].sort().slice(-7);
    for (const day of days) {
      const last = names.filter((one) => one.startsWith(day)).sort().at(-1) ?? "";
      assert.ok(kept.has(last), `the last of ${day} stays`);
    }
    const months = [...new Set(names.map((one) => one.slice(0, 6)))].sort().slice(-12);
    for (const month of months) assert.ok([...kept].some((one) => one.startsWith(month)), `one of ${month}`);
    // A later backup never makes one go that stays without it, but for those of its own day, week and month or the oldest of a kind.
    assert.ok(keptBackups([...names, name(NOW + DAY, 1)]).size >= Math.min(kept.size, 20) - 3);
  }));
});
