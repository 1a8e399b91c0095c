import assert from "node:assert/strict";
import { AppError } from "../../src/lib/app_error.ts";
import { discardQuote, saveQuote, startQuote } from "../../src/quotes/draft_commands.ts";
import { quoteInput } from "../../src/quotes/input.ts";
import { readEdited } from "../../src/quotes/editor_queries.ts";
import { orderQuotes } from "../../src/quotes/queries.ts";
import type { Role } from "../../src/users/role.ts";
import { type TestApp, testApp, userActor } from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";
import { aDraft, aSentQuote } from "../support/quote_builders.ts";

const as = (app: TestApp, role: Role) => app.ctx(userActor(app, role));

function input(version: number, lines: Record<string, string>[], more: Record<string, unknown> = {}) {
  return quoteInput({ currency: "ARS", locale: "es", taxRates: [0, 21_000], taxIncluded: true }).parse({
    version,
    form_key: crypto.randomUUID(),
    valid_days: "15",
    deposit_percent: "0",
    lines,
    ...more,
  });
}

eachDatabase("there is one draft of an order, however often and at once it is begun", async (_, database) => {
  await using app = await testApp(database);
  const { id: orderId, number } = await anOrder(app, { status: "diagnosing" });
  const started = await Promise.all(
    Array.from(
      { length: 8 },
      async (_, index) =>
        await startQuote(await as(app, index % 2 ? "technician" : "receptionist"), number, {
          form_key: crypto.randomUUID(),
          from: "",
        }),
    ),
  );
  assert.equal(new Set(started).size, 1);
  const quotes = await database.db.selectFrom("quote").select(["revision", "status"]).execute();
  assert.deepEqual(quotes.map((one) => ({ ...one })), [{ revision: 1, status: "draft" }]);
  const events = await database.db.selectFrom("order_event").select("id").where("order_id", "=", orderId)
    .where("kind", "=", "quote_drafted").execute();
  assert.equal(events.length, 1);
});

eachDatabase("what lines cost is kept by who may not see it and read by who may", async (_, database) => {
  await using app = await testApp(database);
  const { id: orderId, number } = await anOrder(app, { status: "diagnosing" });
  const id = await aDraft(app, number, {
    lines: [
      { description: "Módulo", price: "40000", cost: "25000", kind: "part" },
      { description: "Colocación", price: "8500" },
    ],
  });
  const admin = await as(app, "admin");
  const bench = await as(app, "technician");
  const seen = await readEdited(admin, number, id);
  assert.deepEqual([...seen.costs.values()], [25_000_00]);
  const blind = await readEdited(bench, number, id);
  assert.deepEqual([blind.costs.size, blind.seesCosts], [0, false]);
  assert.ok(!JSON.stringify(await orderQuotes(bench, orderId)).includes("2500000"));

  const [module, work] = seen.lines;
  await saveQuote(bench, number, {
    quoteId: id,
    input: input(2, [
      { id: work?.id ?? "", description: "Colocación y prueba", price: "9000" },
      { id: module?.id ?? "", description: "Módulo", price: "42000", kind: "part", cost: "1" },
      { description: "Envío", price: "1000", cost: "1" },
    ]),
  });
  const after = await readEdited(admin, number, id);
  assert.deepEqual(after.lines.map(({ description }) => description), [
    "Colocación y prueba",
    "Módulo",
    "Envío",
  ]);
  assert.deepEqual(
    [...after.costs],
    [[module?.id, 25_000_00]],
    "a technician neither reads nor writes costs",
  );

  await saveQuote(admin, number, {
    quoteId: id,
    input: input(3, [{ id: module?.id ?? "", description: "Módulo", price: "42000", kind: "part" }]),
  });
  assert.equal((await readEdited(admin, number, id)).costs.size, 0, "who sees a cost can take it away");
  const costs = await database.db.selectFrom("quote_line_cost").selectAll().execute();
  assert.equal(costs.length, 0, "nothing of removed lines is left");
});

eachDatabase("a new version begins with the lines and the costs of the one before", async (_, database) => {
  await using app = await testApp(database);
  const { number } = await anOrder(app, { status: "diagnosing", diagnosis: "Pantalla rota" });
  const first = await aSentQuote(app, number, {
    options: "2",
    deposit_percent: "30",
    note: "Plazo: 3 días",
    lines: [
      { description: "Original", price: "60000", cost: "41000", option: "A" },
      { description: "Genérica", price: "45000", option: "B" },
      { description: "Colocación", price: "8000" },
    ],
  });
  const bench = await as(app, "receptionist");
  const second = await startQuote(bench, number, { form_key: crypto.randomUUID(), from: first });
  const copied = await readEdited(await as(app, "admin"), number, second);
  assert.deepEqual(copied.lines.map(({ description, option }) => [description, option]), [
    ["Original", "A"],
    ["Genérica", "B"],
    ["Colocación", ""],
  ]);
  assert.deepEqual([...copied.costs.values()], [41_000_00]);
  const { revision, note, deposit_percent } = copied.quote;
  assert.deepEqual([revision, note, deposit_percent], [2, "Plazo: 3 días", 30]);
});

