import assert from "node:assert/strict";
import { killedMigrations } from "./killed_migration.ts";

Deno.test("a migration that is killed leaves a shop's file with the old schema or the new one", async () => {
  const { statements, ...found } = await killedMigrations({ kills: 4, server: false });
  assert.ok(statements > 300, `${statements} statements`);
  assert.deepEqual(found, { old: 3, new: 1 });
});
