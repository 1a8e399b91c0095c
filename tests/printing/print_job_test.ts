import assert from "node:assert/strict";
import {
  cancelWay,
  isFinal,
  mayMove,
  needsStaff,
  PRINT_JOB_MOVES,
  PRINT_JOB_STATES,
} from "../../src/printing/print_job.ts";

Deno.test("printed, sent, failed, expired and cancelled are final", () => {
  assert.deepEqual(PRINT_JOB_STATES.filter(isFinal), ["printed", "sent", "failed", "expired", "cancelled"]);
});

Deno.test("staff are asked about unknown, failed and expired labels", () => {
  assert.deepEqual(PRINT_JOB_STATES.filter(needsStaff), ["unknown", "failed", "expired"]);
});

Deno.test("once the daemon has custody the server never offers the job again", () => {
  for (const state of ["custody", "sending", "unknown"] as const) {
    assert.equal(mayMove(state, "queued", "server"), false, state);
    assert.equal(mayMove(state, "leased", "server"), false, state);
  }
});

Deno.test("only the daemon says that a label was printed, staff only when it is unknown", () => {
  for (const state of PRINT_JOB_STATES) {
    assert.equal(mayMove(state, "printed", "server"), false, state);
    assert.equal(mayMove(state, "printed", "staff"), state === "unknown", state);
  }
});

Deno.test("a job whose bytes are leaving can be neither cancelled nor expired", () => {
  for (const mover of ["server", "agent", "staff"] as const) {
    assert.equal(mayMove("sending", "cancelled", mover), false);
    assert.equal(mayMove("sending", "expired", mover), false);
  }
});

Deno.test("every state can be reached from queued, and every state that is not final can end", () => {
  const reached = new Set<string>(["queued"]);
  for (const state of reached) {
    const known = PRINT_JOB_STATES.find((one) => one === state);
    for (const next of known ? Object.keys(PRINT_JOB_MOVES[known]) : []) reached.add(next);
  }
  assert.deepEqual([...reached].sort(), [...PRINT_JOB_STATES].sort());
});

Deno.test("a job that was offered is cancelled only by the daemon's word", () => {
  assert.equal(cancelWay({ state: "queued", offers: 0 }), "now");
  assert.equal(cancelWay({ state: "queued", offers: 1 }), "ask");
  assert.equal(cancelWay({ state: "leased", offers: 1 }), "ask");
  assert.equal(cancelWay({ state: "unknown", offers: 1 }), "ask");
  assert.equal(cancelWay({ state: "printed", offers: 1 }), "no");
});
