import assert from "node:assert/strict";
import { WebhookSignatureValidator } from "mercadopago";
import { CallbackRefused, type RawCallback, type Verifier } from "../../src/gateways/adapter.ts";
import { mercadoPago } from "../../src/gateways/mercado_pago.ts";
import { stripe } from "../../src/gateways/stripe.ts";
import { MP_SECRET, mpNotice } from "../support/gateways/mercado_pago.ts";
import { STRIPE_SECRET, stripeNotice } from "../support/gateways/stripe.ts";

const AT = 1_795_662_000_000;

function raw(
  init: RequestInit,
  { query = "", now = AT }: { query?: string; now?: number } = {},
): RawCallback {
  const headers = new Headers(init.headers);
  const params = new URLSearchParams(query);
  return {
    body: String(init.body),
    header: (name) => headers.get(name) ?? "",
    query: (name) => params.get(name) ?? "",
    now,
  };
}

/** Whether it is taken as signed. */
function accepts(verifier: Verifier, callback: RawCallback, secret: string): boolean {
  try {
    return verifier.verify(callback, secret).signed;
  } catch (refusal) {
    assert.ok(refusal instanceof CallbackRefused, String(refusal));
    return false;
  }
}

Deno.test("Mercado Pago's own validator and ours say the same of each callback", () => {
  const notice = (changes: Partial<Parameters<typeof mpNotice>[0]> = {}) =>
    mpNotice({ id: 1, paymentId: 1_300_000_001, at: AT, ...changes });
  const [path, init] = notice();
  const changed = (name: string, value: string): [string, RequestInit] => {
    const headers = new Headers(init.headers);
    headers.set(name, value);
    return [path, { ...init, headers }];
  };
  const signature = new Headers(init.headers).get("x-signature") ?? "";
  const cases: Record<string, { sent: [string, RequestInit]; genuine: boolean }> = {
    "as it was sent": { sent: [path, init], genuine: true },
    "without a request id": { sent: notice({ requestId: "" }), genuine: true },
    "with blanks in the header": {
      sent: changed("x-signature", signature.replace(",", " , ")),
      genuine: true,
    },
    "with a version that is yet to come": {
      sent: changed("x-signature", `${signature},v2=00`),
      genuine: true,
    },
    "signed with another secret": { sent: notice({ secret: "otra" }), genuine: false },
    "of another request": { sent: changed("x-request-id", crypto.randomUUID()), genuine: false },
    "about another payment": { sent: [path.replace("1300000001", "1300000002"), init], genuine: false },
    "at another instant": { sent: changed("x-signature", signature.replace("ts=1", "ts=2")), genuine: false },
    "cut short": { sent: changed("x-signature", signature.slice(0, -1)), genuine: false },
    "without a hash": { sent: changed("x-signature", "ts=1795662000"), genuine: false },
    "too old": { sent: notice({ at: AT - 301_000 }), genuine: false },
  };
  for (const [name, { sent: [address, request], genuine }] of Object.entries(cases)) {
    const query = address.split("?")[1] ?? "";
    const callback = raw(request, { query });
    assert.equal(accepts(mercadoPago, callback, MP_SECRET), genuine, name);
    assert.equal(isGenuineToThem(callback), genuine, `${name}, by the official validator`);
  }
});

function isGenuineToThem(callback: RawCallback): boolean {
  try {
    WebhookSignatureValidator.validate({
      xSignature: callback.header("x-signature"),
      xRequestId: callback.header("x-request-id"),
      dataId: callback.query("data.id"),
      secret: MP_SECRET,
      toleranceSeconds: 300,
      now: () => AT,
    });
    return true;
  } catch {
    return false;
  }
}

/** Made by `stripe.webhooks.generateTestHeaderString` of the official package, 23.1.0 (MIT), which at 23 MB is not installed for this. */
const OF_STRIPE = {
  payload: JSON.stringify(
    {
      id: "evt_1Reparo",
      object: "event",
      type: "checkout.session.completed",
      created: 1_795_662_000,
      data: { object: { id: "cs_test_a1Ñ", object: "checkout.session" } },
    },
    null,
    2,
  ),
  header: "t=1795662000,v1=8ceb207309623a01a8d129523535485a42afc01c46c78b6c421aa85acf1eea5c",
};

Deno.test("a header that Stripe's package made fits, and nothing near it", () => {
  const { payload: body, header } = OF_STRIPE;
  const sent = (changes: { body?: string; header?: string } = {}) => ({
    body: changes.body ?? body,
    headers: { "Stripe-Signature": changes.header ?? header },
  });
  assert.equal(accepts(stripe, raw(sent()), STRIPE_SECRET), true);
  assert.deepEqual(stripe.verify(raw(sent()), STRIPE_SECRET).subject, { kind: "session", id: "cs_test_a1Ñ" });
  assert.equal(accepts(stripe, raw(sent(), { now: AT + 299_000 }), STRIPE_SECRET), true);
  assert.equal(accepts(stripe, raw(sent(), { now: AT + 301_000 }), STRIPE_SECRET), false, "too old");
  assert.equal(accepts(stripe, raw(sent()), `${STRIPE_SECRET}x`), false, "another secret");
  assert.equal(accepts(stripe, raw(sent({ body: `${body} ` })), STRIPE_SECRET), false, "a blank more");
  const later = header.replace("t=1795662000", "t=1795662001");
  assert.equal(accepts(stripe, raw(sent({ header: later })), STRIPE_SECRET), false, "another instant");
  const rotated = header.replace(",v1=", `,v1=${"0".repeat(64)},v1=`);
  assert.equal(
    accepts(stripe, raw(sent({ header: rotated })), STRIPE_SECRET),
    true,
    "of two secrets one fits",
  );
  const ours = stripeNotice({ type: "x", object: { id: "cs_1", object: "checkout.session" }, at: AT });
  assert.equal(accepts(stripe, raw(ours), STRIPE_SECRET), true, "the stand-in signs as the package does");
});
