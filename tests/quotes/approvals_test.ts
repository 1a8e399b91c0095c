import assert from "node:assert/strict";
import { AppError } from "../../src/lib/app_error.ts";
import { readBalance } from "../../src/orders/balance.ts";
import { moveStatus } from "../../src/orders/moves.ts";
import { recordApproval } from "../../src/quotes/approval_commands.ts";
import { approveByLink, noteViewed, rejectByLink } from "../../src/quotes/client_commands.ts";
import { type Evidence, evidenceHolds } from "../../src/quotes/evidence.ts";
import { approvalInput, clientApproval, clientRejection } from "../../src/quotes/input.ts";
import { mailQuote, noteWhatsapp, sendQuote } from "../../src/quotes/send_commands.ts";
import { pay, refund } from "../payments/payment_stage.ts";
import { type TestApp, testApp, userActor } from "../support/app.ts";
import { eachDatabase, type TestDatabase } from "../support/database.ts";
import { anOrder, type OrderWish } from "../support/order_builders.ts";
import { aDraft, approveByPhone, aSentQuote, assertSumsHold, send } from "../support/quote_builders.ts";

const DAY = 86_400_000;
const DIAGNOSED = { status: "diagnosing", diagnosis: "Módulo roto" } as const;

eachDatabase(
  "sending freezes an offer, opens the link, mails it and waits for the answer",
  async (_, database) => {
    await using app = await testApp(database);
    const { id, number } = await diagnosed(app);
    const quote = await aSentQuote(app, number, { by: "technician", byMail: true, valid_days: "10" });
    const row = await quoteRow(database, quote);
    assert.deepEqual([row.status, row.sent_by, row.diagnosis], [
      "sent",
      app.users.technician.id,
      "Módulo roto",
    ]);
    assert.equal(row.valid_until, Date.UTC(2026, 11, 4, 3), "to the end of the tenth day in Buenos Aires");
    assert.equal(await statusOf(database, id), "awaiting_approval");
    assert.deepEqual((await kinds(database, id)).slice(1), [
      "quote_drafted",
      "quote_sent",
      "status_moved",
      "tracking_link_created",
      "message_queued",
    ]);
    const mail = await database.db.selectFrom("message").selectAll().where("kind", "=", "quote_sent")
      .executeTakeFirstOrThrow();
    assert.match(mail.text, /48\.500,00/);
    assert.match(mail.text, /http:\/\/localhost:8000\/seguimiento\/[\w-]{22}\/presupuesto/);
  },
);

eachDatabase(
  "an offer is sent once however often its form comes, and only when the table lets it",
  async (_, database) => {
    await using app = await testApp(database);
    const { id, number } = await diagnosed(app);
    const quoteId = await aDraft(app, number);
    const ctx = await app.ctx(userActor(app, "receptionist"));
    const input = { version: 2, by_mail: true, claim_reason: "", form_key: crypto.randomUUID() };
    await Promise.all(Array.from({ length: 5 }, () => sendQuote(ctx, number, { quoteId, input })));
    assert.equal((await kinds(database, id)).filter((kind) => kind === "quote_sent").length, 1);
    assert.equal((await database.db.selectFrom("message").select("id").execute()).length, 1);
    await refused(
      sendQuote(ctx, number, { quoteId, input: { ...input, form_key: crypto.randomUUID() } }),
      "quote_not_draft",
    );

    const cases: [OrderWish, string][] = [
      [{ status: "diagnosing" }, "diagnosis_missing"],
      [{ status: "approved" }, "quote_not_now"],
      [{ status: "ready", outcome: "repaired" }, "quote_not_now"],
      [{ ...DIAGNOSED, client: { name: "Sin Correo" } }, "by_mail"],
    ];
    for (const [wish, reason] of cases) {
      const order = await anOrder(app, { technicianId: app.users.technician.id, ...wish });
      const draft = await aDraft(app, order.number);
      await refused(sendQuote(ctx, order.number, { quoteId: draft, input }), reason);
      assert.equal((await quoteRow(database, draft)).status, "draft", "nothing is left of a refusal");
    }
    const empty = await diagnosed(app);
    const nothing = await aDraft(app, empty.number, { lines: [] });
    await refused(sendQuote(ctx, empty.number, { quoteId: nothing, input }), "lines");
    const theirs = await anOrder(app, { ...DIAGNOSED, technicianId: app.users.admin.id });
    const draft = await aDraft(app, theirs.number);
    const bench = await app.ctx(userActor(app, "technician"));
    await refused(
      sendQuote(bench, theirs.number, { quoteId: draft, input: { ...input, by_mail: false } }),
      "move_not_yours",
    );
  },
);

