import assert from "node:assert/strict";
import { createApp } from "../../src/app.ts";
import { plansOf } from "../../src/dev/explained.ts";
import { profileOf } from "../../src/dev/profile.ts";
import { sqlTime } from "../../src/dev/record.ts";
import { timeSteps } from "../../src/dev/steps.ts";
import { walkPages } from "../../src/dev/walk.ts";
import { devStage } from "./dev_stage.ts";

Deno.test("pages are walked as each role by their links, and what they cost is told with plans", async () => {
  await using stage = await devStage();
  const { services } = stage.app;
  const app = await createApp(services);
  timeSteps(app, stage.recorder.current);

  const visits = await walkPages(services, { app, recorder: stage.recorder, most: 12 });
  const { shapes, routes, failed } = profileOf(visits);
  assert.deepEqual(failed, []);
  assert.deepEqual([...new Set(visits.map(({ role }) => role))].sort(), [
    "admin",
    "receptionist",
    "technician",
  ]);
  const board = routes.find(({ route }) => route === "/tablero");
  assert.equal(board?.visits, 3, "once as each role");
  assert.ok(board.statements > 2 && board.sqlMs < board.ms);
  const session = shapes.find(({ worst }) => worst.askers[0]?.startsWith("src/auth/session.ts:"));
  assert.ok(session && session.times >= visits.length);
  const plans = await plansOf(services, [session.worst]);
  assert.match(plans.get(session.shape) ?? "", /USING INDEX/);
});

Deno.test("statements under way at once are not counted twice", () => {
  assert.equal(
    sqlTime([{ from: 10, ms: 5 }, { from: 0, ms: 4 }, { from: 12, ms: 6 }, { from: 30, ms: null }]),
    12,
  );
});
