import { documentText } from "../../views/documents/text.ts";
import { pickupText } from "../../views/pickups/text.ts";
import { formatDate } from "../lib/dates.ts";
import { formatMoney } from "../lib/money.ts";
import type { OrderPaperFacts } from "../orders/paper_queries.ts";
import { DAY } from "../pickups/notice.ts";
import { clientFacts } from "./order_papers.ts";
import { deviceName } from "./device_words.ts";
import type { Paper } from "./paper.ts";

/**
 * The notice of an abandonment on paper, as things stand, in the client's language; `termDays` after being ready the device can be
 * declared abandoned. Null for an order that does not wait to be collected.
 */
export function pickupLetter(facts: OrderPaperFacts, termDays: number): Paper | null {
  const { reading, at, shop, client, detail: { order, device, balance } } = facts;
  if (order.status !== "ready") return null;
  const words = documentText[reading.locale];
  const text = pickupText[reading.locale].letter;
  const endsAt = order.status_since + termDays * DAY;
  const ends = formatDate(endsAt, reading);
  const owed = balance.balance;
  const sentences = [
    text.ready(formatDate(order.status_since, reading)),
    owed > 0 ? text.balance(formatMoney(owed, order.currency, reading.locale)) : text.nothingToPay,
    endsAt <= at ? text.termOver(ends) : text.term(ends),
    text.bring,
  ];
  return {
    ...reading,
    at,
    shop,
    title: text.title,
    reference: order.number,
    dates: [formatDate(at, reading)],
    parts: [
      clientFacts(words, client),
      {
        kind: "device",
        name: deviceName(words, device),
        number: order.number,
        facts: [{ label: words.serial, value: device.serial, mono: true }],
      },
      { kind: "told", label: words.fault, value: order.fault },
      ...sentences.map((sentence) => ({ kind: "prose" as const, words: sentence })),
      { kind: "signatures", labels: [text.received, words.shopSignature] },
    ],
  };
}
