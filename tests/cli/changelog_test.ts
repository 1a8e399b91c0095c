import assert from "node:assert/strict";
import { cutRelease, unreleased } from "../../src/cli/changelog.ts";

const BEFORE = "# Changes\n\n## Unreleased\n\n- Two.\n- Three.\n\n## 0.1.0 — 2026-11-27\n\n- One.\n";

Deno.test("a release takes what is unreleased, dates it and opens the next section", () => {
  const { version, notes, changelog } = cutRelease(BEFORE, { version: "0.2.0", day: "2026-12-01" });
  assert.deepEqual([version, notes], ["0.2.0", "- Two.\n- Three."]);
  assert.equal(
    changelog,
    "# Changes\n\n## Unreleased\n\n## 0.2.0 — 2026-12-01\n\n- Two.\n- Three.\n\n## 0.1.0 — 2026-11-27\n\n- One.\n",
  );
  const first = cutRelease("# Changes\n\n## 0.1.0 — unreleased\n\n- One.\n", { day: "2026-11-27" });
  assert.equal(first.version, "0.1.0");
  assert.match(first.changelog, /^# Changes\n\n## Unreleased\n\n## 0\.1\.0 — 2026-11-27\n\n- One\.\n$/);
});

Deno.test("a release without notes, or under a version that is not the next, is refused", () => {
  const day = "2026-12-01";
  for (
    const [version, refusal] of [
      [undefined, /which version/],
      ["2", /Not a version/],
      ["0.1.0", /does not come after 0\.1\.0/],
      ["0.0.9", /does not come after/],
    ] as const
  ) {
    assert.throws(() => cutRelease(BEFORE, { version, day }), refusal);
  }
  assert.equal(cutRelease(BEFORE, { version: "0.10.0", day }).version, "0.10.0");
  const { changelog } = cutRelease(BEFORE, { version: "0.2.0", day });
  assert.throws(() => cutRelease(changelog, { version: "0.3.0", day }), /Nothing is unreleased/);
  assert.throws(() => cutRelease("# Changes\n", { version: "0.3.0", day }), /no section/);
});

Deno.test("what is unreleased can be read before anybody names its version, and right after a release", () => {
  assert.deepEqual(unreleased(BEFORE), { version: null, notes: "- Two.\n- Three." });
  const { changelog } = cutRelease(BEFORE, { version: "0.2.0", day: "2026-12-01" });
  assert.deepEqual(unreleased(changelog), { version: null, notes: "" });
  assert.deepEqual(unreleased("## 0.1.0 — unreleased\n\n- One.\n"), { version: "0.1.0", notes: "- One." });
});

Deno.test("the changelog of the project can be released as it is, or was just now", async () => {
  const text = await Deno.readTextFile(new URL("../../CHANGELOG.md", import.meta.url));
  const { notes } = unreleased(text);
  if (notes === "") return assert.match(text, /^## \d+\.\d+\.\d+ — \d{4}-\d{2}-\d{2}$/m);
  assert.equal(cutRelease(text, { version: "999.0.0", day: "2026-12-01" }).notes, notes);
});
