import assert from "node:assert/strict";
import { recordApproval } from "../../src/quotes/approval_commands.ts";
import { approveByLink } from "../../src/quotes/client_commands.ts";
import { approvalInput, clientApproval } from "../../src/quotes/input.ts";
import { sendQuote } from "../../src/quotes/send_commands.ts";
import { trackingUrl } from "../../src/tracking/queries.ts";
import { pay } from "../payments/payment_stage.ts";
import { asReceptionist, type TestApp, testApp, userActor, visitor } from "../support/app.ts";
import { eachDatabase, type TestDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";
import { aDraft, aSentQuote, assertSumsHold } from "../support/quote_builders.ts";

eachDatabase(
  "approved by the link with a deposit demanded, the order waits; the deposit paid at the counter lets it go on",
  async (_, database) => {
    await using app = await testApp(database);
    const { id, number, quote } = await offered(app);
    await approve(app, { id, quote });
    assert.deepEqual([await statusOf(database, id), await assertSumsHold(app, id)], ["awaiting_approval", 0]);

    const ctx = await app.ctx();
    const path = new URL(await trackingUrl(ctx.db, ctx, id) ?? "").pathname;
    const client = visitor(app);
    assert.match(
      await client.page(`${path}/presupuesto`),
      /Presupuesto aprobado[^]*la seña de \$\s14\.550,00/,
    );
    assert.match(await client.page(path), /la seña de \$\s14\.550,00/);

    const desk = await asReceptionist(app);
    const order = await desk.page(`/ordenes/${number}`);
    assert.match(order, /Falta cobrar la seña de \$\s14\.550,00[^]*Cobrar la seña/);
    const form = await desk.page(`/ordenes/${number}/pagos`);
    assert.match(form, /espera una seña de \$\s14\.550,00/);
    assert.match(form, /name="kind" value="deposit"[^>]* checked/);
    assert.equal(valueOf(form, "amount"), "14550,00");
    const fields = {
      kind: "deposit",
      method: "transfer",
      amount: "14550,00",
      form_key: valueOf(form, "form_key"),
    };
    const paid = await desk.post(`/ordenes/${number}/pagos`, fields);
    assert.equal(paid.status, 303);
    assert.match(await desk.page(paid.headers.get("Location") ?? ""), /Pago registrado[^]*Aprobado/);
    assert.deepEqual([await statusOf(database, id), await assertSumsHold(app, id)], ["approved", 48_500_00]);
    assert.match(await client.page(`${path}/presupuesto`), /Ya podemos empezar/);
  },
);

eachDatabase(
  "the deposit, the button and a new version at once: the order goes on with one offer, or waits with the other",
  async (t, database) => {
    await using app = await testApp(database);
    for (let round = 0; round < 4; round++) {
      await t.step(`round ${round + 1}`, async () => {
        const { id, number, quote } = await offered(app);
        await approve(app, { id, quote });
        const next = await aDraft(app, number, { lines: [{ description: "Todo", price: "90000" }] });
        const desk = await app.ctx(userActor(app, "receptionist"));
        const form_key = crypto.randomUUID();
        const deposit = { kind: "deposit", method: "transfer", amount: "14550", form_key };
        const button = approvalInput("ARS").parse({ form_key: crypto.randomUUID() });
        const sending = { version: 2, by_mail: false, claim_reason: "", form_key: crypto.randomUUID() };
        const acts = [
          () => pay(desk, number, deposit),
          () => pay(desk, number, deposit),
          () => recordApproval(desk, number, button),
          () => sendQuote(desk, number, { quoteId: next, input: sending }),
        ];
        const done = await Promise.allSettled(
          [...acts.slice(round), ...acts.slice(0, round)].map((act) => act()),
        );
        for (const one of done) {
          if (one.status === "fulfilled") continue;
          assert.ok(one.reason.detail?.reason ?? one.reason.detail?.fields, String(one.reason.stack));
        }
        const paid = await database.db.selectFrom("payment").select("amount_minor").where("order_id", "=", id)
          .execute();
        assert.deepEqual(paid.map((one) => one.amount_minor), [14_550_00], "paid once, whoever won");
        const standing = await database.db.selectFrom("quote").select("id").where("order_id", "=", id)
          .where("status", "in", ["sent", "viewed", "approved"]).execute();
        assert.equal(standing.length, 1);
        const status = await statusOf(database, id);
        const sum = await assertSumsHold(app, id);
        if (status === "approved") assert.deepEqual([standing[0]?.id, sum], [quote, 48_500_00]);
        else assert.deepEqual([status, standing[0]?.id, sum], ["awaiting_approval", next, 0]);
      });
    }
  },
);

async function offered(app: TestApp): Promise<{ id: string; number: string; quote: string }> {
  const { id, number } = await anOrder(app, { status: "diagnosing", diagnosis: "Módulo roto" });
  return { id, number, quote: await aSentQuote(app, number, { deposit_percent: "30" }) };
}

async function approve(app: TestApp, { id, quote }: { id: string; quote: string }): Promise<void> {
  const input = clientApproval.parse({ form_key: crypto.randomUUID(), quote, name: "María Núñez" });
  await approveByLink(await app.ctx(), { orderId: id, userAgent: "x" }, input);
}

async function statusOf(database: TestDatabase, id: string): Promise<string> {
  const { status } = await database.db.selectFrom("order").select("status").where("id", "=", id)
    .executeTakeFirstOrThrow();
  return status;
}

function valueOf(page: string, name: string): string {
  const input = new RegExp(`<input[^>]*name="${name}"[^>]*>`).exec(page)?.[0] ?? "";
  return /value="([^"]*)"/.exec(input)?.[1] ?? "";
}
