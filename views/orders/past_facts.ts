import { tally } from "../../src/checklists/checklist.ts";
import { formatDate, formatDateTime } from "../../src/lib/dates.ts";
import { formatMoney } from "../../src/lib/money.ts";
import type { OrderThen } from "../../src/orders/past_queries.ts";
import { checklistText } from "../checklists/text.ts";
import { text as mailText } from "../mail/text.ts";
import { partText } from "../parts/text.ts";
import { quantityWords } from "../parts/words.ts";
import { quoteText } from "../quotes/text.ts";
import { durationWords } from "../timers/text.ts";
import type { Viewer } from "../viewer.ts";
import { pastText } from "./past_text.ts";
import { deviceName, statusLabel } from "./status.tsx";
import { orderText } from "./text.ts";

export interface PastFact {
  label: string;
  /** "" where there is nothing to tell. */
  words: string;
  /** Nobody kept it then. */
  unknown: boolean;
}

/** All that an order was, fact by fact in words: two moments of it are compared line by line. */
export function pastFacts(viewer: Viewer, order: OrderThen): PastFact[] {
  return [...standing(viewer, order), ...received(viewer, order), ...gathered(viewer, order)];
}

type Column = Parameters<OrderThen["unknown"]["has"]>[0];

function teller({ unknown }: OrderThen) {
  return (label: string, words: string | null | false, column?: Column): PastFact => ({
    label,
    words: words || "",
    unknown: column !== undefined && unknown.has(column),
  });
}

function standing(viewer: Viewer, order: OrderThen): PastFact[] {
  const { page, outcomes, priorities } = orderText[viewer.locale];
  const text = pastText[viewer.locale];
  const { row } = order;
  const fact = teller(order);
  const day = (at: number | null) => at !== null && formatDate(at, viewer);
  const instant = (at: number | null) => at !== null && formatDateTime(at, viewer);
  const out = (row.held_from ?? row.status) === "outsourced";
  return [
    fact(text.status, statusLabel(viewer, row.status), "status"),
    fact(text.since, instant(row.status_since), "status_since"),
    fact(page.technician, order.technician ?? page.unassigned, "technician_id"),
    fact(page.outcome, row.outcome && outcomes[row.outcome], "outcome"),
    fact(page.priority, priorities[row.priority], "priority"),
    fact(page.promised, instant(row.promised_at), "promised_at"),
    fact(page.heldFrom, row.held_from && statusLabel(viewer, row.held_from), "held_from"),
    fact(page.review, day(row.hold_review_at), "hold_review_at"),
    fact(page.vendor, out && row.vendor, "vendor"),
    fact(page.vendorExpected, out && day(row.vendor_expected_at), "vendor_expected_at"),
    fact(page.rework, row.rework_count > 0 && String(row.rework_count), "rework_count"),
    fact(text.ready, instant(row.ready_at), "ready_at"),
    fact(text.closed, instant(row.closed_at), "closed_at"),
    fact(text.deliveredTo, order.delivery?.taken_by ?? ""),
    fact(text.warranty, day(order.warrantyEndsAt)),
  ];
}

function received(viewer: Viewer, order: OrderThen): PastFact[] {
  const { page, categories } = orderText[viewer.locale];
  const text = pastText[viewer.locale];
  const { row, device } = order;
  const fact = teller(order);
  const { preauthorised_minor: most } = row;
  return [
    fact(page.client, order.client.name, "client_id"),
    fact(page.device, `${categories[device.category]} · ${deviceName(viewer, device)}`, "device_id"),
    fact(page.serial, device.serial),
    fact(page.fault, row.fault, "fault"),
    fact(page.condition, row.condition, "condition"),
    fact(page.accessories, order.accessories.join(", ") || page.noAccessories, "accessories"),
    fact(page.received, formatDateTime(row.received_at, viewer), "received_at"),
    fact(
      page.preauthorised,
      most !== null && formatMoney(most, order.currency, viewer.locale),
      "preauthorised_minor",
    ),
    fact(text.warrantyClaim, row.warranty_of_order_id !== null && text.yes, "warranty_of_order_id"),
    fact(
      page.secret,
      order.secrets.map(({ kind, purged }) =>
        `${page.secretKinds[kind]}: ${purged ? text.secret.purged : text.secret.kept}`
      ).join(", "),
    ),
  ];
}

