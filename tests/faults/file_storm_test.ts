import assert from "node:assert/strict";
import { aSeed, randomOf } from "../printer-daemon/daemon_process.ts";
import { fileStorm } from "./file_storm.ts";

Deno.test("a server that is killed over photos, papers, files and backups leaves each whole or not there", async () => {
  const seed = aSeed();
  const { photos, mails, imports } = await fileStorm({
    kills: 1,
    random: randomOf(seed),
    what: `SEED=${seed}`,
  });
  assert.ok(photos > 0 && mails > 0 && imports > 0);
});
