import assert from "node:assert/strict";
import { sql } from "kysely";
import { receiveIntake } from "../../src/intakes/commands.ts";
import type { IntakeReceipt } from "../../src/intakes/receipt.ts";
import { publishTerms } from "../../src/intakes/terms.ts";
import { AppError } from "../../src/lib/app_error.ts";
import { moveStatus } from "../../src/orders/moves.ts";
import { trackingHash } from "../../src/tracking/token.ts";
import { type TestApp, testApp, userActor } from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";
import { aDevice, aNewClient, anIntake } from "./an_intake.ts";

const LAPTOP = { category: "laptop", brand: "Lenovo", model: "ThinkPad T14", serial: "PF-3K9ZQ1" } as const;
const EVERYTHING = [
  "client",
  "contact",
  "device",
  "device_owner",
  "intake",
  "signature",
  "order",
  "order_event",
  "order_accessory",
  "secret",
  "tracking_link",
  "print_job",
  "message",
  "job",
  "order_count",
  "order_day",
  "order_sequence",
] as const;

eachDatabase("an intake of two devices makes everything that follows from it", async (_, database) => {
  await using app = await testApp(database);
  const ctx = await app.ctx(userActor(app, "receptionist"));
  const secret = { kind: "pin", text: "4711" } as const;
  const promisedAt = ctx.now + 3 * 86_400_000;
  const made = await receiveIntake(
    ctx,
    await anIntake(ctx, {
      devices: [
        aDevice({ secret, promisedAt, preauthorisedMinor: 4_500_000, priority: "high" }),
        aDevice({ device: LAPTOP, accessories: [], fault: "Líneas en la pantalla" }),
      ],
    }),
  );
  assert.deepEqual(made.orders.map((order) => order.number), ["S01-000001", "S01-000002"]);

  const orders = await database.db.selectFrom("order").selectAll().orderBy("seq").execute();
  assert.equal(orders.length, 2);
  const [first, second] = orders;
  assert.equal(first?.status, "received");
  assert.equal(first?.technician_id, null);
  assert.equal(first?.promised_at, promisedAt);
  assert.equal(first?.preauthorised_minor, 4_500_000);
  assert.equal(first?.priority, "high");
  assert.equal(first?.client_id, second?.client_id);
  assert.notEqual(first?.device_id, second?.device_id);
  assert.match(first?.search_fold ?? "", /jose nunez.*samsung.*funda/);

  const accessories = await database.db.selectFrom("order_accessory").select("description")
    .orderBy("position").execute();
  assert.deepEqual(accessories.map((one) => one.description), ["Funda", "Cargador"]);

  const sealed = await database.db.selectFrom("secret").selectAll().executeTakeFirstOrThrow();
  assert.equal(sealed.order_id, first?.id);
  assert.ok(!sealed.sealed.includes("4711"));
  assert.equal(await ctx.secrets.open(sealed.sealed, `device_secret:${sealed.id}`), "4711");

  const kinds = await database.db.selectFrom("order_event").select("kind")
    .where("order_id", "=", first?.id ?? "").orderBy("id").execute();
  assert.deepEqual(kinds.map((event) => event.kind), ["received", "tracking_link_created", "message_queued"]);

  const links = await database.db.selectFrom("tracking_link").selectAll().execute();
  assert.equal(links.length, 2);
  assert.ok(links.every((link) => /^[0-9a-f]{64}$/.test(link.token_hash)));

  const mails = await database.db.selectFrom("message").select(["to_address", "kind", "html"]).execute();
  assert.equal(mails.length, 1, "one visit, one mail");
  const mailed = [...(mails[0]?.html ?? "").matchAll(/href="[^"]*\/seguimiento\/([\w-]{22})"/g)];
  assert.deepEqual(
    mailed.map(([, token = ""]) => trackingHash(token)).sort(),
    links.map((link) => link.token_hash).sort(),
    "with the link of each order",
  );

  const counted = await database.db.selectFrom("order_count").select(["status", "orders"]).execute();
  assert.deepEqual(counted, [{ status: "received", orders: 2 }]);
  const day = await database.db.selectFrom("order_day").select(["day", "received"]).execute();
  assert.deepEqual(day, [{ day: "2026-11-23", received: 2 }]);
});

eachDatabase("the receipt is frozen as it was handed out and never holds the secret", async (_, database) => {
  await using app = await testApp(database);
  const ctx = await app.ctx(userActor(app, "receptionist"));
  const { id } = await receiveIntake(
    ctx,
    await anIntake(ctx, { devices: [aDevice({ secret: { kind: "password", text: "hunter-42" } })] }),
  );
  const row = await database.db.selectFrom("intake").selectAll().where("id", "=", id)
    .executeTakeFirstOrThrow();
  const receipt: IntakeReceipt = JSON.parse(row.receipt_json);
  assert.equal(receipt.reference, "S01-000001");
  assert.equal(receipt.receivedBy, "Rocío Recepción");
  assert.equal(receipt.client.phone, "+54 9 11 5555-0142");
  assert.equal(receipt.orders[0]?.device.serial, "356938035643809");
  assert.equal(receipt.terms.version, 1);
  assert.equal(receipt.signature?.name, "José Núñez");
  assert.ok(!row.receipt_json.includes("hunter-42"));
});

eachDatabase("twenty submits of one form at once make one intake", async (_, database) => {
  await using app = await testApp(database);
  const ctx = await app.ctx(userActor(app, "receptionist"));
  const input = await anIntake(ctx);
  const made = await Promise.all(Array.from({ length: 20 }, () => receiveIntake(ctx, input)));
  assert.equal(new Set(made.map((one) => one.id)).size, 1);
  for (const one of made) assert.deepEqual(one.orders, made[0]?.orders);
  assert.equal(await count(app, "intake"), 1);
  assert.equal(await count(app, "order"), 1);
  assert.equal(await count(app, "client"), 1);
  assert.equal(await count(app, "message"), 1);
  const next = await receiveIntake(
    ctx,
    await anIntake(ctx, { client: { id: await onlyClient(app) }, devices: [aDevice({ device: LAPTOP })] }),
  );
  assert.equal(next.orders[0]?.number, "S01-000002", "no number was lost on the way");
});

eachDatabase("different intakes at once get numbers without gaps or doubles", async (_, database) => {
  await using app = await testApp(database);
  const ctx = await app.ctx(userActor(app, "receptionist"));
  const inputs = await Promise.all(Array.from({ length: 12 }, (_, at) =>
    anIntake(ctx, {
      client: aNewClient(`Cliente ${at}`),
      devices: [aDevice({ device: { ...LAPTOP, serial: "" } })],
    })));
  await Promise.all(inputs.map((input) => receiveIntake(ctx, input)));
  const numbers = await database.db.selectFrom("order").select("sequence").orderBy("sequence").execute();
  assert.deepEqual(numbers.map((row) => row.sequence), Array.from({ length: 12 }, (_, at) => at + 1));
});

eachDatabase("when a later step fails nothing of the intake remains", async (_, database) => {
  await using app = await testApp(database);
  const ctx = await app.ctx(userActor(app, "receptionist"));
  const before = await counts(app);
  for (const table of ["message", "tracking_link", "order_day", "secret", "order_accessory"] as const) {
    await refuseInserts(app, table);
    const input = await anIntake(ctx, { devices: [aDevice({ secret: { kind: "pin", text: "4711" } })] });
    await assert.rejects(receiveIntake(ctx, input), /refused by the test/);
    assert.deepEqual(await counts(app), before, `a failing ${table} leaves something behind`);
    await allowInserts(app, table);
  }
  const made = await receiveIntake(ctx, await anIntake(ctx));
  assert.equal(made.orders[0]?.number, "S01-000001", "failed intakes leave no gap");
});

eachDatabase("a client that does not exist is refused beside the field", async (_, database) => {
  await using app = await testApp(database);
  const ctx = await app.ctx(userActor(app, "receptionist"));
  const input = await anIntake(ctx, { client: { id: "00000000-0000-7000-8000-000000000000" } });
  assert.deepEqual(await fieldsOf(receiveIntake(ctx, input)), { client_id: "client_unknown" });
});

eachDatabase(
  "a client that may be known already is asked about and can be overridden",
  async (_, database) => {
    await using app = await testApp(database);
    const ctx = await app.ctx(userActor(app, "receptionist"));
    const first = await anIntake(ctx);
    await receiveIntake(ctx, first);
    const again = await anIntake(ctx, { devices: [aDevice({ device: LAPTOP })] });
    assert.deepEqual(await fieldsOf(receiveIntake(ctx, again)), { duplicate_ok: "client_duplicate" });
    assert.ok(!("id" in again.client));
    const anyway = { ...again, client: { ...again.client, duplicateAccepted: true } };
    await receiveIntake(ctx, anyway);
    assert.equal(await count(app, "client"), 2);
  },
);

eachDatabase(
  "a known serial is the same device with a new owner; an open order of it must be accepted",
  async (_, database) => {
    await using app = await testApp(database);
    const ctx = await app.ctx(userActor(app, "receptionist"));
    const first = await receiveIntake(ctx, await anIntake(ctx));
    const second = await anIntake(ctx, { client: aNewClient("Laura Compradora") });
    assert.deepEqual(await fieldsOf(receiveIntake(ctx, second)), {
      "devices.0.open_order_ok": "device_has_order",
    });

    const admin = await app.ctx(userActor(app, "admin"));
    await moveStatus(admin, first.orders[0]?.number ?? "", {
      to: "cancelled",
      reason: "El cliente se arrepintió",
    });
    await receiveIntake(ctx, second);
    assert.equal(await count(app, "device"), 1);
    const owners = await database.db.selectFrom("device_owner").select("until").orderBy("since").orderBy("id")
      .execute();
    assert.deepEqual(owners.map((owner) => owner.until === null), [false, true]);
  },
);

eachDatabase("a second open order of a device is taken in by who says so", async (_, database) => {
  await using app = await testApp(database);
  const ctx = await app.ctx(userActor(app, "receptionist"));
  await receiveIntake(ctx, await anIntake(ctx));
  const second = await anIntake(ctx, { client: aNewClient("Laura Compradora") });
  const devices = second.devices.map((device) => ({ ...device, openOrderAccepted: true }));
  await receiveIntake(ctx, { ...second, devices });
  const orders = await database.db.selectFrom("order").select("device_id").execute();
  assert.equal(orders.length, 2);
  assert.equal(new Set(orders.map((order) => order.device_id)).size, 1);
});

eachDatabase("no order is without its client and its device", async (_, database) => {
  await using app = await testApp(database);
  const ctx = await app.ctx(userActor(app, "receptionist"));
  await receiveIntake(ctx, await anIntake(ctx));
  for (const column of ["client_id", "device_id"]) {
    for (const value of [null, "00000000-0000-7000-8000-000000000000"]) {
      const change = sql`update ${sql.table("order")} set ${sql.ref(column)} = ${value}`.execute(database.db);
      await assert.rejects(change, /constraint/i, `${column} = ${value}`);
    }
  }
});

eachDatabase("terms that changed since the form was rendered must be read again", async (_, database) => {
  await using app = await testApp(database);
  const ctx = await app.ctx(userActor(app, "receptionist"));
  const input = await anIntake(ctx);
  await publishTerms(await app.ctx(userActor(app, "admin")), {
    locale: "es",
    text: "Otros términos",
    replaces: 1,
  });
  assert.deepEqual(await fieldsOf(receiveIntake(ctx, input)), { terms_accepted: "terms_changed" });
  const { id } = await receiveIntake(ctx, await anIntake(ctx));
  const row = await database.db.selectFrom("intake").select("receipt_json").where("id", "=", id)
    .executeTakeFirstOrThrow();
  assert.equal(JSON.parse(row.receipt_json).terms.text, "Otros términos");
});

eachDatabase(
  "a technician may not receive, and only an administrator publishes terms",
  async (_, database) => {
    await using app = await testApp(database);
    const technician = await app.ctx(userActor(app, "technician"));
    await assert.rejects(receiveIntake(technician, await anIntake(technician)), { code: "forbidden" });
    const receptionist = await app.ctx(userActor(app, "receptionist"));
    await assert.rejects(publishTerms(receptionist, { locale: "es", text: "x", replaces: 1 }), {
      code: "forbidden",
    });
  },
);

async function fieldsOf(refused: Promise<unknown>): Promise<Record<string, string>> {
  try {
    await refused;
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== "invalid") throw error;
    return Object.fromEntries(
      Object.entries(error.detail.fields ?? {}).map(([path, one]) => [path, one.code]),
    );
  }
  assert.fail("it was not refused");
}

