import assert from "node:assert/strict";
import { crowded } from "./crowded.ts";

Deno.test({
  name: "open pages and clients that never end their requests keep nobody else waiting",
  ignore: Deno.build.os !== "linux",
  async fn() {
    const { pages } = await crowded({ boards: 20, slow: 400 });
    assert.equal(pages.length, 20);
  },
});
