import { documentText } from "../../views/documents/text.ts";
import { formatDateTime } from "../lib/dates.ts";
import type { OrderPaperFacts } from "../orders/paper_queries.ts";
import type { AccountLine } from "./delivery_words.ts";
import { deviceName } from "./device_words.ts";
import type { Paper } from "./paper.ts";

/** One fact of a history, already worded. */
export interface ToldEvent {
  at: number;
  actor: string;
  words: string;
}

/** What happened to an order from its intake on, and the notices that its client was given. */
export function historyPaper(
  { reading, at, shop, client, detail }: OrderPaperFacts,
  { notices, events }: { notices: readonly AccountLine[]; events: readonly ToldEvent[] },
): Paper {
  const words = documentText[reading.locale];
  return {
    ...reading,
    at,
    shop,
    title: words.historyTitle,
    reference: detail.order.number,
    dates: [formatDateTime(at, reading)],
    parts: [
      {
        kind: "device",
        name: deviceName(words, detail.device),
        number: detail.order.number,
        facts: [
          { label: words.serial, value: detail.device.serial, mono: true },
          { label: words.client, value: client.name },
        ],
      },
      {
        kind: "lines",
        heading: words.pickupNotices,
        lines: notices.length > 0 ? [...notices] : [{ label: words.noNotices, amount: "" }],
      },
      { kind: "lines", heading: words.history, lines: [] },
      ...events.map((event) => ({
        kind: "told" as const,
        label: [formatDateTime(event.at, reading), event.actor].filter(Boolean).join(" · "),
        value: event.words,
      })),
    ],
  };
}
