import type { DeliveryReceipt } from "../orders/delivery_receipt.ts";
import { sheetAccount } from "./account.ts";
import { air, type Block, columns, panel, stack } from "./block.ts";
import type { Layout } from "./compose.ts";
import { accountLines, notReturnedWords, warrantyWords } from "./delivery_words.ts";
import { deviceName } from "./device_words.ts";
import { text } from "./prose.ts";
import {
  COLOUR,
  fact,
  factGrid,
  factRow,
  footer,
  hairline,
  heading,
  INNER,
  instant,
  letterhead,
  runningHead,
  type Setting,
  SHEET,
} from "./sheet.ts";
import { signatureRow, type Signing } from "./signatures.ts";
import { code128 } from "./symbols.ts";

const BARS = 124;

export function deliverySheet(setting: Setting, receipt: DeliveryReceipt, signing: Signing): Layout {
  const { faces, words } = setting;
  const { shop, number } = receipt;
  const title = words.deliveryTitle;
  const dates = [
    instant(setting, words.deliveredAt, receipt.deliveredAt),
    instant(setting, words.receivedAt, receipt.receivedAt),
  ];
  return {
    width: SHEET.width,
    height: SHEET.height,
    roll: false,
    margin: { top: SHEET.top, side: SHEET.side, bottom: SHEET.bottom },
    flow: [
      letterhead(setting, { shop, title, reference: number, dates }),
      air(14),
      people(setting, receipt),
      air(16),
      ...deviceBlocks(setting, receipt),
      air(16),
      heading(faces, words.charges),
      ...sheetAccount(faces, accountLines(setting, receipt)),
      air(16),
      warranty(setting, receipt),
      air(26),
      text(faces, words.received, { width: INNER, size: 9, colour: COLOUR.ink }),
      air(10),
      signatureRow(setting, {
        ...signing,
        label: words.takerSignature,
        by: receipt.deliveredBy,
        byLabel: words.deliveredBy,
      }),
    ],
    running: runningHead(setting, { shop, title, reference: number }),
    footer: footer(setting, `${shop.name}  ·  ${number}`),
  };
}

function people({ faces, words }: Setting, { client, takenBy }: DeliveryReceipt): Block {
  const facts = [
    { label: words.client, value: client.name, size: 11, face: "semibold" as const },
    { label: words.document, value: client.document },
    { label: words.takenBy, value: takenBy.name, size: 11, face: "semibold" as const },
    { label: words.document, value: takenBy.document },
  ];
  return panel(factRow(faces, facts, INNER - 24), {
    width: INNER,
    padding: 11,
    fill: COLOUR.wash,
    radius: 6,
  });
}

function deviceBlocks(setting: Setting, receipt: DeliveryReceipt): Block[] {
  const { faces, words } = setting;
  const { device, outcome } = receipt;
  const width = INNER - BARS - 18;
  const facts = stack([
    text(faces, deviceName(words, device), {
      width,
      size: 13,
      face: "semibold",
      colour: COLOUR.ink,
    }),
    air(6),
    factGrid(faces, [
      { label: words.serial, value: device.serial, mono: true },
      { label: words.outcome, value: outcome ? words.outcomes[outcome] : "" },
    ], { width, perRow: 2 }),
  ]);
  const bars = code128(receipt.number, { width: BARS, height: 30, flush: true });
  const sides = columns([{ width, block: facts }, { width: BARS, block: bars }], 18);
  return [
    stack([hairline(), air(12), sides]),
    ...long(setting, words.fault, receipt.fault),
    ...long(setting, words.work, receipt.work),
    ...long(setting, words.accessories, receipt.accessories.join(", ") || words.noAccessories),
    ...long(setting, words.notReturned, notReturnedWords(receipt)),
  ];
}

function long({ faces }: Setting, label: string, value: string): Block[] {
  if (!value) return [];
  return [
    air(8),
    { ...text(faces, label, { width: INNER, size: 7, colour: COLOUR.soft }), keep: true },
    text(faces, value, { width: INNER, size: 9.2, colour: COLOUR.ink }),
  ];
}

function warranty(setting: Setting, receipt: DeliveryReceipt): Block {
  const words = fact(setting.faces, setting.words.warranty, warrantyWords(setting, receipt), {
    width: INNER - 24,
    size: 11,
    face: "semibold",
    colour: COLOUR.accent,
  });
  return panel(words, { width: INNER, padding: 11, outline: COLOUR.hair, radius: 6 });
}
