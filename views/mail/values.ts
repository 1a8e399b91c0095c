import type { TemplateValues } from "../../src/lib/template.ts";
import type {
  LetterKind,
  MailAppointment,
  MailLook,
  MessageFacts,
  MessageKind,
  MessageOrder,
} from "../../src/mail/message.ts";
import { appointmentValues } from "./appointment_text.ts";
import { buttonUrl } from "./facts.ts";
import { orderText } from "../orders/text.ts";
import { text } from "./text.ts";

/** A subject names three orders at most. */
const MOST_NAMED = 3;

/** What the named fields of a template about orders stand for; which a kind knows is in `src/mail/fields.ts`. */
export function orderValues(kind: MessageKind, facts: MessageFacts): TemplateValues {
  const { orders, documents } = facts;
  const [first] = orders;
  return {
    ...shopValues(facts, facts.client),
    "order.number": first.number,
    "order.device": first.device,
    "order.fault": first.fault,
    "order.promised": first.promised,
    "order.url": first.trackingUrl ?? "",
    several: (kind === "documents" ? documents : orders).length > 1,
    count: String(orders.length),
    numbers: numbersOf(facts),
    orders: orders.map((order) => ({
      number: order.number,
      device: order.device,
      fault: order.fault,
      promised: order.promised,
      url: buttonUrl(kind, order) ?? "",
    })),
    "document.title": documents[0] ?? "",
    documents: documents.map((title) => ({ title })),
    ...quoteValues(first),
    ...pickupValues(first),
    "order.status": facts.statusLabels[first.status] ?? orderText[facts.locale].statuses[first.status],
    "payment.amount": first.paying?.amount ?? first.paid?.amount ?? "",
    "payment.balance": first.paid?.balance ?? "",
    "warranty.ends": first.warranty?.ends ?? "",
    "payment.url": first.paying?.url ?? "",
  };
}

/** What a message about no order says. */
export interface LetterFacts {
  kind: LetterKind;
  look: MailLook;
  client: string;
  /** Where the button leads, null without one. */
  url: string | null;
  /** Of the kinds about an appointment. */
  appointment?: MailAppointment;
}

/** The same of one about no order. */
export function letterValues({ look, client, url, appointment }: LetterFacts): TemplateValues {
  return {
    ...shopValues(look, client),
    "link.url": url ?? "",
    ...(appointment && appointmentValues(look.locale, appointment)),
  };
}

function shopValues({ shop, branch }: MailLook, client: string): TemplateValues {
  return {
    "shop.name": shop,
    "branch.name": branch.name,
    "branch.address": branch.address,
    "branch.phone": branch.phone,
    "client.name": client,
  };
}

/** `$ 48.500,00`, or each alternative with what it comes to. */
function quoteValues({ quote }: MessageOrder): TemplateValues {
  if (!quote) return {};
  const { totals } = quote;
  return {
    "quote.revision": String(quote.revision),
    "quote.total": totals.map(({ option, total }) => option ? `${option}, ${total}` : total).join("; "),
    "quote.totals": totals.map(({ option, total }) => ({ option, total })),
    "quote.valid_until": quote.validUntil,
    "quote.url": quote.url ?? "",
  };
}

function pickupValues({ pickup }: MessageOrder): TemplateValues {
  if (!pickup) return {};
  return {
    "pickup.ready_since": pickup.readySince,
    "pickup.balance": pickup.balance,
    "pickup.term_ends": pickup.termEnds,
    "pickup.term_over": pickup.termOver,
  };
}

function numbersOf({ orders, locale }: MessageFacts): string {
  const numbers = orders.map(({ number }) => number);
  if (numbers.length <= MOST_NAMED) return numbers.join(", ");
  const others = text[locale].others(numbers.length - MOST_NAMED + 1);
  return `${numbers.slice(0, MOST_NAMED - 1).join(", ")} ${others}`;
}
