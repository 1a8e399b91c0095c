import assert from "node:assert/strict";
import fc from "fast-check";
import { answerChecks, startChecks } from "../../src/checklists/commands.ts";
import { answersInput } from "../../src/checklists/input.ts";
import { orderChecks } from "../../src/checklists/queries.ts";
import type { Ctx } from "../../src/context.ts";
import { editDevice } from "../../src/devices/commands.ts";
import { AppError } from "../../src/lib/app_error.ts";
import { addNote, addPhotos, editOrder } from "../../src/orders/commands.ts";
import { PAST_COLUMNS, type PastEvent, type PastRow, rowAt } from "../../src/orders/past.ts";
import { orderPast, type OrderThen } from "../../src/orders/past_queries.ts";
import { postpone } from "../../src/orders/postponing.ts";
import { orderDetail, readOrder } from "../../src/orders/queries.ts";
import { discardQuote, startQuote } from "../../src/quotes/draft_commands.ts";
import { orderQuotes } from "../../src/quotes/queries.ts";
import { startTimer, stopTimer } from "../../src/timers/commands.ts";
import { endLinks, openTrackingLink } from "../../src/tracking/commands.ts";
import { readMessages, sharePhoto, writeMessage } from "../../src/tracking/message_commands.ts";
import { orderLink } from "../../src/tracking/queries.ts";
import { asReceptionist, asTechnician, type TestApp, testApp, userActor } from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";
import { anOrder, type BuiltOrder } from "../support/order_builders.ts";
import { A_LIFE, aStage, play, step } from "./life_acts.ts";

const DAY = 86_400_000;

/** What is done beside the moves, the money and the parts. */
const ASIDE = [
  "edit",
  "note",
  "photo",
  "share",
  "checks",
  "answer",
  "postpone",
  "device",
  "draft",
  "discard",
  "message",
  "read",
  "work",
  "rest",
  "link",
  "unlink",
] as const;
type Aside = (typeof ASIDE)[number];

const EACH_ASIDE = ASIDE.map((aside) => ({ aside, order: 1, salt: 5 }));

const deed = fc.oneof(
  { weight: 2, arbitrary: step },
  {
    weight: 1,
    arbitrary: fc.record({ aside: fc.constantFrom(...ASIDE), order: fc.nat(2), salt: fc.nat(9) }),
  },
);

eachDatabase("an order as it was at any instant is what it showed then", async (_, database) => {
  await using app = await testApp(database);
  const stage = await aStage(app);
  await database.db.insertInto("checklist_template").values({
    id: "exit",
    category: "phone",
    phase: "exit",
    updated_at: app.now,
    updated_by: app.users.admin.id,
    version: 1,
  }).execute();
  await database.db.insertInto("checklist_template_item").values(
    ["Enciende", "Cámara"].map((text, position) => ({ template_id: "exit", text, position })),
  ).execute();
  const runs = database.flavour === "postgres" ? 3 : 8;
  const seen: { at: number; order: BuiltOrder; shown: object }[] = [];
  await fc.assert(
    fc.asyncProperty(fc.array(deed, { minLength: 20, maxLength: 40 }), async (deeds) => {
      for (const one of deeds) {
        app.now += 1_000;
        const order = "act" in one
          ? await play(stage, one)
          : await playAside(app, { aside: one.aside, salt: one.salt, order: stage.orders[one.order] });
        seen.push({ at: app.now, order, shown: await shownNow(app, order) });
      }
    }),
    { numRuns: runs, endOnFailure: true, examples: [[A_LIFE], [EACH_ASIDE]] },
  );
  app.now += DAY;
  const ctx = await app.ctx();
  for (const { at, order, shown } of seen) {
    const { then } = await orderPast(ctx, order.number, { at });
    assert.deepEqual([...then.unknown], [], "nothing is unknown of what this version wrote");
    assert.deepEqual(comparable(then), shown, `${order.number} at ${new Date(at).toISOString()}`);
  }
  const statuses = new Set(seen.map(({ shown }) => JSON.stringify(shown)));
  assert.ok(statuses.size > 20, "lives differ");
});

