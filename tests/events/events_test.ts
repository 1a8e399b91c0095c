import assert from "node:assert/strict";
import { sql } from "kysely";
import { editClient } from "../../src/clients/commands.ts";
import { clientInput } from "../../src/clients/input.ts";
import { EVENT_TYPES } from "../../src/events/event.ts";
import { EVENTS } from "../../src/events/payloads.ts";
import { receiveIntake } from "../../src/intakes/commands.ts";
import { assign, editOrder, writeDiagnosis } from "../../src/orders/commands.ts";
import { deliver } from "../../src/orders/delivery.ts";
import { deliveryInput } from "../../src/orders/input.ts";
import { moveStatus } from "../../src/orders/moves.ts";
import { undoMove } from "../../src/orders/undo_commands.ts";
import { noteViewed } from "../../src/quotes/client_commands.ts";
import { mindQuotes } from "../../src/quotes/reminders.ts";
import { aDevice, anIntake } from "../intakes/an_intake.ts";
import { pay, refund } from "../payments/payment_stage.ts";
import { type TestApp, testApp, userActor } from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";
import { approveByPhone, aSentQuote } from "../support/quote_builders.ts";
import { type FedEvent, happen, misfit, program, tell } from "./event_stage.ts";

Deno.test("every event has an example that fits its schema, and a sentence that says when it happens", () => {
  for (const type of EVENT_TYPES) {
    const { example, summary } = EVENTS[type];
    assert.equal(misfit({ type, data: example }), "");
    assert.ok(summary.length > 10, type);
  }
});

/** An order from the counter to the client's home, with an offer, money both ways and a move that was taken back. */
async function wholeLife(app: TestApp): Promise<string> {
  const desk = await app.ctx(userActor(app, "receptionist"));
  const admin = await app.ctx(userActor(app, "admin"));
  const { orders: [made] } = await receiveIntake(
    desk,
    await anIntake(desk, { devices: [aDevice({ accessories: [] })] }),
  );
  const number = made?.number ?? "";
  await assign(admin, number, app.users.technician.id);
  await moveStatus(admin, number, { to: "diagnosing" });
  await undoMove(admin, number);
  await moveStatus(admin, number, { to: "diagnosing" });
  const key = () => crypto.randomUUID();
  await writeDiagnosis(admin, number, { form_key: key(), text: "Pin 4821, módulo", finding: "repairable" });
  await aSentQuote(app, number);
  const order = await admin.db.selectFrom("order").select(["id", "version"]).where("number", "=", number)
    .executeTakeFirstOrThrow();
  await noteViewed(desk, { orderId: order.id });
  await aSentQuote(app, number);
  await approveByPhone(app, number);
  const { version } = await admin.db.selectFrom("order").select("version").where("number", "=", number)
    .executeTakeFirstOrThrow();
  const edit = { fault: "Otra", condition: "", priority: "urgent", promised_at: null, preauthorised: null };
  await editOrder(admin, number, { ...edit, priority: "urgent", version });
  await pay(desk, number, { amount: "48500" });
  await refund(admin, number, { amount: "1500" });
  await moveStatus(admin, number, { to: "repairing" });
  await moveStatus(admin, number, { to: "ready", outcome: "repaired" });
  const handed = {
    taken_by: "José Núñez",
    unsigned_reason: "Apurado",
    form_key: key(),
    debt_reason: "Amigo",
  };
  await deliver(admin, number, deliveryInput("ARS").parse(handed));
  return number;
}

