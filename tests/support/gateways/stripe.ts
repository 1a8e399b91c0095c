import { createHmac } from "node:crypto";
import { type ProviderServer, serveProvider } from "./provider_server.ts";

export const STRIPE_KEY = "sk_live_51Reparo000000000000000";
export const STRIPE_SECRET = "whsec_8f2b1c0d9e8f7a6b5c4d3e2f1a0b9c8d";

interface StripeSession {
  id: string;
  object: "checkout.session";
  client_reference_id: string;
  amount_total: number;
  currency: string;
  url: string;
  payment_intent: string | null;
  payment_status: "paid" | "unpaid";
}

export interface StripeIntent {
  id: string;
  object: "payment_intent";
  status: string;
  amount: number;
  amount_received: number;
  currency: string;
  livemode: boolean;
  metadata: Record<string, string>;
  latest_charge: { id: string; amount_refunded: number; disputed: boolean } | null;
}

export interface StripeServer extends ProviderServer {
  sessions: Map<string, StripeSession>;
  intents: Map<string, StripeIntent>;
  /** Somebody pays the session of a reference. */
  pay(reference: string, changes?: Partial<StripeIntent>): { session: StripeSession; intent: StripeIntent };
}

/** Speaks the published contract of checkout sessions and payment intents, as far as they are asked for. */
export function stripeServer(): StripeServer {
  const sessions = new Map<string, StripeSession>();
  const intents = new Map<string, StripeIntent>();
  const keys = new Map<string, { form: string; id: string }>();
  const provider = serveProvider(async (request, url) => {
    const fault = (status: number, type: string) => Response.json({ error: { type } }, { status });
    if (request.headers.get("Authorization") !== `Bearer ${STRIPE_KEY}`) {
      return fault(401, "invalid_request_error");
    }
    const [, kind = "", id = ""] =
      /^\/v1\/(checkout\/sessions|payment_intents)(?:\/(\w+))?$/.exec(url.pathname) ?? [];
    if (request.method === "POST" && kind === "checkout/sessions") {
      return made(await request.text(), request.headers.get("Idempotency-Key") ?? "");
    }
    if (kind === "checkout/sessions" && id === "") {
      return Response.json({ object: "list", url: "/v1/checkout/sessions", has_more: false, data: [] });
    }
    const found = kind === "checkout/sessions" ? sessions.get(id) : expanded(intents.get(id), url);
    return found ? Response.json(found) : fault(404, "invalid_request_error");
  });

  /** Without `expand[]` a charge is its id alone. */
  function expanded(intent: StripeIntent | undefined, url: URL) {
    if (!intent || url.searchParams.getAll("expand[]").includes("latest_charge")) return intent;
    return { ...intent, latest_charge: intent.latest_charge?.id ?? null };
  }

  function made(form: string, key: string): Response {
    const known = keys.get(key);
    if (known && known.form !== form) {
      return Response.json({ error: { type: "idempotency_error" } }, { status: 400 });
    }
    const fields = new URLSearchParams(form);
    const amount = Number(fields.get("line_items[0][price_data][unit_amount]"));
    const complete = fields.get("mode") === "payment" && Number.isInteger(amount) && amount > 0 &&
      URL.canParse(fields.get("success_url") ?? "") &&
      fields.get("line_items[0][price_data][product_data][name]");
    if (!complete) return Response.json({ error: { type: "invalid_request_error" } }, { status: 400 });
    const id = known?.id ?? `cs_live_${crypto.randomUUID().replaceAll("-", "")}`;
    keys.set(key, { form, id });
    const session: StripeSession = sessions.get(id) ?? {
      id,
      object: "checkout.session",
      client_reference_id: fields.get("client_reference_id") ?? "",
      amount_total: amount,
      currency: fields.get("line_items[0][price_data][currency]") ?? "",
      url: `${provider.url}/c/pay/${id}`,
      payment_intent: null,
      payment_status: "unpaid",
    };
    sessions.set(id, session);
    return Response.json(session);
  }

  return Object.assign(provider, {
    sessions,
    intents,
    pay(reference: string, changes: Partial<StripeIntent> = {}) {
      const session = [...sessions.values()].find((one) => one.client_reference_id === reference);
      if (!session) throw new Error(`nobody asked for ${reference}`);
      const id = changes.id ?? session.payment_intent ?? `pi_${crypto.randomUUID().replaceAll("-", "")}`;
      const intent: StripeIntent = {
        object: "payment_intent",
        status: "succeeded",
        amount: session.amount_total,
        amount_received: session.amount_total,
        currency: session.currency,
        livemode: true,
        metadata: { reparo_intent: reference },
        latest_charge: { id: `ch_${id}`, amount_refunded: 0, disputed: false },
        ...changes,
        id,
      };
      intents.set(id, intent);
      session.payment_intent = id;
      session.payment_status = intent.status === "succeeded" ? "paid" : "unpaid";
      return { session, intent };
    },
  });
}

export interface StripeNotice {
  id?: string;
  type: string;
  object: { id: string; object: string; payment_intent?: string | null };
  /** UTC milliseconds. */
  at: number;
  /** Each signs; the endpoint's secret may be in the middle of a rotation. */
  secrets?: string[];
}

/** A webhook as Stripe sends it. */
export function stripeNotice({ type, object, at, ...more }: StripeNotice): RequestInit & { body: string } {
  const { id = `evt_${crypto.randomUUID().replaceAll("-", "")}`, secrets = [STRIPE_SECRET] } = more;
  const body = JSON.stringify(
    { id, object: "event", type, created: Math.floor(at / 1_000), data: { object } },
    null,
    2,
  );
  const stamp = Math.floor(at / 1_000);
  const signatures = secrets.map((secret) =>
    `v1=${createHmac("sha256", secret).update(`${stamp}.${body}`).digest("hex")}`
  );
  const headers = {
    "Content-Type": "application/json",
    "Stripe-Signature": `t=${stamp},${signatures.join(",")},v0=ab`,
  };
  return { method: "POST", headers, body };
}