async function playAside(
  app: TestApp,
  { aside, salt, order }: { aside: Aside; salt: number; order: BuiltOrder | undefined },
): Promise<BuiltOrder> {
  assert.ok(order);
  try {
    await perform(await app.ctx(userActor(app, "admin")), { aside, salt, order });
  } catch (refusal) {
    if (!(refusal instanceof AppError) || refusal.code === "internal") throw refusal;
  }
  return order;
}

async function perform(
  ctx: Ctx,
  { aside, salt, order: { id, number } }: { aside: Aside; salt: number; order: BuiltOrder },
): Promise<unknown> {
  const form_key = crypto.randomUUID();
  switch (aside) {
    case "edit": {
      const { version } = await readOrder(ctx, number);
      const promised_at = salt > 4 ? ctx.now + salt * DAY : null;
      const words = { fault: `No enciende ${salt}`, condition: "Rayado", priority: "high" as const };
      return await editOrder(ctx, number, { ...words, promised_at, preauthorised: salt * 100, version });
    }
    case "note":
      return await addNote(ctx, number, { text: `Nota ${salt}`, visibility: "internal", form_key });
    case "photo":
      return await addPhotos(ctx, number, { photos: [await uploaded(ctx)], visibility: "internal" });
    case "share": {
      const [photo] = (await orderDetail(ctx, number)).photos;
      const visibility = salt > 4 ? "public" : "internal";
      return photo && await sharePhoto(ctx, { number, photoId: photo.id }, { visibility });
    }
    case "checks":
      return await startChecks(ctx, number, "exit");
    case "answer": {
      const run = (await orderChecks(ctx, id)).find(({ closedAt }) => closedAt === null);
      if (!run) return;
      const [first, second] = run.items.map((item) => item.id);
      const items = [{ id: salt > 4 ? first : second, result: salt % 2 ? "ok" : "fail", note: `n${salt}` }];
      return await answerChecks(
        ctx,
        { number, phase: "exit" },
        answersInput.parse({ run: run.id, version: run.version, items }),
      );
    }
    case "postpone":
      return await postpone(ctx, number, { until: ctx.now + (salt + 1) * DAY, reason: "Se atrasa" });
    case "device": {
      const { device_id } = await readOrder(ctx, number);
      const { version } = await ctx.db.selectFrom("device").select("version").where("id", "=", device_id)
        .executeTakeFirstOrThrow();
      const facts = { category: "phone" as const, brand: "Samsung", model: `A${salt}`, serial: "" };
      return await editDevice(ctx, device_id, { ...facts, version });
    }
    case "draft":
      return await startQuote(ctx, number, { form_key, from: "" });
    case "discard": {
      const draft = (await orderQuotes(ctx, id)).find(({ status }) => status === "draft");
      return draft && await discardQuote(ctx, number, { quoteId: draft.id, version: draft.version });
    }
    case "message":
      return await writeMessage(ctx, id, { form_key, text: `¿Cómo va? ${salt}` });
    case "read":
      return await readMessages(ctx, number);
    case "work":
      return await startTimer(ctx, number);
    case "rest":
      return await stopTimer(ctx, number);
    case "link":
      return await ctx.db.transaction().execute((trx) => openTrackingLink(trx, ctx, id));
    case "unlink":
      return await ctx.db.transaction().execute((trx) => endLinks(trx, ctx, id));
  }
}

async function uploaded(ctx: Ctx): Promise<string> {
  const id = ctx.random.id(ctx.now);
  const sizes = { size: 1, width: 1, height: 1, file_hash: "a".repeat(64), thumb_hash: "b".repeat(64) };
  await ctx.db.insertInto("attachment").values({
    id,
    order_id: null,
    visibility: "internal",
    name: "foto.jpg",
    type: "image/jpeg",
    ...sizes,
    created_at: ctx.now,
    created_by: ctx.actor.id ?? "",
  }).execute();
  return id;
}