eachDatabase("handing on again mails again, and WhatsApp is opened, never sent", async (_, database) => {
  await using app = await testApp(database);
  const { id, number } = await diagnosed(app);
  const quoteId = await aSentQuote(app, number);
  const ctx = await app.ctx(userActor(app, "receptionist"));
  const key = crypto.randomUUID();
  for (let times = 0; times < 3; times++) {
    await mailQuote(ctx, number, { quoteId, key });
    await noteWhatsapp(ctx, number, { quoteId, key });
  }
  const told = (await kinds(database, id)).slice(-2);
  assert.deepEqual(told, ["message_queued", "quote_opened_in_whatsapp"]);
  const shared = await database.db.selectFrom("quote_sharing").select(["how", "to_address"]).orderBy("how")
    .execute();
  assert.deepEqual(shared.map((one) => one.how), ["mail", "whatsapp"]);
  assert.equal(shared[0]?.to_address, "maria@example.com");
  assert.ok(!(await kinds(database, id)).some((kind) => /whatsapp_sent/.test(kind)));
  app.now += 20 * DAY;
  await refused(
    mailQuote(await app.ctx(userActor(app, "receptionist")), number, { quoteId, key: crypto.randomUUID() }),
    "quote_not_in_force",
  );
});

eachDatabase(
  "an approval by phone is written down with who and how, and bills line by line",
  async (_, database) => {
    await using app = await testApp(database);
    const { id, number } = await diagnosed(app);
    const quoteId = await aSentQuote(app, number, {
      lines: [
        { description: "Módulo", price: "40000", kind: "part" },
        { description: "Tornillos", price: "250,50", quantity: "2" },
        { description: "Cliente frecuente", price: "500", kind: "discount" },
      ],
    });
    for (const [field, fields] of [["how", { how: "" }], ["who", { who: " " }]] as const) {
      await refused(approveByPhone(app, number, fields), field);
    }
    const form_key = crypto.randomUUID();
    for (let times = 0; times < 3; times++) {
      assert.deepEqual(await approveByPhone(app, number, { form_key, note: "Llamó a las 10" }), {
        moved: true,
      });
    }
    assert.equal(await statusOf(database, id), "approved");
    const charges = await database.db.selectFrom("charge").select(["description", "amount_minor"])
      .where("order_id", "=", id).orderBy("id").execute();
    assert.deepEqual(charges.map((one) => [one.description, one.amount_minor]), [
      ["Módulo", 40_000_00],
      ["2 × Tornillos", 501_00],
      ["Cliente frecuente", -500_00],
    ]);
    const [decision, ...others] = await database.db.selectFrom("quote_decision").selectAll().execute();
    assert.equal(others.length, 0);
    assert.deepEqual(
      [
        decision?.quote_id,
        decision?.channel,
        decision?.who,
        decision?.note,
        decision?.recorded_by,
        decision?.ip,
      ],
      [quoteId, "phone", "María Núñez", "Llamó a las 10", app.users.receptionist.id, "127.0.0.1"],
    );
    assert.ok(decision && evidenceHolds(decision));
    const notice = await database.db.selectFrom("message").select(["to_address", "subject"])
      .where("kind", "=", "quote_decided").executeTakeFirstOrThrow();
    assert.equal(notice.to_address, "tomas@example.com", "the technician is told");
    assert.match(notice.subject, /María Núñez aprobó el presupuesto de S01-/);
  },
);

