import assert from "node:assert/strict";
import { join } from "node:path";
import { handOver } from "../../src/cli/hand_over.ts";

const USER = 1000;

Deno.test({
  name: "a folder that belongs to root is handed over with what root made in it, and a link is left alone",
  ignore: Deno.build.os === "windows" || Deno.uid() !== 0,
  async fn() {
    const dir = await Deno.makeTempDir({ prefix: "reparo-hand-over-" });
    try {
      await Deno.mkdir(join(dir, "data", "files", "4f"), { recursive: true });
      await Deno.writeTextFile(join(dir, "data", "files", "4f", "photo"), "");
      await Deno.writeTextFile(join(dir, "outside"), "");
      await Deno.symlink(join(dir, "outside"), join(dir, "data", "link"));
      await handOver(join(dir, "data"), USER);
      const owner = async (path: string) => (await Deno.stat(join(dir, path))).uid;
      assert.deepEqual(await Promise.all(["data", "data/files/4f/photo", "outside"].map(owner)), [
        USER,
        USER,
        0,
      ]);
      await Deno.writeTextFile(join(dir, "data", "reparo.db"), "");
      await handOver(join(dir, "data"), USER);
      assert.equal(await owner("data/reparo.db"), USER, "also what root made later");
    } finally {
      await Deno.remove(dir, { recursive: true });
    }
  },
});
