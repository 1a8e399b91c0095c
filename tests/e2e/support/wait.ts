import assert from "node:assert/strict";

const LOOK_MS = 25;

/** Looks until there is something to see; fails with the complaint when there is nothing after a while. */
export async function eventually<T>(
  look: () => T | null | undefined | false | Promise<T | null | undefined | false>,
  complaint: string,
  ms = 120_000,
): Promise<T> {
  for (const end = Date.now() + ms; Date.now() < end;) {
    const seen = await look();
    if (seen) return seen;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  assert.fail(complaint);
}