eachDatabase("a price agreed on by word of mouth has an offer of one line behind it", async (_, database) => {
  await using app = await testApp(database);
  const agreed = { agreed: "45.000", agreed_for: "Cambio de módulo" };

  const fixed = await anOrder(app, { status: "received" });
  await refused(approveByPhone(app, fixed.number, { how: "" }), "agreed");
  await refused(approveByPhone(app, fixed.number, { how: "", agreed: "5" }), "agreed_for");
  await approveByPhone(app, fixed.number, { how: "", ...agreed });
  assert.equal((await decisionOf(database, fixed.id)).channel, "fixed_price");

  const waiting = await anOrder(app, { status: "awaiting_approval" });
  await refused(approveByPhone(app, waiting.number), "agreed");
  await approveByPhone(app, waiting.number, agreed);

  const haggled = await diagnosed(app);
  const offered = await aSentQuote(app, haggled.number);
  await approveByPhone(app, haggled.number, agreed);
  assert.equal((await quoteRow(database, offered)).status, "superseded");

  for (const { id } of [fixed, waiting, haggled]) {
    assert.equal(await statusOf(database, id), "approved");
    assert.equal(await assertSumsHold(app, id), 45_000_00);
    const approved = await database.db.selectFrom("quote").select("id").where("order_id", "=", id)
      .where("status", "=", "approved").execute();
    assert.equal(approved.length, 1);
  }
  const free = await anOrder(app, { status: "awaiting_approval" });
  await approveByPhone(app, free.number, { agreed: "0", agreed_for: "Cortesía" });
  assert.equal(await statusOf(database, free.id), "approved");
});

eachDatabase(
  "what the client authorised when leaving the device approves a draft within it",
  async (_, database) => {
    await using app = await testApp(database);
    const within = await anOrder(app, { ...DIAGNOSED, preauthorisedMinor: 50_000_00 });
    await aDraft(app, within.number);
    await approveByPhone(app, within.number, { how: "" });
    assert.equal(await statusOf(database, within.id), "approved");
    assert.equal((await decisionOf(database, within.id)).channel, "preauthorised");
    assert.equal(await assertSumsHold(app, within.id), 48_500_00);

    const over = await anOrder(app, { ...DIAGNOSED, preauthorisedMinor: 48_499_99 });
    const draft = await aDraft(app, over.number);
    await refused(approveByPhone(app, over.number, { how: "" }), "quote_over_maximum");
    assert.equal((await quoteRow(database, draft)).status, "draft");

    const bare = await anOrder(app, { status: "received", preauthorisedMinor: 10_000_00 });
    await approveByPhone(app, bare.number, { how: "" });
    assert.equal(await statusOf(database, bare.id), "approved");
    assert.equal(await assertSumsHold(app, bare.id), 0);
  },
);

eachDatabase(
  "of several options one is chosen, and only its lines and those of all are billed",
  async (_, database) => {
    await using app = await testApp(database);
    const { id, number } = await diagnosed(app);
    await aSentQuote(app, number, {
      options: "2",
      lines: [
        { description: "Original", price: "60000", option: "A" },
        { description: "Genérica", price: "45000", option: "B" },
        { description: "Colocación", price: "8000" },
      ],
    });
    await refused(approveByPhone(app, number), "option");
    await refused(approveByPhone(app, number, { option: "C" }), "option");
    await approveByPhone(app, number, { option: "B" });
    assert.equal(await assertSumsHold(app, id), 53_000_00);
  },
);

