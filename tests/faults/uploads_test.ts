import assert from "node:assert/strict";
import { uploads } from "./uploads.ts";

Deno.test({
  name: "whatever somebody sends in place of a photo is refused early, and costs no memory that counts",
  ignore: Deno.build.os !== "linux",
  async fn() {
    const { taken, kept, grew } = await uploads({ tiny: 40, large: false });
    assert.equal(kept, 40);
    assert.ok(taken.told < 16 && taken.stranger < 24, JSON.stringify(taken));
    assert.ok(grew < 150, `${grew} MB`);
  },
});
