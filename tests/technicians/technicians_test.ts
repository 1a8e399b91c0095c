import assert from "node:assert/strict";
import { assignedQuery, listTechnicians } from "../../src/technicians/queries.ts";
import { asReceptionist, testApp } from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";
import { assertUsesIndex } from "../support/plan.ts";

const HOUR = 3_600_000;

eachDatabase("each technician shows with what stands on the bench", async (_, database) => {
  await using app = await testApp(database);
  const technicianId = app.users.technician.id;
  await anOrder(app, { technicianId, status: "repairing", since: app.now - 100 * HOUR });
  await anOrder(app, { technicianId, status: "awaiting_parts" });
  await anOrder(app, { technicianId, status: "ready" });
  await anOrder(app, { technicianId, status: "delivered" });
  await anOrder(app);
  const ctx = await app.ctx();
  const technicians = await listTechnicians(ctx);
  assert.deepEqual(technicians.map(({ name, open, overdue, load }) => ({ name, open, overdue, load })), [
    { name: "Tomás Técnico", open: 3, overdue: 1, load: { new: 0, active: 1, waiting: 1, ready: 1 } },
  ]);
  await assertUsesIndex(database, assignedQuery(ctx).compile());
});

eachDatabase("who left stays listed only while orders are still theirs", async (_, database) => {
  await using app = await testApp(database);
  const id = app.users.technician.id;
  const { number } = await anOrder(app);
  const left = database.db.updateTable("user").set({ active: 0 }).where("id", "=", id);
  await database.db.updateTable("order").set({ technician_id: id }).where("number", "=", number).execute();
  await left.execute();
  const desk = await asReceptionist(app);
  assert.match(await desk.page("/tecnicos"), /Ya no trabaja aquí/);
  assert.ok((await desk.page(`/tecnicos/${id}`)).includes(number));
  await database.db.updateTable("order").set({ technician_id: null }).where("number", "=", number).execute();
  assert.equal((await listTechnicians(await app.ctx())).length, 0);
  assert.equal((await desk.get(`/tecnicos/${id}`)).status, 404);
});