eachDatabase("while the deposit is missing the approval is kept and the order waits", async (_, database) => {
  await using app = await testApp(database);
  const { id, number } = await diagnosed(app);
  await aSentQuote(app, number, { deposit_percent: "30" });
  const desk = await app.ctx(userActor(app, "receptionist"));
  const deposit = { kind: "deposit", method: "transfer", form_key: crypto.randomUUID() };
  assert.deepEqual(await approveByPhone(app, number), { moved: false });
  assert.deepEqual([await statusOf(database, id), await assertSumsHold(app, id)], ["awaiting_approval", 0]);
  assert.deepEqual(await approveByPhone(app, number, { how: "" }), { moved: false });
  await pay(desk, number, { ...deposit, amount: "14549,99", form_key: crypto.randomUUID() });
  assert.deepEqual(await approveByPhone(app, number, { how: "" }), { moved: false });
  for (let times = 0; times < 3; times++) await pay(desk, number, { ...deposit, amount: "0,01" });
  assert.equal(await statusOf(database, id), "approved", "the last cent lets it go on");
  assert.deepEqual(await approveByPhone(app, number, { how: "", form_key: crypto.randomUUID() }), {
    moved: true,
  });
  assert.deepEqual(await readBalance(database.db, id), {
    charged: 48_500_00,
    paid: 14_550_00,
    balance: 33_950_00,
  });
  assert.equal((await database.db.selectFrom("quote_decision").select("id").execute()).length, 1);
});

eachDatabase(
  "a deposit paid before the answer counts, and lets nothing go on by itself",
  async (_, database) => {
    await using app = await testApp(database);
    const { id, number } = await diagnosed(app);
    await aSentQuote(app, number, { deposit_percent: "50" });
    const desk = await app.ctx(userActor(app, "receptionist"));
    await pay(desk, number, { kind: "deposit", method: "transfer", amount: "24250" });
    assert.equal(await statusOf(database, id), "awaiting_approval");
    assert.deepEqual(await approveByPhone(app, number), { moved: true });
  },
);

eachDatabase(
  "what was refunded line by line is not taken back once more by a new version",
  async (_, database) => {
    await using app = await testApp(database);
    const { id, number } = await diagnosed(app);
    const first = await aSentQuote(app, number, {
      lines: [
        { description: "Módulo", price: "40000", kind: "part" },
        { description: "Funda", price: "5000" },
        { description: "Amigo", price: "1000", kind: "discount" },
      ],
    });
    await approveByPhone(app, number);
    const desk = await app.ctx(userActor(app, "receptionist"));
    await pay(desk, number, { method: "transfer", amount: "44000" });
    const chargeOf = async (description: string) =>
      (await database.db.selectFrom("charge").select("id").where("order_id", "=", id)
        .where("description", "=", description).executeTakeFirstOrThrow()).id;
    await refund(desk, number, { method: "transfer", by: "lines", lines: [await chargeOf("Funda")] });
    assert.equal(await assertSumsHold(app, id), 39_000_00);

    const bench = await app.ctx(userActor(app, "technician"));
    await moveStatus(bench, number, { to: "repairing" });
    const second = await aDraft(app, number, {
      from: first,
      lines: [{ description: "Placa", price: "90000" }],
    });
    await send(app, number, second);
    assert.equal(await assertSumsHold(app, id), 0);
    assert.deepEqual(await readBalance(database.db, id), {
      charged: 0,
      paid: 39_000_00,
      balance: -39_000_00,
    });
    for (const description of ["Módulo", "Se anula del presupuesto 1: Amigo"]) {
      const lines = [await chargeOf(description)];
      await refused(refund(desk, number, { by: "lines", lines }), "lines");
    }
  },
);