eachDatabase(
  "a whole life is told by events that fit their contract and name nobody",
  async (_t, database) => {
    await using app = await testApp(database);
    const number = await wholeLife(app);
    const ask = await program(app);
    const events: FedEvent[] = await (await ask("/api/eventos?limit=200")).json();
    assert.deepEqual(events.map(misfit).filter(Boolean), []);
    const types = events.map(({ type }) => type);
    assert.deepEqual(types, [
      "client.created",
      "device.created",
      "order.received",
      "order.assigned",
      "order.status_changed",
      "order.status_changed",
      "order.status_changed",
      "order.diagnosed",
      "quote.sent",
      "order.status_changed",
      "quote.viewed",
      "quote.superseded",
      "quote.sent",
      "quote.approved",
      "order.status_changed",
      "charge.recorded",
      "order.updated",
      "payment.recorded",
      "payment.refunded",
      "order.status_changed",
      "order.status_changed",
      "order.status_changed",
      "order.delivered",
    ]);
    const undone = events.filter(({ data }) => data.undone === true);
    assert.deepEqual(undone.map(({ data: { from, to } }) => [from, to]), [["diagnosing", "received"]]);
    const refunded = events.find(({ type }) => type === "payment.refunded");
    assert.deepEqual(Object(refunded?.data.payment).amount, { amount_minor: -150_000, currency: "ARS" });
    assert.equal(Object(events.at(-1)?.data.order).number, number);
    const said = JSON.stringify(events);
    for (const secret of ["Núñez", "5555", "jose@", "28.456", "4821", "módulo", "356938035643809", "Otra"]) {
      assert.ok(!said.includes(secret), secret);
    }
  },
);

eachDatabase(
  "an offer whose time is over, a cancelled order and an edited client are told",
  async (_t, database) => {
    await using app = await testApp(database);
    const { number, clientId } = await anOrder(app, { status: "diagnosing", diagnosis: "Módulo" });
    await aSentQuote(app, number);
    app.now += 30 * 86_400_000;
    await mindQuotes(await app.ctx());
    const other = await anOrder(app, { status: "received", client: { id: clientId } });
    const desk = await app.ctx(userActor(app, "receptionist"));
    await moveStatus(desk, other.number, { to: "cancelled", reason: "No quiere" });
    const typed = { kind: "person", name: "Otro Nombre", document: "", address: "", notes: "", contacts: [] };
    const input = clientInput("AR").parse(typed);
    await editClient(desk, clientId, { ...input, version: 1 });
    const ask = await program(app);
    const types = await typesOf(
      await ask("/api/eventos/?type=quote.expired,order.cancelled,client.updated"),
    );
    assert.deepEqual(types, ["quote.expired", "order.cancelled", "client.updated"]);
  },
);

eachDatabase(
  "an event exists exactly when its cause does, and is never changed or deleted",
  async (_t, database) => {
    await using app = await testApp(database);
    const ctx = await app.ctx();
    const id = await happen(ctx);
    const { number } = await anOrder(app, { status: "received" });
    const count = async () => Number((await countEvents(database.db).executeTakeFirstOrThrow()).n);
    const before = await count();
    await assert.rejects(moveStatus(ctx, number, { to: "delivered" }));
    await assert.rejects(
      ctx.db.transaction().execute(async (trx) => {
        await tell(trx, ctx);
        throw new Error("undone");
      }),
    );
    assert.equal(await count(), before);
    const { db } = database;
    await assert.rejects(db.updateTable("event").set({ data_json: "{}" }).where("id", "=", id).execute());
    await assert.rejects(db.deleteFrom("event").where("id", "=", id).execute());
    await assert.rejects(db.deleteFrom("event_position").where("event_id", "=", id).execute());
  },
);

