import { createHmac } from "node:crypto";
import { type ProviderServer, serveProvider } from "./provider_server.ts";

export const MP_TOKEN = "APP_USR-8034443774011113-prueba";
export const MP_SECRET = "e4f3a2b1c0d9e8f7a6b5c4d3e2f1a0b9";

const PAY_PAGE = "/checkout/v1/redirect";

interface Preference {
  id: string;
  items: { title: string; quantity: number; unit_price: number; currency_id: string }[];
  external_reference: string;
  notification_url?: string;
  back_urls: Record<"success" | "pending" | "failure", string>;
  expires: boolean;
  expiration_date_to: string;
}

export interface MpPayment {
  id: number;
  status: string;
  external_reference: string;
  transaction_amount: number;
  transaction_amount_refunded: number;
  currency_id: string;
  live_mode: boolean;
}

export interface MercadoPagoServer extends ProviderServer {
  preferences: Map<string, Preference>;
  payments: Map<string, MpPayment>;
  /** Somebody pays a preference: the payment that the provider then knows. */
  pay(reference: string, changes?: Partial<MpPayment>): MpPayment;
}

/** Speaks the published contract of Checkout Pro: preferences, payments, their search, merchant orders, the account. */
export function mercadoPagoServer(): MercadoPagoServer {
  const preferences = new Map<string, Preference>();
  const payments = new Map<string, MpPayment>();
  const keys = new Map<string, string>();
  let drawn = 1_300_000_000;
  const provider = serveProvider(async (request, url) => {
    if (url.pathname === PAY_PAGE) return payPage(preferences.get(url.searchParams.get("pref_id") ?? ""));
    if (request.headers.get("Authorization") !== `Bearer ${MP_TOKEN}`) {
      return Response.json({ message: "invalid access token", status: 401 }, { status: 401 });
    }
    const [, id = ""] = /^\/(?:v1\/payments|merchant_orders)\/(\d+)$/.exec(url.pathname) ?? [];
    switch (`${request.method} ${url.pathname.replace(id || "none", ":id")}`) {
      case "GET /users/me":
        return Response.json({ id: 202809963, nickname: "TALLER" });
      case "POST /checkout/preferences":
        return await preference(request);
      case "GET /v1/payments/search": {
        const reference = url.searchParams.get("external_reference");
        const results = [...payments.values()].filter((one) => one.external_reference === reference);
        return Response.json({ paging: { total: results.length, limit: 30, offset: 0 }, results });
      }
      case "GET /v1/payments/:id": {
        const payment = payments.get(id);
        return payment
          ? Response.json(payment)
          : Response.json({ message: "Payment not found" }, { status: 404 });
      }
      case "GET /merchant_orders/:id":
        return Response.json({ id: Number(id), payments: [...payments.values()].map(({ id }) => ({ id })) });
      default:
        return Response.json({ message: "not found" }, { status: 404 });
    }
  });

  async function preference(request: Request): Promise<Response> {
    const key = request.headers.get("X-Idempotency-Key") ?? "";
    const known = preferences.get(keys.get(key) ?? "");
    const body = await request.json();
    const wrong = body.items?.length !== 1 || typeof body.items[0].unit_price !== "number" ||
      body.items[0].unit_price <= 0 || !/^[A-Z]{3}$/.test(body.items[0].currency_id);
    if (wrong) return Response.json({ message: "invalid items" }, { status: 400 });
    const made = known ?? { ...body, id: `202809963-${crypto.randomUUID()}` };
    preferences.set(made.id, made);
    keys.set(key, made.id);
    const page = `${provider.url}${PAY_PAGE}?pref_id=${made.id}`;
    return Response.json({ ...made, init_point: page, sandbox_init_point: `${page}&sandbox=1` }, {
      status: 201,
    });
  }

  return Object.assign(provider, {
    preferences,
    payments,
    pay(reference: string, changes: Partial<MpPayment> = {}) {
      const asked = [...preferences.values()].find((one) => one.external_reference === reference);
      const payment = {
        id: ++drawn,
        status: "approved",
        external_reference: reference,
        transaction_amount: asked?.items[0]?.unit_price ?? 1,
        transaction_amount_refunded: 0,
        currency_id: asked?.items[0]?.currency_id ?? "ARS",
        live_mode: true,
        ...changes,
      };
      payments.set(String(payment.id), payment);
      return payment;
    },
  });
}

/** Where people pay, with the way back that they may take before they did. */
function payPage(preference: Preference | undefined): Response {
  if (!preference) return new Response("not found", { status: 404 });
  const html = `<!doctype html><title>Mercado Pago</title><link rel="icon" href="data:,">
    <h1>${preference.items[0]?.title}</h1><a href="${preference.back_urls.success}">Volver al sitio</a>`;
  return new Response(html, { headers: { "Content-Type": "text/html; charset=utf-8" } });
}

export interface Notice {
  /** Of the notification. */
  id: number;
  paymentId: number | string;
  action?: string;
  /** UTC milliseconds. */
  at: number;
  secret?: string;
  requestId?: string;
  milliseconds?: boolean;
}

/** A webhook as Mercado Pago sends it: the path with its query, and the request. */
export function mpNotice(
  { id, paymentId, action = "payment.updated", at, ...more }: Notice,
): [string, RequestInit] {
  const { secret = MP_SECRET, requestId = crypto.randomUUID(), milliseconds } = more;
  const stamp = String(milliseconds ? at : Math.floor(at / 1_000));
  const manifest = `id:${paymentId};${requestId && `request-id:${requestId};`}ts:${stamp};`;
  const v1 = createHmac("sha256", secret).update(manifest).digest("hex");
  const headers: Record<string, string> = {
    "Content-Type": "application/json",
    "x-signature": `ts=${stamp},v1=${v1}`,
  };
  if (requestId) headers["x-request-id"] = requestId;
  const body = JSON.stringify({
    id,
    live_mode: true,
    type: "payment",
    date_created: new Date(at).toISOString(),
    user_id: 202809963,
    api_version: "v1",
    action,
    data: { id: String(paymentId) },
  });
  return [`/cobros/mercado-pago?data.id=${paymentId}&type=payment`, { method: "POST", headers, body }];
}