/** What the order's page and the queries of its parts show at this moment. */
async function shownNow(app: TestApp, { id, number }: BuiltOrder) {
  const ctx = await app.ctx();
  const detail = await orderDetail(ctx, number, { allEvents: true });
  const { order } = detail;
  return {
    row: Object.fromEntries(PAST_COLUMNS.map((column) => [column, order[column]])),
    client: detail.client.name,
    device: (({ category, brand, model, serial }) => ({ category, brand, model, serial }))(detail.device),
    technician: detail.technician?.name ?? null,
    accessories: detail.accessories,
    diagnosis: detail.diagnosis && { ...detail.diagnosis },
    quotes: (await orderQuotes(ctx, id)).map(({ revision, status, lines }) => ({
      revision,
      status,
      lines: status === "draft" ? null : lines.map(({ description }) => description),
    })),
    parts: detail.parts.map(({ name, planned, wanted, reserved, used, returned, scrapped, explanation }) => ({
      ...{ name, planned, wanted, reserved, used, returned, scrapped, explanation },
    })),
    checks: detail.checks.runs.map(({ phase, items }) => ({
      phase,
      items: items.map((one) => ({ ...one })),
    })),
    photos: detail.photos.map(({ id, visibility }) => ({ id, visibility })),
    charges: detail.charges.map((one) => one.id),
    payments: detail.payments.map((one) => one.id),
    balance: detail.balance,
    secrets: detail.secrets,
    delivery: detail.delivery?.taken_by ?? null,
    warrantyEndsAt: detail.warranty.endsAt,
    unread: detail.unread.map(({ text }) => text),
    time: detail.time.filter(({ ms }) => ms > 0).map(({ name, ms }) => ({ name, ms })),
    linked: await orderLink(ctx, order) !== null,
    events: detail.events.map((event) => event.id),
  };
}

function comparable(then: OrderThen): Awaited<ReturnType<typeof shownNow>> {
  return {
    row: then.row,
    client: then.client.name,
    device: then.device,
    technician: then.technician,
    accessories: then.accessories,
    diagnosis: then.diagnosis && { ...then.diagnosis },
    quotes: then.quotes.map(({ revision, status, offer }) => ({
      revision,
      status,
      lines: offer && offer.lines.map(({ description }) => description),
    })),
    parts: then.parts.map(({ name, planned, wanted, reserved, used, returned, scrapped, explanation }) => ({
      ...{ name, planned, wanted, reserved, used, returned, scrapped, explanation },
    })),
    checks: then.checks.map(({ phase, items }) => ({ phase, items: items.map((one) => ({ ...one })) })),
    photos: then.photos.map(({ id, visibility }) => ({ id, visibility })),
    charges: then.money?.charges.map(({ id }) => id) ?? [],
    payments: then.money?.payments.map(({ id }) => id) ?? [],
    balance: then.money?.balance ?? { charged: 0, paid: 0, balance: 0 },
    secrets: then.secrets,
    delivery: then.delivery?.taken_by ?? null,
    warrantyEndsAt: then.warrantyEndsAt,
    unread: then.unread,
    time: then.time.filter(({ ms }) => ms > 0),
    linked: then.linked,
    events: then.events.map(({ id }) => id),
  };
}