async function count(app: TestApp, table: (typeof EVERYTHING)[number]): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*) as n from ${sql.table(table)}`
    .execute(app.services.database.db);
  return Number(rows[0]?.n);
}

async function counts(app: TestApp): Promise<Record<string, number>> {
  const found: Record<string, number> = {};
  for (const table of EVERYTHING) found[table] = await count(app, table);
  return found;
}

async function onlyClient(app: TestApp): Promise<string> {
  return (await app.services.database.db.selectFrom("client").select("id").executeTakeFirstOrThrow()).id;
}

async function refuseInserts({ services: { database } }: TestApp, table: string): Promise<void> {
  const name = sql.id(`refuse_${table}`);
  if (database.flavour === "sqlite") {
    await sql`create trigger ${name} before insert on ${sql.table(table)}
      begin select raise(abort, 'refused by the test'); end`.execute(database.db);
    return;
  }
  await sql`create function ${name}() returns trigger language plpgsql as
    'begin raise exception ''refused by the test''; end'`.execute(database.db);
  await sql`create trigger ${name} before insert on ${sql.table(table)}
    for each row execute function ${name}()`.execute(database.db);
}

async function allowInserts({ services: { database } }: TestApp, table: string): Promise<void> {
  const name = sql.id(`refuse_${table}`);
  if (database.flavour === "sqlite") await sql`drop trigger ${name}`.execute(database.db);
  else await sql`drop function ${name}() cascade`.execute(database.db);
}
