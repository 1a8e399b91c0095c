import assert from "node:assert/strict";
import { slots } from "../../src/files/slots.ts";

Deno.test("no more jobs run at once than there are slots, and all of them run in order", async () => {
  const inSlot = slots(2);
  const started: number[] = [];
  let running = 0;
  let most = 0;
  await Promise.all(Array.from({ length: 7 }, (_, index) =>
    inSlot(async () => {
      started.push(index);
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 2));
      running -= 1;
    })));
  assert.equal(most, 2);
  assert.deepEqual(started, [0, 1, 2, 3, 4, 5, 6]);
});

Deno.test("a job that fails gives its slot back", async () => {
  const inSlot = slots(1);
  await assert.rejects(inSlot(() => Promise.reject(new Error("roto"))), /roto/);
  assert.equal(await inSlot(() => Promise.resolve("sigue")), "sigue");
});
