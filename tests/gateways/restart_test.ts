import assert from "node:assert/strict";
import { jobHandlers } from "../../src/jobs/handlers.ts";
import { startWorkers } from "../../src/jobs/workers.ts";
import { testApp } from "../support/app.ts";
import { freshDatabase } from "../support/database.ts";
import { mercadoPagoServer, MP_SECRET, MP_TOKEN, mpNotice } from "../support/gateways/mercado_pago.ts";
import { anOrder } from "../support/order_builders.ts";
import { aGateway, anIntent, ledgerOf } from "./gateway_stage.ts";

Deno.test("what was told just before the process died is settled by the next one", async () => {
  await using database = await freshDatabase();
  await using provider = mercadoPagoServer();
  const env = { PAYMENT_PROVIDERS: "mercado_pago", MERCADO_PAGO_URL: provider.url };
  await using app = await testApp(database, env);
  await aGateway(app, "mercado_pago", { token: MP_TOKEN, secret: MP_SECRET });
  const order = await anOrder(app, { status: "ready", outcome: "repaired", charges: [500_00] });
  const { id } = provider.pay(await anIntent(app, order.number, "mercado_pago"));
  const [path, init] = mpNotice({ id: 1, paymentId: id, at: app.now });
  assert.equal((await app.request(path, init)).status, 200);
  const { db } = database;
  // A worker that took the job and died: its lease runs out.
  await db.updateTable("job").set({ state: "leased", lease_token: "dead", lease_until: app.now, attempts: 1 })
    .where("kind", "=", "read_payment_event").execute();
  app.now += 1;
  const settled = app.services.live.wait([`order:${order.id}`], { ms: 20_000 });
  const workers = startWorkers(app.services, jobHandlers({ sessions: app.services.sessions, mail: null }));
  assert.equal(await settled, true);
  await workers.stop();
  assert.deepEqual(await ledgerOf(app, order.number), ["payment mercado_pago 50000 mercado_pago null"]);
});
