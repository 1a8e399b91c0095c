import type { Ctx } from "../context.ts";
import { notFound } from "../lib/app_error.ts";
import type { Locale } from "../lib/locale.ts";
import type { Money } from "../lib/money.ts";
import { chatPhoneFor, type Reach } from "../mail/plan.ts";
import { readReach } from "../mail/reach.ts";
import { bouncedAt } from "../mail/suppression.ts";
import type { ClientDocument } from "./document.ts";

/** Of payments and versions of the quote, which one. */
export interface MailableDocument {
  document: ClientDocument;
  quote?: { revision: number; sentAt: number };
  payment?: { kind: "payment" | "deposit" | "refund"; amount: Money; at: number };
}

/** What may be mailed of an order, and to whom. */
export interface Mailable {
  orderId: string;
  number: string;
  client: { id: string; name: string; locale: Locale; forgotten: boolean };
  /** The client's e-mails, the first one first; `bounced` are those that nothing is sent to, since when. */
  addresses: string[];
  bounced: { address: string; since: number }[];
  /** In E.164, where WhatsApp takes documents along and the client has not refused it; `preferred` where they want to be told there. */
  chat: { phone: string; preferred: boolean } | null;
  documents: MailableDocument[];
}

/** @throws AppError not_found */
export async function readMailable(ctx: Ctx, number: string): Promise<Mailable> {
  const { db } = ctx;
  const order = await db.selectFrom("order").innerJoin("client", "client.id", "order.client_id")
    .innerJoin("intake", "intake.id", "order.intake_id")
    .leftJoin("delivery", "delivery.order_id", "order.id").leftJoin(
      "warranty",
      "warranty.order_id",
      "order.id",
    )
    .select([
      "order.id",
      "order.number",
      "client.id as client_id",
      "client.name",
      "client.locale",
      "client.erased_at",
    ])
    .select(["delivery.id as delivery_id", "warranty.id as warranty_id"])
    .select((q) => q("intake.receipt_json", "=", "").as("unreceived"))
    .where("order.number", "=", number).executeTakeFirst();
  if (!order) throw notFound("order_not_found");
  const [reach, contacts, quotes, payments] = await Promise.all([
    readReach(db, order.client_id),
    db.selectFrom("contact").select("value").select(bouncedAt).where("client_id", "=", order.client_id)
      .where("kind", "=", "email").orderBy("position").execute(),
    db.selectFrom("quote").select(["id", "revision", "sent_at"]).where("order_id", "=", order.id)
      .where("sent_at", "is not", null).orderBy("revision").execute(),
    db.selectFrom("payment").select(["id", "kind", "amount_minor", "currency", "at"])
      .where("order_id", "=", order.id).orderBy("at").orderBy("id").execute(),
  ]);
  return {
    orderId: order.id,
    number: order.number,
    client: {
      id: order.client_id,
      name: order.name,
      locale: order.locale,
      forgotten: order.erased_at !== null,
    },
    addresses: [...new Set(contacts.flatMap(({ value, bounced_at }) => bounced_at === null ? [value] : []))],
    bounced: contacts.flatMap(({ value: address, bounced_at: since }) =>
      since === null ? [] : [{ address, since }]
    ),
    chat: chatOf(ctx, reach),
    documents: [
      ...(order.unreceived ? [] : [{ document: { kind: "intake_receipt" } } as const]),
      ...quotes.map(({ id, revision, sent_at }): MailableDocument => ({
        document: { kind: "quote", quoteId: id },
        quote: { revision, sentAt: sent_at ?? 0 },
      })),
      ...payments.map(({ id, kind, amount_minor, currency, at }): MailableDocument => ({
        document: { kind: "payment_receipt", paymentId: id },
        payment: { kind, amount: { minor: amount_minor, currency }, at },
      })),
      ...(order.delivery_id === null ? [] : [{ document: { kind: "delivery_receipt" } } as const]),
      ...(order.warranty_id === null ? [] : [{ document: { kind: "warranty" } } as const]),
    ],
  };
}

/** Somebody sends them by hand, so that WhatsApp need not be what the client likes best. */
function chatOf(ctx: Ctx, reach: Reach): Mailable["chat"] {
  const phone = chatPhoneFor(ctx, { ...reach, channel: "whatsapp" }, "documents");
  const wanted = phone !== null && reach.channel !== "none";
  return wanted ? { phone, preferred: reach.channel === "whatsapp" } : null;
}
