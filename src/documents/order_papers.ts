import { formatDate, formatDateTime } from "../lib/dates.ts";
import { formatMoney } from "../lib/money.ts";
import type { DeliveryReceipt } from "../orders/delivery_receipt.ts";
import type { OrderPaperFacts, WorkNote } from "../orders/paper_queries.ts";
import { documentText } from "../../views/documents/text.ts";
import type { AccountLine } from "./delivery_words.ts";
import { deviceName } from "./device_words.ts";
import type { Paper, Part } from "./paper.ts";

type Payment = OrderPaperFacts["detail"]["payments"][number];

/** What the client gets for money given or taken back; null when the payment is none of the order's. */
export function paymentPaper(facts: OrderPaperFacts, { id, by }: { id: string; by: string }): Paper | null {
  const { detail, reading } = facts;
  const { charges, payments, order } = detail;
  const index = payments.findIndex((one) => one.id === id);
  const payment = payments[index];
  if (!payment) return null;
  const words = documentText[reading.locale];
  const billed = total(charges.filter((charge) => charge.created_at <= payment.at));
  const paid = total(payments.slice(0, index + 1));
  const account: AccountLine[] = billed === 0 ? [{ label: words.paidSoFar, amount: money(facts, paid) }] : [
    { label: words.orderTotal, amount: money(facts, billed) },
    { label: words.paidSoFar, amount: money(facts, paid) },
    paid > billed
      ? { label: words.credit, amount: money(facts, paid - billed), strong: true }
      : { label: words.balance, amount: money(facts, billed - paid), strong: true },
  ];
  return {
    ...base(facts, payment.kind === "refund" ? words.refundTitle : words.paymentTitle),
    dates: [formatDateTime(payment.at, reading)],
    parts: [
      client(facts),
      { kind: "main", label: words.paymentKinds[payment.kind], value: absolute(facts, payment) },
      {
        kind: "device",
        name: deviceName(words, detail.device),
        number: order.number,
        facts: [
          { label: words.method, value: words.methods[payment.method] },
          { label: words.paymentNote, value: payment.note },
          { label: words.paymentTakenBy, value: by },
        ],
      },
      { kind: "lines", heading: words.account, lines: account },
      { kind: "signatures", labels: [words.shopSignature, words.clientSignature] },
    ],
  };
}

/** What the shop answers for, from the delivery's receipt as it was handed out; null when nothing is guaranteed. */
export function warrantyPaper(receipt: DeliveryReceipt, at: number): Paper | null {
  const { locale, timeZone, warranty, number, device } = receipt;
  if (!warranty) return null;
  const reading = { locale, timeZone };
  const words = documentText[locale];
  return {
    ...reading,
    at,
    shop: receipt.shop,
    title: words.warrantyTitle,
    reference: number,
    dates: [`${words.deliveredAt} ${formatDate(receipt.deliveredAt, reading)}`],
    parts: [
      {
        kind: "facts",
        facts: [
          { label: words.client, value: receipt.client.name },
          { label: words.document, value: receipt.client.document },
          { label: words.phone, value: receipt.client.phone },
        ],
      },
      {
        kind: "main",
        label: words.warranty,
        value: words.warrantyUntil(formatDate(warranty.endsAt, reading), warranty.days),
      },
      {
        kind: "device",
        name: deviceName(words, device),
        number,
        facts: [
          { label: words.serial, value: device.serial, mono: true },
          { label: words.outcome, value: receipt.outcome ? words.outcomes[receipt.outcome] : "" },
        ],
      },
      { kind: "told", label: words.fault, value: receipt.fault },
      { kind: "told", label: words.work, value: receipt.work },
      { kind: "prose", words: words.warrantyScope },
      { kind: "signatures", labels: [words.shopSignature] },
    ],
  };
}

/** What lies beside the device on the bench: no money, no secret. */
export function worksheetPaper(facts: OrderPaperFacts, notes: readonly WorkNote[]): Paper {
  const { detail, reading } = facts;
  const { order, diagnosis } = detail;
  const words = documentText[reading.locale];
  const promised = order.promised_at === null ? words.toBeAgreed : formatDateTime(order.promised_at, reading);
  return {
    ...base(facts, words.worksheetTitle),
    dates: [`${words.receivedAt} ${formatDateTime(order.received_at, reading)}`],
    parts: [
      {
        kind: "device",
        name: deviceName(words, detail.device),
        number: order.number,
        facts: [
          { label: words.serial, value: detail.device.serial, mono: true },
          { label: words.priority, value: words.priorities[order.priority] },
          { label: words.promisedAt, value: promised },
          { label: words.technician, value: detail.technician?.name ?? words.nobody },
          { label: words.client, value: facts.client.name },
          {
            label: words.photosLabel,
            value: detail.photos.length > 0 ? words.photos(detail.photos.length) : "",
          },
        ],
      },
      { kind: "told", label: words.fault, value: order.fault },
      { kind: "told", label: words.condition, value: order.condition || words.notChecked },
      { kind: "told", label: words.accessories, value: detail.accessories.join(", ") || words.noAccessories },
      { kind: "told", label: words.diagnosis, value: diagnosis?.text ?? "" },
      ...notes.map((note): Part => ({
        kind: "told",
        label: `${words.note} · ${note.by} · ${formatDateTime(note.at, reading)}`,
        value: note.text,
      })),
      { kind: "checks", heading: words.checksHeading, items: words.checks },
      { kind: "blank", heading: words.workNotes, rows: 5 },
      { kind: "signatures", labels: [words.technicianSignature] },
    ],
  };
}

function base(facts: OrderPaperFacts, title: string): Omit<Paper, "dates" | "parts"> {
  const { at, shop, reading, detail } = facts;
  return { ...reading, at, shop, title, reference: detail.order.number };
}

function client({ client, reading }: OrderPaperFacts): Part {
  const words = documentText[reading.locale];
  return {
    kind: "facts",
    facts: [
      { label: words.client, value: client.name },
      { label: words.document, value: client.document },
      { label: words.phone, value: client.phone },
      { label: words.email, value: client.email },
    ],
  };
}

function total(rows: readonly { amount_minor: number }[]): number {
  return rows.reduce((sum, row) => sum + row.amount_minor, 0);
}

function money({ detail, reading }: OrderPaperFacts, minor: number): string {
  return formatMoney(minor, detail.order.currency, reading.locale);
}

function absolute(facts: OrderPaperFacts, payment: Payment): string {
  return money(facts, Math.abs(payment.amount_minor));
}