function gathered(viewer: Viewer, order: OrderThen): PastFact[] {
  const { page, findings } = orderText[viewer.locale];
  const text = pastText[viewer.locale];
  const fact = teller(order);
  const { diagnosis, money } = order;
  const finding = diagnosis?.finding ? `${findings[diagnosis.finding]}. ` : "";
  const amount = (minor: number) => formatMoney(minor, order.currency, viewer.locale);
  const shared = order.photos.filter(({ visibility }) => visibility === "public").length;
  return [
    fact(page.diagnosis, diagnosis && `${finding}${diagnosis.text}`),
    fact(text.quotes, order.quotes.map((quote) => quoteWords(viewer, quote)).join("\n")),
    fact(text.parts, partLines(viewer, order).join("\n"), "parts"),
    fact(text.checks, order.checks.map((run) => checkWords(viewer, run)).join("\n"), "checks"),
    fact(page.photos, order.photos.length > 0 && text.photoCount(order.photos.length, shared)),
    ...(money
      ? [
        fact(
          page.charges,
          money.charges.map((one) => `${one.description}: ${amount(one.amount_minor)}`).join("\n"),
        ),
        fact(page.payments, money.payments.map((one) => paymentWords(viewer, order, one)).join("\n")),
        fact(page.balance, amount(money.balance.balance)),
      ]
      : []),
    fact(
      text.time,
      order.time.map(({ name, ms }) => `${name}: ${durationWords(viewer.locale, ms)}`).join("\n"),
    ),
    fact(text.unread, order.unread.join("\n")),
    fact(text.link.label, order.linked ? text.link.on : text.link.off),
    ...(viewer.can("documents.mail")
      ? [fact(text.messages, order.messages.map((one) => messageWords(viewer, one)).join("\n"))]
      : []),
    fact(
      text.loans,
      order.loans.map(({ loaner, out }) => out ? loaner : `${loaner} (${text.loanBack})`).join(", "),
    ),
  ];
}

export function quoteWords(viewer: Viewer, { revision, status, offer }: OrderThen["quotes"][number]): string {
  const chosen =
    offer?.sums.filter(({ option }) =>
      status !== "approved" || offer.approvedOption === null || option === offer.approvedOption
    ) ?? [];
  const total = chosen.map(({ option, totalMinor }) =>
    `${option && `${option} `}${formatMoney(totalMinor, offer?.currency ?? viewer.currency, viewer.locale)}`
  ).join(" · ");
  return pastText[viewer.locale].quote(revision, quoteText[viewer.locale].statuses[status], total);
}

function partLines(viewer: Viewer, { parts }: OrderThen): string[] {
  const text = partText[viewer.locale].order;
  return parts.map((part) => {
    const said = (quantity: number) => quantityWords(viewer.locale, { quantity, unit: part.unit });
    const lacks = part.wanted - part.used - part.reserved;
    const facts = [
      part.planned > 0 && text.planned(said(part.planned)),
      part.reserved > 0 && text.reserved(said(part.reserved)),
      part.used > 0 && text.used(said(part.used)),
      part.returned > 0 && text.returned(said(part.returned)),
      part.scrapped > 0 && text.scrapped(said(part.scrapped)),
      lacks > 0 && text.missing(said(lacks)).toLowerCase(),
      part.explanation && `${text.explanation.toLowerCase()}: ${part.explanation}`,
    ].filter(Boolean).join(", ");
    return `${part.name} (${part.sku}): ${facts || text.off.toLowerCase()}`;
  });
}

function checkWords(viewer: Viewer, { phase, items }: OrderThen["checks"][number]): string {
  const { phases, counts } = checklistText[viewer.locale];
  const failed = items.filter(({ result }) => result === "fail")
    .map(({ text, note }) => note === "" ? text : `${text} (${note})`);
  const words = `${phases[phase]}: ${counts(tally(items))}`;
  return failed.length === 0 ? words : `${words}; ${pastText[viewer.locale].failed(failed.join(", "))}`;
}

type Money = NonNullable<OrderThen["money"]>;

function paymentWords(viewer: Viewer, { currency }: OrderThen, payment: Money["payments"][number]): string {
  const { paymentKinds, methods } = orderText[viewer.locale];
  const amount = formatMoney(payment.amount_minor, currency, viewer.locale);
  return `${formatDate(payment.at, viewer)}, ${paymentKinds[payment.kind]}, ${
    methods[payment.method]
  }: ${amount}`;
}

function messageWords(viewer: Viewer, { kind, channel, at, state }: OrderThen["messages"][number]): string {
  const { kinds, channels } = mailText[viewer.locale];
  const said = `${channels[channel]}, ${formatDateTime(at, viewer)}`;
  return `${kinds[kind]} (${said}): ${pastText[viewer.locale].messageStates[state]}`;
}
