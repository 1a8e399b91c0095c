import type { LetterFacts } from "../../views/mail/values.ts";
import type { Ctx } from "../context.ts";
import { intakeTitle } from "../documents/intake_receipt.ts";
import { dayOf, formatDate, formatDateTime, formatWeekday } from "../lib/dates.ts";
import type { Locale } from "../lib/locale.ts";
import { formatMoney } from "../lib/money.ts";
import { DAY } from "../pickups/notice.ts";
import type {
  LetterKind,
  MailAppointment,
  MailLook,
  MessageFacts,
  MessageKind,
  MessageOrder,
  TemplateKind,
} from "./message.ts";

const AMOUNT = 48_500_00;

/** What an order does not have yet that a kind of mail tells, so that a preview shows where it stands. */
export function exampleOrder(ctx: Ctx, locale: Locale): MessageOrder {
  const [branch] = ctx.shop.branches;
  const reading = { locale, timeZone: branch?.timeZone ?? "UTC" };
  const amount = formatMoney(AMOUNT, branch?.currency ?? "USD", locale);
  const url = `${ctx.baseUrl}/…`;
  const es = locale === "es";
  return {
    number: `${branch?.code ?? "S01"}-000001`,
    device: "Samsung Galaxy A54",
    fault: es ? "No enciende" : "Does not turn on",
    promised: formatDateTime(ctx.now + 3 * DAY, reading),
    trackingUrl: url,
    quote: {
      revision: 1,
      totals: [{ option: "", total: amount }],
      validUntil: formatDateTime(ctx.now + ctx.shop.settings.quote_days * DAY, reading),
      url,
    },
    pickup: {
      readySince: formatDate(ctx.now, reading),
      balance: amount,
      termEnds: formatDate(ctx.now + ctx.shop.settings.abandonment_days * DAY, reading),
      termOver: false,
    },
    paying: { amount, url },
    paid: { amount, balance: "" },
    status: "repairing",
    warranty: { ends: formatDate(ctx.now + ctx.shop.settings.warranty_days * DAY, reading) },
  };
}

/** The parts of an order that a kind tells about, from the example where the order has none; whether any was needed. */
export function completed(
  kind: MessageKind,
  order: MessageOrder,
  example: MessageOrder,
): { order: MessageOrder; example: boolean } {
  const needed = NEEDED[kind].filter((part) => order[part] === null);
  const lent = Object.fromEntries(needed.map((part) => [part, example[part]]));
  return { order: { ...order, ...lent }, example: needed.length > 0 };
}

/** A shop without a single order sees its mails too. */
export function exampleFacts(look: MailLook, order: MessageOrder): MessageFacts {
  return { ...look, client: "María Núñez", orders: [order], documents: [], note: "" };
}

type Part = "quote" | "pickup" | "paying" | "paid" | "warranty" | "trackingUrl";

const NEEDED: Record<MessageKind, readonly Part[]> = {
  order_received: ["trackingUrl"],
  order_ready: ["trackingUrl", "pickup"],
  pickup_notice: ["trackingUrl", "pickup"],
  pickup_reminder: ["trackingUrl", "pickup"],
  quote_sent: ["quote"],
  quote_reminder: ["quote"],
  quote_expired: ["quote", "trackingUrl"],
  documents: ["trackingUrl"],
  tracking_link: ["trackingUrl"],
  payment_link: ["paying"],
  status_updated: ["trackingUrl"],
  payment_receipt: ["paid", "trackingUrl"],
  delivered: ["warranty", "trackingUrl"],
};

/** A mail with documents names at least one. */
export function withDocument(facts: MessageFacts, kind: TemplateKind): MessageFacts {
  if (kind !== "documents") return facts;
  const reference = facts.orders[0].number;
  return { ...facts, documents: [intakeTitle({ locale: facts.locale, reference })] };
}

/** What a message about no order tells, of somebody made up. */
export function exampleLetter(
  ctx: Ctx,
  { kind, look }: { kind: LetterKind; look: MailLook },
): LetterFacts {
  const order = exampleOrder(ctx, look.locale);
  const { client } = exampleFacts(look, order);
  const letter = { kind, look, client, url: order.trackingUrl };
  if (kind === "preintake_link") return letter;
  return { ...letter, appointment: exampleAppointment(ctx, look.locale) };
}

/** Tomorrow's. */
function exampleAppointment(ctx: Ctx, locale: Locale): MailAppointment {
  const timeZone = ctx.shop.branches[0]?.timeZone ?? "UTC";
  const day = formatWeekday(dayOf(ctx.now + DAY, timeZone), locale);
  return { purpose: "drop_off", day, from: "10:00", to: "10:30", order: "" };
}
