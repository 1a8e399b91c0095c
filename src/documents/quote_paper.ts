import { documentText } from "../../views/documents/text.ts";
import { type Alternative, offerSheet } from "../../views/quotes/sheet.ts";
import { formatDate } from "../lib/dates.ts";
import type { Offer } from "../quotes/offer.ts";
import type { AccountLine } from "./delivery_words.ts";
import { deviceName } from "./device_words.ts";
import type { Paper, Part } from "./paper.ts";

/** An offer on the shop's paper, as its client reads it. */
export function quotePaper(offer: Offer): Paper {
  const { reading, shop, order, client, device } = offer;
  const words = documentText[reading.locale];
  const sheet = offerSheet(offer);
  return {
    ...reading,
    at: offer.at,
    shop,
    title: sheet.title,
    reference: order.number,
    dates: [sheet.date],
    parts: [
      {
        kind: "facts",
        facts: [
          { label: words.client, value: client.name },
          { label: words.document, value: client.document },
          { label: words.phone, value: client.phone },
          { label: words.email, value: client.email },
        ],
      },
      {
        kind: "device",
        name: deviceName(words, device),
        number: order.number,
        facts: [
          { label: words.serial, value: device.serial, mono: true },
          { label: words.receivedAt, value: formatDate(order.receivedAt, reading) },
        ],
      },
      { kind: "told", ...sheet.fault },
      { kind: "told", ...sheet.diagnosis },
      ...sheet.alternatives.map(linesOf),
      { kind: "told", ...sheet.note },
      { kind: "told", ...sheet.validity },
      ...termsOf(sheet.terms),
      { kind: "signatures", labels: [words.clientAgreement, words.shopSignature] },
    ],
  };
}

function linesOf({ heading, lines, sums, deposit }: Alternative): Part {
  const shown: AccountLine[] = [
    ...lines.map(({ label, detail, amount }) => ({
      label: [label, detail].filter(Boolean).join("  ·  "),
      amount,
    })),
    ...sums,
    ...(deposit ? [deposit] : []),
  ];
  return { kind: "lines", heading, lines: shown };
}

function termsOf(terms: { heading: string; version: string; text: string } | null): Part[] {
  return terms ? [{ kind: "terms", heading: terms.heading, aside: terms.version, words: terms.text }] : [];
}
