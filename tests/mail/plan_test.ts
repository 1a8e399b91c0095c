import assert from "node:assert/strict";
import type { ConsentChannel, PreferredChannel } from "../../src/clients/consent.ts";
import type { Plan } from "../../src/mail/plan.ts";
import { moveStatus } from "../../src/orders/moves.ts";
import { orderDetail } from "../../src/orders/queries.ts";
import { ORDER_STATUSES, type OrderStatus } from "../../src/orders/status.ts";
import { asAdmin, asReceptionist, type TestApp, testApp, userActor } from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";

const MAIL = { SMTP_URL: "smtp://127.0.0.1:1" };
const ADDRESS = "elsa@example.com";

interface Willing {
  email?: string;
  channel?: PreferredChannel;
  refuses?: ConsentChannel;
}

const CLIENTS: Willing[] = [
  { email: ADDRESS },
  {},
  { email: ADDRESS, refuses: "email" },
  { email: ADDRESS, channel: "none" },
  { email: ADDRESS, channel: "phone" },
  { email: ADDRESS, channel: "whatsapp" },
];

for (const MailServer of [MAIL, {}]) {
  const words = "SMTP_URL" in MailServer ? "with" : "without";
  const name = `what is said of a move beforehand is what it does, in every status, ${words} a mail server`;
  eachDatabase(name, async (_, database) => {
    await using app = await testApp(database, MailServer);
    const ctx = async () => await app.ctx(userActor(app, "admin"));
    const seen = new Set<string>();
    const cases = [
      ...("SMTP_URL" in MailServer ? CLIENTS : CLIENTS.slice(0, 2)).map((willing) => ({
        willing,
        notify: true,
      })),
      {
        willing: { email: ADDRESS },
        notify: false,
      },
    ];
    for (const { willing, notify } of cases) {
      for (const from of ORDER_STATUSES) {
        const order = await aWillingClients(app, { willing, from });
        const { plans, moves, forcible } = await orderDetail(await ctx(), order.number);
        const to = (["ready", "received", "diagnosing"] as const)
          .find((status) => forcible.includes(status) || movable(moves, status));
        if (!to) continue;
        const plan = plans[to];
        const force = forcible.includes(to);
        const { told } = await moveStatus(await ctx(), order.number, {
          to,
          force,
          notify,
          reason: "Prueba",
          outcome: "repaired",
        });
        const expected: Plan | null = plan?.by === "nobody" || !plan
          ? null
          : notify
          ? plan
          : { by: "nobody", silent: true };
        assert.deepEqual(told, expected, `${from} → ${to}`);
        assert.deepEqual(
          await effects(app, order.id),
          effectsOf(expected),
          `${from} → ${to} ${JSON.stringify(willing)}`,
        );
        seen.add(expected?.by ?? "null");
      }
    }
    assert.deepEqual(
      [...seen].sort(),
      "SMTP_URL" in MailServer ? ["email", "hand", "nobody", "null"] : ["hand", "nobody", "null"],
    );
  }, { engines: ["libsql"] });
}

function movable(moves: Awaited<ReturnType<typeof orderDetail>>["moves"], to: OrderStatus): boolean {
  return moves.some((move) => move.to === to && move.obstacle === null && move.through === null);
}

async function aWillingClients(app: TestApp, { willing, from }: { willing: Willing; from: OrderStatus }) {
  const { db } = app.services.database;
  const { email } = willing;
  const order = await anOrder(app, { status: from, client: { name: "Elsa Sosa", ...(email && { email }) } });
  const consents = willing.refuses ? { [willing.refuses]: { granted: false, at: 1, by: "Rocío" } } : {};
  await db.updateTable("client").set({
    channel: willing.channel ?? "",
    consents_json: JSON.stringify(consents),
  }).where("id", "=", order.clientId).execute();
  await db.deleteFrom("to_tell").where("order_id", "=", order.id).execute();
  const written = await db.selectFrom("message_order").select("message_id").where("order_id", "=", order.id)
    .execute();
  for (const { message_id } of written) {
    await db.deleteFrom("message_order").where("message_id", "=", message_id).execute();
  }
  return order;
}

/** What was written of a move: mails, those who wait to be told, and what the history says of it. */
async function effects(app: TestApp, orderId: string) {
  const { db } = app.services.database;
  const mails = await db.selectFrom("message_order").innerJoin(
    "message",
    "message.id",
    "message_order.message_id",
  )
    .select(["message.to_address", "message.state"]).where("message_order.order_id", "=", orderId).execute();
  const waiting = await db.selectFrom("to_tell").select("reason").where("order_id", "=", orderId).execute();
  const last = await db.selectFrom("order_event").select("data_json").where("order_id", "=", orderId)
    .where("kind", "=", "message_queued").where("data_json", "like", '%"order_ready"%').orderBy("id", "desc")
    .executeTakeFirst();
  return { mails, waiting, history: last ? JSON.parse(last.data_json).state : null };
}

function effectsOf(plan: Plan | null): Awaited<ReturnType<typeof effects>> {
  if (plan === null) return { mails: [], waiting: [], history: null };
  switch (plan.by) {
    case "email":
      return { mails: [{ to_address: plan.address, state: "queued" }], waiting: [], history: "queued" };
    case "whatsapp":
      return { mails: [{ to_address: plan.phone, state: "queued" }], waiting: [], history: "queued" };
    case "nobody":
      return { mails: [], waiting: [], history: "silent" };
    case "hand": {
      const { address, reason } = plan;
      const mails = address === null ? [] : [{ to_address: address, state: "kept" as const }];
      return { mails, waiting: plan.waits ? [{ reason }] : [], history: address === null ? reason : "kept" };
    }
  }
}

eachDatabase("forms say whom they tell, and can keep it quiet this once", async (_, database) => {
  await using app = await testApp(database, MAIL);
  const order = await anOrder(app, {
    status: "quality_check",
    client: { name: "Elsa Sosa", email: ADDRESS },
  });
  const admin = await asAdmin(app);
  const path = `/ordenes/${order.number}`;
  const page = await admin.page(path);
  assert.match(page, /Se avisará a Elsa Sosa por correo a elsa@example\.com\.[^]*name="silent"/);
  assert.match(
    await admin.page(`/tablero/${order.number}/estado`),
    /Se avisará a Elsa Sosa[^]*name="silent"/,
  );
  const moved = await admin.post(`${path}/estado`, { from: "quality_check", to: "ready", silent: "1" });
  assert.equal(moved.status, 303);
  const story = await admin.page(path);
  assert.match(story, /No se avisó al cliente esta vez: aviso de listo/);
  assert.match(await (await asReceptionist(app)).page("/por-avisar"), /Todos avisados/);
  assert.match(await admin.page(`${path}/entrega`), /Se avisará a Elsa Sosa por correo[^]*name="silent"/);
  const rows = await database.db.selectFrom("message").select("id").where("kind", "=", "order_ready")
    .execute();
  assert.equal(rows.length, 0);
});
