import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { startLoadWatch } from "../../src/http/load.ts";
import { until } from "../jobs/stage.ts";
import { asAdmin, testApp } from "../support/app.ts";
import { freshDatabase } from "../support/database.ts";
import { heldForm } from "./held_form.ts";

/** As many as are let in at once while the process is behind. */
const MOST_BEHIND = 32;
/** Half a second until a beat is due, and the second by which it is late. */
const WORK_MS = 1_700;

Deno.test("a process that fell behind takes few at a time until it has caught up", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const admin = await asAdmin(app);
  const watch = startLoadWatch();
  const held = Array.from({ length: MOST_BEHIND + 1 }, () => heldForm(app.request));
  try {
    const write = async () => (await admin.post("/ordenes/S01-000001/notas", { text: "x" })).status;
    assert.equal(await write(), 404, "many are under way, and it keeps up");
    work(WORK_MS);
    await until(async () => await write() === 503, "it has fallen behind", 1_000);
    assert.equal((await app.request("/salud")).status, 200);
    assert.equal((await admin.get("/ordenes")).status, 200, "few are asking");
    await until(async () => await write() === 404, "it has caught up");
  } finally {
    await Promise.all(held.map(({ finish }) => finish()));
    watch.stop();
  }
});

/** Keeps the process from everything else. */
function work(ms: number): void {
  const end = performance.now() + ms;
  const bytes = new Uint8Array(1_048_576);
  while (performance.now() < end) createHash("sha256").update(bytes).digest();
}