eachDatabase(
  "the past of an order is read from its history, with what differs from today",
  async (_, database) => {
    await using app = await testApp(database);
    const order = await anOrder(app, { fault: "No enciende", charges: [5_000_00] });
    const created = app.now;
    app.now += DAY;
    const ctx = await app.ctx(userActor(app, "admin"));
    const { version } = await readOrder(ctx, order.number);
    const edited = { fault: "No carga", condition: "", priority: "normal" as const, promised_at: null };
    await editOrder(ctx, order.number, { ...edited, preauthorised: null, version });
    app.now += DAY;
    const desk = await asReceptionist(app);
    const path = `/ordenes/${order.number}/historial`;
    const page = await desk.page(`/ordenes/${order.number}`);
    assert.match(page, /Ver la orden como estaba/);
    const first = [...page.matchAll(/evento=([0-9a-f-]+)/g)].at(-1)?.[1];
    assert.ok(first);
    const then = await desk.page(`${path}?evento=${first}`);
    assert.match(then, /Así estaba el [^]*No enciende[^]*No carga/);
    assert.match(then, /Hecho siguiente/);
    const [same = ""] = /<section[^>]*changed-heading[^]*?<\/section>/.exec(await desk.page(path)) ?? [];
    assert.match(same, /Desde entonces no cambió nada/);
    assert.doesNotMatch(same, /flush/, "a sentence keeps away from the edges");
    assert.doesNotMatch(then, /Hecho anterior|method="post" action="\/ordenes/);
    assert.match(await (await asTechnician(app)).page(`${path}?evento=${first}`), /No enciende/);
    assert.doesNotMatch(
      await (await asTechnician(app)).page(`${path}?evento=${first}`),
      /5\.000/,
      "no money",
    );
    assert.equal((await desk.get(`${path}?en=2020-01-01T10:00`)).status, 404, "it was not there yet");
    assert.equal((await desk.get(`${path}?evento=${crypto.randomUUID()}`)).status, 404);
    const future = await desk.get(`${path}?en=2099-01-01T10:00`);
    assert.equal(future.status, 422);
    assert.match(
      await future.text(),
      /Todavía no llegó esa fecha[^]*2099-01-01T10:00|2099-01-01T10:00[^]*Todavía no llegó/,
    );
    assert.equal((await desk.get(`${path}?en=ayer`)).status, 422);

    // An event of before anybody wrote down what a change put aside.
    await database.db.insertInto("order_event").values({
      id: ctx.random.id(app.now),
      order_id: order.id,
      kind: "part_used",
      from_status: null,
      to_status: null,
      actor_kind: "system",
      actor_id: null,
      actor_name: "",
      at: app.now,
      data_json: "{}",
    }).execute();
    assert.deepEqual([...(await orderPast(await app.ctx(), order.number, { at: created })).then.unknown], [
      "parts",
    ]);
    assert.match(await desk.page(`${path}?evento=${first}`), /Lo que no se pudo saber[^]*Repuestos/);
  },
);

Deno.test("what older events do not tell is said to be unknown, and nothing else", () => {
  const today = {
    ...ROW,
    status: "ready" as const,
    outcome: "repaired" as const,
    technician_id: "t",
    ready_at: 40,
  };
  const told = (at: number, event: Partial<PastEvent>): PastEvent => ({
    ...{ id: String(at), kind: "status_moved", from_status: null, to_status: null, at, data: {}, ...event },
  });
  const events = [
    told(10, { kind: "received", to_status: "received" }),
    told(20, { kind: "assigned", data: { technician_id: "t", technician: "Tina" } }),
    told(30, { from_status: "received", to_status: "repairing" }),
    told(40, { from_status: "repairing", to_status: "ready", data: { outcome: "repaired" } }),
  ];
  const before = rowAt(today, events, 35);
  assert.deepEqual([before.row.status, before.row.status_since, before.row.ready_at], [
    "repairing",
    30,
    null,
  ]);
  assert.equal(before.row.outcome, null);
  assert.deepEqual([...before.unknown], ["repaired_by"]);
  const first = rowAt(today, events, 15).row;
  assert.deepEqual([first.status, first.status_since, first.technician_id], ["received", 10, null]);
});

const ROW: PastRow = {
  ...{ intake_id: "i", client_id: "c", device_id: "d", technician_id: null, status: "received" },
  ...{ status_since: 10, held_from: null, hold_review_at: null, outcome: null, priority: "normal" },
  ...{ fault: "", condition: "", promised_at: null, preauthorised_minor: null, vendor: "" },
  ...{ vendor_expected_at: null, repaired_by: null, rework_count: 0, warranty_of_order_id: null },
  ...{ received_at: 10, ready_at: null, closed_at: null },
};