eachDatabase(
  "the feed goes on from the last id, by type, from an instant, page by page",
  async (_t, database) => {
    await using app = await testApp(database);
    const ctx = await app.ctx();
    const ids: string[] = [];
    for (let at = 0; at < 5; at++) ids.push(await happen(ctx));
    const ask = await program(app);
    const first = await ask("/api/eventos/?limit=2");
    assert.deepEqual(await idsOf(first), ids.slice(0, 2));
    const next = nextOf(first);
    const known = await ask(`/api/eventos/?limit=2&after=${ids[1]}`);
    assert.deepEqual(await idsOf(known), ids.slice(2, 4));
    const second = await ask(next);
    assert.deepEqual(await idsOf(second), ids.slice(2, 4));
    const last = await ask(nextOf(second));
    assert.deepEqual(await idsOf(last), ids.slice(4));
    const none = await ask(nextOf(last));
    assert.deepEqual(await none.json(), []);
    assert.equal(nextOf(none), nextOf(last), "asked again later, it goes on");
    app.now += 3_600_000;
    const later = await happen(await app.ctx(), "client.updated");
    const since = new Date(app.now).toISOString();
    assert.deepEqual(await idsOf(await ask(`/api/eventos/?since=${since}`)), [later]);
    assert.deepEqual(
      await idsOf(await ask(`/api/eventos/?since=${new Date(app.now + 120_000).toISOString()}`)),
      [],
    );
    assert.deepEqual(await typesOf(await ask("/api/eventos/?type=client.updated")), ["client.updated"]);
    for (
      const wrong of [
        "after=1",
        `after=${crypto.randomUUID()}`,
        "type=x",
        "limit=0",
        "limit=201",
        "wait=99",
        "x=1",
      ]
    ) {
      const answer = await ask(`/api/eventos/?${wrong}`);
      assert.equal(answer.status, 422, wrong);
      assert.equal(answer.headers.get("Content-Type"), "application/problem+json");
    }
    const stranger = await program(app, ["orders:read"]);
    assert.equal((await stranger("/api/eventos/")).status, 403);
  },
);

eachDatabase("who waits for an event gets it when it comes", async (_t, database) => {
  await using app = await testApp(database);
  const ask = await program(app);
  const waiting = ask("/api/eventos/?wait=20");
  const id = await happen(await app.ctx());
  app.services.live.changed("jobs");
  assert.deepEqual(await idsOf(await waiting), [id]);
}, { engines: ["libsql"] });

eachDatabase("the types of events tell their contract", async (_t, database) => {
  await using app = await testApp(database);
  const types = await (await (await program(app))("/api/eventos/tipos")).json();
  assert.deepEqual(types.map(({ type }: FedEvent) => type), [...EVENT_TYPES]);
  assert.equal(types[1].data_schema.type, "object");
}, { engines: ["libsql"] });

eachDatabase("a reader that follows the feed misses nothing that commits late", async (_t, database) => {
  await using app = await testApp(database);
  const ctx = await app.ctx();
  const ask = await program(app);
  const written: string[] = [];
  const writing = Array.from({ length: 5 }, async (_, writer) => {
    for (let at = 0; at < 20; at++) {
      await database.db.transaction().execute(async (trx) => {
        const event = await tell(trx, ctx);
        // Some hold their transaction open while others, begun later, commit.
        if ((at + writer) % 3 === 0) await sql`select pg_sleep(0.01)`.execute(trx);
        written.push(event);
      });
    }
  });
  let over = false;
  const done = Promise.all(writing).finally(() => over = true);
  const read: string[] = [];
  let path = "/api/eventos/?limit=7";
  for (let idle = 0; !over || idle < 2;) {
    const answer = await ask(path);
    const ids = await idsOf(answer);
    idle = over && ids.length === 0 ? idle + 1 : 0;
    read.push(...ids);
    path = nextOf(answer);
  }
  await done;
  assert.equal(read.length, 100);
  assert.deepEqual([...read].sort(), [...written].sort());
}, { engines: ["postgres"], open: { maxConnections: 8 } });

function countEvents(db: TestApp["services"]["database"]["db"]) {
  return db.selectFrom("event").select((q) => q.fn.countAll<number>().as("n"));
}

function nextOf(answer: Response): string {
  return /<http:\/\/localhost:8000([^>]+)>; rel="next"/.exec(answer.headers.get("Link") ?? "")?.[1] ?? "";
}

async function idsOf(answer: Response): Promise<string[]> {
  return (await answer.json()).map(({ id }: FedEvent) => id);
}

async function typesOf(answer: Response): Promise<string[]> {
  return (await answer.json()).map(({ type }: FedEvent) => type);
}
