import { z } from "zod";
import { exactMinor, minorDigits, moneyField } from "../lib/money.ts";
import {
  type Adapter,
  CallbackRefused,
  type Connection,
  type RawCallback,
  type Subject,
  type VerifiedEvent,
} from "./adapter.ts";
import type { ProviderPayment } from "./gateway.ts";
import { askProvider, ProviderFault } from "./provider_http.ts";
import { hmacHex, requireFresh, requireSame, signatureParts } from "./signature.ts";

const id = z.union([z.string(), z.number()]).transform(String);

/** Where clients are sent: never anything but a page. */
const page = z.url({ protocol: /^https?$/ });

const preference = z.object({ id, init_point: page, sandbox_init_point: page.optional() });

const payment = z.object({
  id,
  status: z.string(),
  external_reference: z.string().nullish(),
  transaction_amount: z.number(),
  transaction_amount_refunded: z.number().nullish(),
  currency_id: z.string(),
  live_mode: z.boolean().default(true),
});

const notice = z.object({
  id: id.optional(),
  type: z.string().optional(),
  topic: z.string().optional(),
  resource: z.string().optional(),
  action: z.string().optional(),
  data: z.object({ id: id.optional() }).optional(),
});

/** Checkout Pro: preferences, payments and the two kinds of notifications. */
export const mercadoPago: Adapter = {
  async createCheckout(to, { intentId, title, amountMinor, currency, expiresAt, returnUrl, callbackUrl }) {
    const body = {
      items: [{
        id: intentId,
        title,
        quantity: 1,
        unit_price: decimal(amountMinor, currency),
        currency_id: currency,
      }],
      external_reference: intentId,
      back_urls: { success: returnUrl, pending: returnUrl, failure: returnUrl },
      expires: true,
      expiration_date_to: new Date(expiresAt).toISOString().replace("Z", "+00:00"),
      // It only leads back by itself to where everybody can go.
      ...(returnUrl.startsWith("https:") && { auto_return: "approved" }),
      ...(callbackUrl !== null && { notification_url: `${callbackUrl}?source_news=webhooks` }),
    };
    const made = await askProvider({
      ...post(to, "/checkout/preferences", body),
      headers: { ...headers(to), "X-Idempotency-Key": intentId },
    }, preference);
    const payUrl = to.live ? made.init_point : made.sandbox_init_point ?? made.init_point;
    return { externalId: made.id, payUrl };
  },

  async paymentsOf(to, subject) {
    if (subject.kind === "payment") return ours([await readPayment(to, subject.id)]);
    if (subject.kind !== "merchant_order") return [];
    const order = z.object({ payments: z.array(z.object({ id })).default([]) });
    const { payments } = await askProvider(
      get(to, `/merchant_orders/${encodeURIComponent(subject.id)}`),
      order,
    );
    return ours(await Promise.all(payments.slice(0, 20).map((one) => readPayment(to, one.id))));
  },

  async paymentsFor(to, intent) {
    const found = z.object({ results: z.array(payment) });
    const query = new URLSearchParams({
      external_reference: intent.id,
      sort: "date_created",
      criteria: "desc",
    });
    const { results } = await askProvider(get(to, `/v1/payments/search?${query}`), found);
    return results.map(known);
  },

  async check(to) {
    await askProvider(get(to, "/users/me"), z.object({ id }));
  },

  verify,
};

/** @throws CallbackRefused */
function verify(raw: RawCallback, secret: string): VerifiedEvent {
  const header = raw.header("x-signature");
  if (header === "") return hint(raw);
  const parts = signatureParts(header);
  const stamp = parts.get("ts")?.[0] ?? "";
  requireSigned(raw, { given: parts.get("v1") ?? [], stamp, secret });
  requireFresh(stamp, raw.now);
  const told = read(raw.body);
  const about = raw.query("data.id") || told.data?.id || "";
  const type = told.type ?? raw.query("type");
  const eventId = told.id ?? `${type}:${about}:${stamp}`;
  return { eventId, signed: true, subject: subjectOf(type, about) };
}