eachDatabase(
  "the client approves by the link, with name, drawing, address and the very words",
  async (_, database) => {
    await using app = await testApp(database);
    const { id, number } = await diagnosed(app);
    const quote = await aSentQuote(app, number);
    await noteViewed(await app.ctx(), { orderId: id });
    await noteViewed(await app.ctx(), { orderId: id });
    assert.equal((await quoteRow(database, quote)).status, "viewed");
    const link = { orderId: id, userAgent: "Mozilla/5.0 (Android)" };
    const input = clientApproval.parse({ form_key: crypto.randomUUID(), quote, name: "María Núñez de Sosa" });
    for (let times = 0; times < 3; times++) await approveByLink(await app.ctx(), link, input);
    assert.equal(await statusOf(database, id), "approved");
    const decision = await decisionOf(database, id);
    const evidence: Evidence = JSON.parse(decision.evidence_json);
    assert.deepEqual(
      [decision.channel, decision.who, decision.recorded_by, decision.user_agent, decision.at],
      ["link", "María Núñez de Sosa", null, "Mozilla/5.0 (Android)", app.now],
    );
    assert.match(
      evidence.text,
      /Apruebo el presupuesto 1 de la orden S01-000001 por \$\s48\.500,00 y acepto/,
    );
    assert.match(evidence.text, /El diagnóstico no obliga a reparar/, "the terms are in it word for word");
    assert.equal(evidence.quote.totals[0]?.total_minor, 48_500_00);
    assert.ok(evidenceHolds(decision));
    const events = await database.db.selectFrom("order_event").select(["kind", "actor_kind", "actor_name"])
      .where("order_id", "=", id).where("kind", "in", ["quote_viewed", "quote_approved", "status_moved"])
      .orderBy("id").execute();
    assert.deepEqual(events.map((one) => [one.kind, one.actor_kind]), [
      ["status_moved", "user"],
      ["quote_viewed", "client"],
      ["quote_approved", "client"],
      ["status_moved", "client"],
    ]);
    const { created_by } = await database.db.selectFrom("charge").select("created_by")
      .executeTakeFirstOrThrow();
    assert.equal(created_by, app.users.admin.id, "who sent the offer answers for what it bills");
  },
);

eachDatabase(
  "a client who does not want it gets the device back, and pays the diagnosis where the shop says so",
  async (_, database) => {
    await using app = await testApp(database);
    await setting(database, "diagnosis_fee", 6_000_00);
    app.now += 10_000;
    const { id, number } = await diagnosed(app);
    const quote = await aSentQuote(app, number);
    const link = { orderId: id, userAgent: "x" };
    const input = clientRejection.parse({
      form_key: crypto.randomUUID(),
      quote,
      name: "María",
      reason: "Muy caro",
    });
    for (let times = 0; times < 2; times++) await rejectByLink(await app.ctx(), link, input);
    const order = await database.db.selectFrom("order").select(["status", "outcome"]).where("id", "=", id)
      .executeTakeFirstOrThrow();
    assert.deepEqual({ ...order }, { status: "ready", outcome: "quote_rejected" });
    assert.equal((await quoteRow(database, quote)).status, "rejected");
    assert.deepEqual((await readBalance(database.db, id)).charged, 6_000_00);
    const late = clientApproval.parse({ form_key: crypto.randomUUID(), quote, name: "María" });
    await refused(approveByLink(await app.ctx(), link, late), "quote_answered");
  },
);

eachDatabase(
  "the shop's own rejection closes the offer and frees what was approved but not begun",
  async (_, database) => {
    await using app = await testApp(database);
    const { id, number } = await diagnosed(app);
    const quote = await aSentQuote(app, number, { deposit_percent: "50" });
    await approveByPhone(app, number);
    const desk = await app.ctx(userActor(app, "receptionist"));
    await moveStatus(desk, number, { to: "ready", reason: "No trajo la seña" });
    assert.equal((await quoteRow(database, quote)).status, "rejected");
    assert.equal(await assertSumsHold(app, id), 0);
    const decisions = await database.db.selectFrom("quote_decision").select("decision").orderBy("id")
      .execute();
    assert.equal(decisions.length, 2, "the approval stays on record");
  },
);

eachDatabase("an expired offer cannot be approved, by nobody", async (_, database) => {
  await using app = await testApp(database);
  const { id, number } = await diagnosed(app);
  const quote = await aSentQuote(app, number, { valid_days: "1" });
  app.now += 2 * DAY;
  const input = clientApproval.parse({ form_key: crypto.randomUUID(), quote, name: "María" });
  await refused(approveByLink(await app.ctx(), { orderId: id, userAgent: "" }, input), "quote_expired");
  await refused(approveByPhone(app, number), "quote_expired");
  assert.equal(await statusOf(database, id), "awaiting_approval");
});

