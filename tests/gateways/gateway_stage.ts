import assert from "node:assert/strict";
import { startCheckout } from "../../src/gateways/checkout_commands.ts";
import { type CheckoutProvider, type Provider } from "../../src/gateways/gateway.ts";
import { gatewayInput } from "../../src/gateways/input.ts";
import { saveGateway } from "../../src/gateways/settings_commands.ts";
import { gatewaySettings } from "../../src/gateways/settings_queries.ts";
import { settlePayment } from "../../src/gateways/settle_commands.ts";
import { contextOf } from "../../src/http/session.ts";
import { jobHandlers } from "../../src/jobs/handlers.ts";
import type { JobKind } from "../../src/jobs/job.ts";
import { claim, failJob, finishJob } from "../../src/jobs/queue.ts";
import { SYSTEM } from "../../src/context.ts";
import { openTrackingLink } from "../../src/tracking/commands.ts";
import { type TestApp, userActor } from "../support/app.ts";

/** Switches a provider on as an administrator would. */
export async function aGateway(
  app: TestApp,
  provider: Provider,
  typed: { token?: string; secret: string; live?: boolean },
): Promise<void> {
  const ctx = await app.ctx(userActor(app, "admin"));
  const known = (await gatewaySettings(ctx)).find((one) => one.provider === provider);
  const form = {
    enabled: "1",
    live: typed.live === false ? "" : "1",
    takes_balance: "1",
    takes_deposit: "1",
    token: typed.token ?? "",
    secret: typed.secret,
    version: String(known?.version ?? 0),
  };
  await saveGateway(ctx, provider, gatewayInput(provider).parse(form));
}

/** The client's button. Answers the intent's id. */
export async function anIntent(app: TestApp, number: string, provider: CheckoutProvider): Promise<string> {
  return await startCheckout(await app.ctx(), { number, byStaff: false }, {
    provider,
    form_key: crypto.randomUUID(),
  });
}

/** Carries out what waits in the queue of the gateways' kinds, each job once. Answers the errors. */
export async function workOff(app: TestApp): Promise<string[]> {
  const { services } = app;
  const { db } = services.database;
  const handlers = jobHandlers({ sessions: services.sessions, mail: null });
  const errors: string[] = [];
  const jobs = await claim({ db, now: app.now }, {
    token: crypto.randomUUID(),
    limit: 100,
    leaseMs: 60_000,
    lane: "others",
  });
  for (const job of jobs) {
    const kind = job.kind as JobKind;
    const shop = await services.shop.read();
    const ctx = contextOf(services, { actor: SYSTEM, shop, locale: "es", requestId: job.id, ip: "" });
    try {
      const run = handlers[kind].run as (
        ctx: unknown,
        payload: unknown,
        attempt: unknown,
      ) => Promise<unknown>;
      await run(ctx, JSON.parse(job.payload_json), { number: 1, signal: new AbortController().signal });
      await finishJob(db, job, app.now);
    } catch (error) {
      assert.ok(error instanceof Error);
      errors.push(error.message);
      const failure = { error: error.message, permanent: false, bytes: services.random.bytes, now: app.now };
      await db.transaction().execute((trx) => failJob(trx, job, failure));
    }
  }
  return errors;
}

/** An order's ledger: kind, method, minor units, gateway. */
export async function ledgerOf(app: TestApp, number: string) {
  const rows = await app.services.database.db.selectFrom("payment").innerJoin(
    "order",
    "order.id",
    "payment.order_id",
  )
    .select([
      "payment.kind",
      "payment.method",
      "payment.amount_minor",
      "payment.gateway",
      "payment.cash_session_id",
    ])
    .where("order.number", "=", number).orderBy("payment.id").execute();
  return rows.map((row) =>
    `${row.kind} ${row.method} ${row.amount_minor} ${row.gateway} ${row.cash_session_id}`
  );
}

export async function reviewsOf(app: TestApp): Promise<string[]> {
  const rows = await app.services.database.db.selectFrom("gateway_review").select(["kind", "reason", "state"])
    .orderBy("seq").execute();
  return rows.map((row) => `${row.kind} ${row.reason} ${row.state}`);
}

/** The path of a client's link to an order. */
export async function aLink(app: TestApp, orderId: string): Promise<string> {
  const ctx = await app.ctx();
  const { url } = await ctx.db.transaction().execute((trx) => openTrackingLink(trx, ctx, orderId));
  return new URL(url).pathname;
}

/** Something for somebody to decide: a payment that names nothing we know. Answers the review's id. */
export async function aReview(app: TestApp): Promise<string> {
  const ctx = await app.ctx();
  await settlePayment(ctx, "mercado_pago", {
    externalId: crypto.randomUUID(),
    intentId: "",
    state: "approved",
    amountMinor: 100_00,
    currency: "ARS",
    refundedMinor: 0,
    live: true,
  });
  return (await ctx.db.selectFrom("gateway_review").select("id").executeTakeFirstOrThrow()).id;
}