/** What is signed is the id as it was sent or in lower case; an absent part is left out. */
function requireSigned(
  raw: RawCallback,
  { given, stamp, secret }: { given: string[]; stamp: string; secret: string },
): void {
  const about = raw.query("data.id") || raw.query("id");
  const request = raw.header("x-request-id");
  const manifest = (id: string) =>
    `${id && `id:${id};`}${request && `request-id:${request};`}${stamp && `ts:${stamp};`}`;
  requireSame(given, [...new Set([about, about.toLowerCase()])].map((one) => hmacHex(secret, manifest(one))));
}

/** Older notifications and those of QR codes are not signed: that something happened is all that is believed of them. */
function hint(raw: RawCallback): VerifiedEvent {
  const told = read(raw.body);
  const topic = raw.query("topic") || (told.topic ?? "");
  const about = raw.query("id") || (told.resource ?? "").split("/").at(-1) || "";
  const subject = subjectOf(topic, about);
  if (subject.kind === "none") throw new CallbackRefused(401, "The callback is not signed");
  return { eventId: `hint:${subject.kind}:${subject.id}`, signed: false, subject };
}

function subjectOf(type: string, about: string): Subject {
  if (!/^\d{1,30}$/.test(about)) return { kind: "none" };
  if (type === "payment") return { kind: "payment", id: about };
  return /^(topic_)?merchant_order(_wh)?$/.test(type)
    ? { kind: "merchant_order", id: about }
    : { kind: "none" };
}

function read(body: string): z.output<typeof notice> {
  try {
    return notice.parse(body === "" ? {} : JSON.parse(body));
  } catch {
    throw new CallbackRefused(400, "The body is no notification");
  }
}

async function readPayment(to: Connection, id: string): Promise<ProviderPayment> {
  return known(await askProvider(get(to, `/v1/payments/${encodeURIComponent(id)}`), payment));
}

const OURS = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Without what somebody sold on the same account by other means: our references are all of one form. */
function ours(payments: readonly ProviderPayment[]): ProviderPayment[] {
  return payments.filter(({ intentId }) => OURS.test(intentId));
}

const STATES: Record<string, ProviderPayment["state"]> = {
  approved: "approved",
  // Given back, but paid before that: how much came back is in its own figure.
  refunded: "approved",
  charged_back: "charged_back",
  rejected: "rejected",
  cancelled: "rejected",
};

function known(row: z.output<typeof payment>): ProviderPayment {
  const currency = row.currency_id;
  const amountMinor = minorOf(row.transaction_amount, currency);
  const refunded = minorOf(row.transaction_amount_refunded ?? 0, currency);
  return {
    externalId: row.id,
    intentId: row.external_reference ?? "",
    state: STATES[row.status] ?? "pending",
    amountMinor,
    currency,
    refundedMinor: row.status === "refunded" && refunded === 0 ? amountMinor : refunded,
    live: row.live_mode,
  };
}

function decimal(minor: number, currency: string): number {
  return Number(moneyField(minor, { currency, locale: "en" }));
}

function minorOf(decimals: number, currency: string): number {
  if (!/^[A-Z]{3}$/.test(currency)) throw new ProviderFault("unknown", "The provider names no currency");
  return exactMinor(decimals.toFixed(minorDigits(currency)).replace(".", ""));
}

function headers({ credentials }: Connection): Record<string, string> {
  return {
    Authorization: `Bearer ${credentials.token}`,
    Accept: "application/json",
    "Content-Type": "application/json",
  };
}

function get(to: Connection, path: string) {
  return { method: "GET", url: to.url + path, headers: headers(to) } as const;
}

function post(to: Connection, path: string, body: unknown) {
  return {
    method: "POST",
    url: to.url + path,
    headers: headers(to),
    body: JSON.stringify(body),
  } as const;
}
