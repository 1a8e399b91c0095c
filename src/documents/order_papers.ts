import { formatDate, formatDateTime } from "../lib/dates.ts";
import { openRun } from "../checklists/checklist.ts";
import type { ReceiptCheck, ReceiptClient } from "../intakes/receipt.ts";
import { formatMoney, type Money } from "../lib/money.ts";
import type { DeliveryReceipt } from "../orders/delivery_receipt.ts";
import type { OrderPaperFacts, WorkNote } from "../orders/paper_queries.ts";
import type { PaymentReceipt } from "../orders/payment_receipt.ts";
import { type DocumentText, documentText } from "../../views/documents/text.ts";
import type { AccountLine } from "./delivery_words.ts";
import { checkedWords, deviceName } from "./device_words.ts";
import type { Paper, Part } from "./paper.ts";

/** What the client gets for money given or taken back. */
export function paymentPaper(receipt: PaymentReceipt): Paper {
  const { locale, timeZone, number, paidAt, billed, paid } = receipt;
  const reading = { locale, timeZone };
  const words = documentText[locale];
  const money = ({ minor, currency }: Money) => formatMoney(Math.abs(minor), currency, locale);
  const owed = { ...billed, minor: billed.minor - paid.minor };
  const account: AccountLine[] = billed.minor === 0 ? [{ label: words.paidSoFar, amount: money(paid) }] : [
    { label: words.orderTotal, amount: money(billed) },
    { label: words.paidSoFar, amount: money(paid) },
    { label: owed.minor < 0 ? words.credit : words.balance, amount: money(owed), strong: true },
  ];
  return {
    ...reading,
    at: paidAt,
    shop: receipt.shop,
    title: receipt.kind === "refund" ? words.refundTitle : words.paymentTitle,
    reference: number,
    dates: [formatDateTime(paidAt, reading)],
    parts: [
      clientFacts(words, receipt.client),
      { kind: "main", label: words.paymentKinds[receipt.kind], value: money(receipt.amount) },
      {
        kind: "device",
        name: deviceName(words, receipt.device),
        number,
        facts: [
          { label: words.method, value: words.methods[receipt.method] },
          ...handedOver(words, receipt),
          { label: words.paymentNote, value: receipt.note },
          { label: words.paymentTakenBy, value: receipt.takenBy },
        ],
      },
      { kind: "lines", heading: words.account, lines: account },
      { kind: "signatures", labels: [words.shopSignature, words.clientSignature] },
    ],
  };
}

/** Cash that was given and what went back. */
function handedOver(
  words: DocumentText,
  { cash, locale }: PaymentReceipt,
): { label: string; value: string }[] {
  if (!cash) return [];
  return [
    { label: words.cashReceived, value: formatMoney(cash.received.minor, cash.received.currency, locale) },
    { label: words.cashChange, value: formatMoney(cash.change.minor, cash.change.currency, locale) },
  ];
}

/** What the shop answers for, from the delivery's receipt as it was handed out; null when nothing is guaranteed. */
export function warrantyPaper(receipt: DeliveryReceipt): Paper | null {
  const { locale, timeZone, warranty, number, device, deliveredAt } = receipt;
  if (!warranty) return null;
  const reading = { locale, timeZone };
  const words = documentText[locale];
  return {
    ...reading,
    at: deliveredAt,
    shop: receipt.shop,
    title: words.warrantyTitle,
    reference: number,
    dates: [`${words.deliveredAt} ${formatDate(deliveredAt, reading)}`],
    parts: [
      clientFacts(words, receipt.client),
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
      { kind: "told", label: words.intakeCheck, value: checkedWords(words, answered(detail)) },
      { kind: "told", label: words.accessories, value: detail.accessories.join(", ") || words.noAccessories },
      { kind: "told", label: words.diagnosis, value: diagnosisTold(words, diagnosis) },
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

/** What it comes to, and below it the words of the technician. */
function diagnosisTold(words: DocumentText, diagnosis: OrderPaperFacts["detail"]["diagnosis"]): string {
  if (!diagnosis) return "";
  return [diagnosis.finding && `${words.findings[diagnosis.finding]}.`, diagnosis.text].filter(Boolean)
    .join("\n");
}

function answered({ checks }: OrderPaperFacts["detail"]): ReceiptCheck[] {
  const items = openRun(checks.runs, "intake")?.items ?? [];
  return items.flatMap(({ text, result, note }) => result ? [{ text, result, note }] : []);
}

function base(facts: OrderPaperFacts, title: string): Omit<Paper, "dates" | "parts"> {
  const { at, shop, reading, detail } = facts;
  return { ...reading, at, shop, title, reference: detail.order.number };
}

export function clientFacts(words: DocumentText, client: ReceiptClient): Part {
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
