import assert from "node:assert/strict";
import { aSeed, randomOf } from "../printer-daemon/daemon_process.ts";
import { canCutPower, cutBeforeRow, powerCuts } from "./power_cut.ts";

Deno.test({
  name: "whatever was acknowledged before the power was cut is there afterwards" +
    (canCutPower ? "" : " (ignored: needs Linux and `cc`)"),
  ignore: !canCutPower,
  async fn() {
    const seed = aSeed();
    const { acts, photos, serial, synced } = await powerCuts({
      cuts: 2,
      serial: 10,
      random: randomOf(seed),
      what: `SEED=${seed}`,
    });
    assert.ok(synced >= serial, `${synced} times the journal was synced for ${serial} writes`);
    assert.ok(acts > serial && photos > 0);
  },
});

Deno.test({
  name: "a file that no row names yet is noted after a power cut, so that it goes",
  ignore: !canCutPower,
  async fn() {
    const { files, notes } = await cutBeforeRow();
    assert.equal(files.length, 1);
    assert.deepEqual(notes, [[files[0], "12345\n"]]);
  },
});