eachDatabase(
  "of ten who save one draft one wins, and the same once more is no conflict",
  async (_, database) => {
    await using app = await testApp(database);
    const { number } = await anOrder(app, { status: "diagnosing" });
    const quoteId = await aDraft(app, number);
    const ctx = await as(app, "technician");
    const saves = await Promise.allSettled(Array.from({ length: 10 }, (_, index) =>
      saveQuote(ctx, number, {
        quoteId,
        input: input(2, [{ description: `Trabajo ${index}`, price: "1000" }]),
      })));
    assert.equal(saves.filter(({ status }) => status === "fulfilled").length, 1);
    for (const save of saves) {
      if (save.status === "rejected") assert.equal(save.reason.detail?.reason, "quote_changed");
    }
    const { lines } = await readEdited(ctx, number, quoteId);
    assert.equal(lines.length, 1);
    const same = input(2, [{
      id: lines[0]?.id ?? "",
      description: lines[0]?.description ?? "",
      price: "1000",
    }]);
    await saveQuote(ctx, number, { quoteId, input: same });
  },
);

eachDatabase("a draft is thrown away whole, what was sent is not", async (_, database) => {
  await using app = await testApp(database);
  const { number } = await anOrder(app, { status: "diagnosing", diagnosis: "Pantalla rota" });
  const ctx = await as(app, "admin");
  const draft = await aDraft(app, number, { lines: [{ description: "Módulo", price: "1", cost: "1" }] });
  await refused(discardQuote(ctx, number, { quoteId: draft, version: 1 }), "quote_changed");
  await discardQuote(ctx, number, { quoteId: draft, version: 2 });
  for (const table of ["quote", "quote_line", "quote_line_cost"] as const) {
    assert.equal((await database.db.selectFrom(table).selectAll().execute()).length, 0, table);
  }
  const sent = await aSentQuote(app, number);
  await refused(discardQuote(ctx, number, { quoteId: sent, version: 3 }), "quote_not_draft");
  await refused(saveQuote(ctx, number, { quoteId: sent, input: input(3, []) }), "quote_not_draft");
  const other = await anOrder(app, { status: "diagnosing" });
  await refused(discardQuote(ctx, other.number, { quoteId: sent, version: 3 }), "quote_not_found");
});

Deno.test("a form says beside each field what is wrong with it", () => {
  const typing = { currency: "ARS", locale: "es", taxRates: [0, 21_000], taxIncluded: true } as const;
  const base = { version: 1, form_key: crypto.randomUUID(), valid_days: "15", deposit_percent: "0" };
  const wrong = (lines: Record<string, string>[], more: Record<string, string> = {}) => {
    const parsed = quoteInput(typing).safeParse({ ...base, ...more, lines });
    return parsed.success
      ? []
      : parsed.error.issues.map(({ path, message }) => `${path.join(".")} ${message}`);
  };
  assert.deepEqual(wrong([{ description: "", price: "1" }]), ["lines.0.description required"]);
  assert.deepEqual(wrong([{ description: "x", price: "mucho" }]), ["lines.0.price money"]);
  assert.deepEqual(wrong([{ description: "x", price: "-5" }]), ["lines.0.price money"]);
  assert.deepEqual(wrong([{ description: "x", price: "1", quantity: "0" }]), ["lines.0.quantity quantity"]);
  assert.deepEqual(wrong([{ description: "x", price: "1", tax: "99" }]), ["lines.0.tax invalid"]);
  assert.deepEqual(wrong([{ description: "x", price: "1", kind: "gift" }]), ["lines.0.kind invalid"]);
  assert.deepEqual(wrong([{ description: "x", price: "99999999999", quantity: "999999" }]), [
    "lines.0.price line_too_big",
  ]);
  assert.deepEqual(
    wrong([{ description: "x", price: "10" }, { kind: "discount", description: "Amigo", price: "11" }]),
    ["lines.1.price discount_exceeds"],
  );
  assert.deepEqual(wrong([], { valid_days: "0" }), ["valid_days Too small: expected number to be >=1"]);
  assert.deepEqual(wrong([], { deposit_percent: "101" }), [
    "deposit_percent Too big: expected number to be <=100",
  ]);
  assert.deepEqual(wrong([{ description: "x", price: "10" }]), []);
});

async function refused(act: Promise<unknown>, reason: string): Promise<void> {
  await assert.rejects(act, (error: unknown) => {
    assert.ok(error instanceof AppError, String(error));
    assert.equal(error.detail.reason ?? error.code, reason);
    return true;
  });
}