eachDatabase(
  "more work found while repairing: the new version takes the approved one back, entry by entry",
  async (_, database) => {
    await using app = await testApp(database);
    const { id, number } = await diagnosed(app);
    const first = await aSentQuote(app, number);
    await approveByPhone(app, number);
    const bench = await app.ctx(userActor(app, "technician"));
    await moveStatus(bench, number, { to: "repairing" });
    await refused(moveStatus(bench, number, { to: "awaiting_approval" }), "quote_missing");
    const second = await aDraft(app, number, {
      from: first,
      lines: [{ description: "También la placa", price: "90000" }],
    });
    assert.equal(await assertSumsHold(app, id), 48_500_00, "a draft changes nothing");
    await send(app, number, second, { by: "technician" });
    assert.deepEqual([await statusOf(database, id), await assertSumsHold(app, id)], ["awaiting_approval", 0]);
    assert.equal((await quoteRow(database, first)).status, "superseded");
    const entries = await database.db.selectFrom("charge").select(["description", "amount_minor"])
      .where("order_id", "=", id).orderBy("id").execute();
    assert.deepEqual(entries.map((one) => [one.description, one.amount_minor]), [
      ["Cambio de módulo", 48_500_00],
      ["Se anula del presupuesto 1: Cambio de módulo", -48_500_00],
    ]);
    await approveByPhone(app, number);
    assert.equal(await assertSumsHold(app, id), 90_000_00);
  },
);

eachDatabase("an order that is cancelled owes nothing for an approved offer", async (_, database) => {
  await using app = await testApp(database);
  const { id, number } = await diagnosed(app);
  await aSentQuote(app, number);
  await approveByPhone(app, number);
  const admin = await app.ctx(userActor(app, "admin"));
  await moveStatus(admin, number, { to: "diagnosing", force: true, reason: "Se arrepintió" });
  await moveStatus(admin, number, { to: "cancelled", reason: "Se arrepintió" });
  assert.equal((await readBalance(database.db, id)).balance, 0);
});

eachDatabase("who may not approve does not", async (_, database) => {
  await using app = await testApp(database);
  const { id, number } = await diagnosed(app);
  await aSentQuote(app, number);
  const bench = await app.ctx(userActor(app, "technician"));
  const input = approvalInput("ARS").parse({ form_key: crypto.randomUUID(), how: "phone", who: "María" });
  await refused(recordApproval(bench, number, input), "forbidden");
  assert.equal(await statusOf(database, id), "awaiting_approval");
});

async function diagnosed(app: TestApp) {
  return await anOrder(app, { ...DIAGNOSED, technicianId: app.users.technician.id });
}

async function setting(database: TestDatabase, key: string, value: unknown): Promise<void> {
  await database.db.insertInto("setting")
    .values({ branch_id: "", key, value_json: JSON.stringify(value), updated_at: 0, updated_by: null })
    .execute();
}

async function quoteRow(database: TestDatabase, id: string) {
  return await database.db.selectFrom("quote").selectAll().where("id", "=", id).executeTakeFirstOrThrow();
}

async function decisionOf(database: TestDatabase, orderId: string) {
  return await database.db.selectFrom("quote_decision").selectAll().where("order_id", "=", orderId)
    .executeTakeFirstOrThrow();
}

async function statusOf(database: TestDatabase, id: string): Promise<string> {
  const { status } = await database.db.selectFrom("order").select("status").where("id", "=", id)
    .executeTakeFirstOrThrow();
  return status;
}

async function kinds(database: TestDatabase, orderId: string): Promise<string[]> {
  const rows = await database.db.selectFrom("order_event").select("kind").where("order_id", "=", orderId)
    .orderBy("id").execute();
  return rows.map(({ kind }) => kind);
}

/** By its reason, its code, or the first field that is wrong. */
async function refused(act: Promise<unknown>, reason: string): Promise<void> {
  await assert.rejects(act, (error: unknown) => {
    assert.ok(error instanceof AppError, String(error));
    const [field] = Object.keys(error.detail.fields ?? {});
    assert.equal(field ?? error.detail.reason ?? error.code, reason);
    return true;
  });
}
