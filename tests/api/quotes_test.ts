import assert from "node:assert/strict";
import { testApp } from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";
import { aCaller } from "./caller.ts";

const ars = (amount_minor: number) => ({ amount_minor, currency: "ARS" });
const OFFER = {
  options: [{ name: "Original" }, { name: "Alternativo" }],
  valid_days: 5,
  lines: [
    { description: "Mano de obra", unit_price: ars(1_000_00), tax_rate: 0 },
    {
      kind: "part",
      option: "A",
      description: "Pantalla original",
      unit_price: ars(4_000_00),
      unit_cost: ars(2_500_00),
      tax_rate: 0,
    },
    {
      kind: "part",
      option: "B",
      description: "Pantalla alternativa",
      unit_price: ars(2_000_00),
      tax_rate: 0,
    },
    { kind: "discount", option: "B", description: "Descuento", unit_price: ars(500_00), tax_rate: 0 },
  ],
};

eachDatabase("a quote is drafted, changed, sent and approved", async (_t, database) => {
  await using app = await testApp(database);
  const caller = await aCaller(app);
  const { number } = await anOrder(app, { status: "diagnosing" });
  const drafting = { ...OFFER, order_number: number };
  const made = await caller.send("POST", "/api/presupuestos/", drafting, { "Idempotency-Key": "q" });
  const quote = await made.json();
  assert.equal(made.status, 201, JSON.stringify(quote));
  assert.deepEqual(
    quote.totals.map(({ option, total }: { option: string; total: object }) => [option, total]),
    [
      ["A", ars(5_000_00)],
      ["B", ars(2_500_00)],
    ],
  );
  const again = await caller.send("POST", "/api/presupuestos/", drafting, { "Idempotency-Key": "q" });
  assert.deepEqual(await again.json(), quote);
  const second = await caller.send("POST", "/api/presupuestos/", drafting);
  assert.deepEqual([second.status, (await second.json()).code], [409, "quote_draft_exists"]);

  const path = `/api/presupuestos/${quote.id}`;
  const tag = made.headers.get("ETag") ?? "";
  const changed = await caller.send("PATCH", path, { note: "Con garantía" }, { "If-Match": tag });
  const told = await changed.json();
  assert.deepEqual([changed.status, told.note, told.lines], [200, "Con garantía", quote.lines]);
  assert.equal((await caller.send("PATCH", path, { note: "" }, { "If-Match": tag })).status, 412);

  const diagnosis = { text: "Pantalla rota", finding: "needs_parts" };
  assert.equal((await caller.send("POST", `/api/ordenes/${number}/diagnostico`, diagnosis)).status, 200);
  const sent = await caller.send("POST", `${path}/envio`, { by_mail: false });
  assert.deepEqual([sent.status, (await sent.json()).status], [200, "sent"]);
  assert.equal((await (await caller.get(`/api/ordenes/${number}`)).json()).status, "awaiting_approval");
  assert.match(await (await caller.get(`${path}/pdf`)).text(), /^%PDF-/);
  const frozen = await caller.send("PATCH", path, { note: "X" }, { "If-Match": "*" });
  assert.deepEqual([frozen.status, (await frozen.json()).code], [409, "quote_not_draft"]);

  const agreed = { order_number: number, how: "phone", who: "Marta", option: "B" };
  const approved = await caller.send("POST", "/api/presupuestos/aprobaciones", agreed);
  assert.deepEqual(await approved.json(), { moved: true });
  const order = await (await caller.get(`/api/ordenes/${number}`)).json();
  assert.deepEqual([order.status, order.charged], ["approved", ars(2_500_00)]);
  const [version] = await (await caller.get(`/api/presupuestos?order_number=${number}`)).json();
  assert.deepEqual([version.status, version.approved_option, version.decision.who], [
    "approved",
    "B",
    "Marta",
  ]);
});

eachDatabase("what a quote cannot say is refused by the path of its field", async (_t, database) => {
  await using app = await testApp(database);
  const caller = await aCaller(app);
  const { number } = await anOrder(app, { status: "diagnosing" });
  const refusal = async (change: object) => {
    const body = {
      order_number: number,
      lines: [{ description: "X", unit_price: ars(100), tax_rate: 0, ...change }],
    };
    const answer = await caller.send("POST", "/api/presupuestos", body);
    const [first] = (await answer.json()).errors ?? [];
    const [draft, ...others] = await (await caller.get(`/api/presupuestos?order_number=${number}`)).json();
    assert.deepEqual([draft !== undefined, others.length], [answer.status === 201, 0]);
    if (draft) assert.equal((await caller.send("DELETE", `/api/presupuestos/${draft.id}`)).status, 204);
    return [answer.status, first?.field, first?.code];
  };
  assert.deepEqual(await refusal({ unit_price: { amount_minor: 1, currency: "USD" } }), [
    422,
    "lines.0.unit_price.currency",
    "currency_other",
  ]);
  assert.deepEqual(await refusal({ tax_rate: 12_345 }), [422, "lines.0.tax_rate", "invalid"]);
  assert.deepEqual(await refusal({ option: "A" }), [422, "lines.0.option", "invalid"]);
  assert.deepEqual(await refusal({ kind: "discount" }), [422, "lines.0.unit_price", "discount_exceeds"]);
  assert.deepEqual(await refusal({ quantity_thousandths: 0 }), [
    422,
    "lines.0.quantity_thousandths",
    "too_small",
  ]);
  assert.equal((await refusal({}))[0], 201);
});

eachDatabase("what lines cost is told and kept for the scope alone", async (_t, database) => {
  await using app = await testApp(database);
  const caller = await aCaller(app);
  const { number } = await anOrder(app, { status: "diagnosing" });
  const made = await caller.send("POST", "/api/presupuestos/", { ...OFFER, order_number: number });
  const quote = await made.json();
  assert.deepEqual(quote.lines[1].unit_cost, ars(2_500_00));
  const path = `/api/presupuestos/${quote.id}`;
  const blind = await aCaller(app, ["quotes:write"]);
  const seen = await blind.send("PATCH", path, { note: "Otra" }, { "If-Match": "*" });
  assert.ok(!(await seen.text()).includes("unit_cost"));
  assert.deepEqual((await (await caller.get(path)).json()).lines[1].unit_cost, ars(2_500_00));
});
