import type { IntakeReceipt, IntakeReceiptOrder } from "../intakes/receipt.ts";
import { formatDateTime } from "../lib/dates.ts";
import { formatMoney } from "../lib/money.ts";
import { air, type Block, columns, panel, stack } from "./block.ts";
import type { Layout } from "./compose.ts";
import { conditionOf, deviceName } from "./device_words.ts";
import { intakeStub } from "./intake_stub.ts";
import { text, textColumns } from "./prose.ts";
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
import { code128, qr } from "./symbols.ts";

const SYMBOLS = 124;

/** The whole sheet, with a stub for the shop under the cut where there is room. */
export function intakeSheet(
  setting: Setting,
  receipt: IntakeReceipt,
  given: { signing: Signing; tracking: Readonly<Record<string, string>> },
): Layout {
  const { faces, words } = setting;
  const { shop, reference, terms } = receipt;
  const title = words.intakeTitle;
  const dates = [
    instant(setting, words.receivedAt, receipt.receivedAt),
    words.devices(receipt.orders.length),
  ];

  return {
    width: SHEET.width,
    height: SHEET.height,
    roll: false,
    margin: { top: SHEET.top, side: SHEET.side, bottom: SHEET.bottom },
    flow: [
      letterhead(setting, { shop, title, reference, dates }),
      air(14),
      clientPanel(setting, receipt),
      ...receipt.orders.flatMap((order) => [
        air(13),
        ...orderBlocks(setting, order, given.tracking[order.number]),
      ]),
      air(16),
      ...(terms.text
        ? [
          heading(faces, words.terms, words.termsVersion(terms.version)),
          textColumns(faces, terms.text, {
            width: INNER,
            columns: 2,
            gap: 22,
            size: 7.2,
            leading: 1.42,
            colour: COLOUR.soft,
          }),
          air(12),
        ]
        : []),
      signatureRow(setting, {
        ...given.signing,
        label: words.clientSignature,
        by: receipt.receivedBy,
        byLabel: words.receivedBy,
      }),
      air(10),
    ],
    running: runningHead(setting, { shop, title, reference }),
    footer: footer(setting, words.keep),
    stub: intakeStub(setting, receipt),
  };
}

function clientPanel({ faces, words }: Setting, { client }: IntakeReceipt): Block {
  const facts = [
    { label: words.client, value: client.name, size: 11, face: "semibold" as const },
    { label: words.document, value: client.document },
    { label: words.phone, value: client.phone },
    { label: words.email, value: client.email },
  ];
  return panel(factRow(faces, facts, INNER - 24), {
    width: INNER,
    padding: 11,
    fill: COLOUR.wash,
    radius: 6,
  });
}

function orderBlocks(setting: Setting, order: IntakeReceiptOrder, link: string | undefined): Block[] {
  const { faces, words } = setting;
  const width = INNER - SYMBOLS - 18;
  const facts = stack([
    text(faces, order.number, {
      width,
      size: 15,
      face: "semibold",
      colour: COLOUR.ink,
      leading: 1.2,
      lines: 1,
    }),
    text(faces, deviceName(words, order.device), { width, size: 11, colour: COLOUR.ink }),
    air(8),
    factGrid(faces, [
      { label: words.serial, value: order.device.serial, mono: true },
      { label: words.promisedAt, value: promised(setting, order) },
      { label: words.preauthorised, value: authorised(setting, order) },
      { label: words.priority, value: words.priorities[order.priority] },
      ...(order.warrantyOf ? [{ label: words.claimOf, value: order.warrantyOf, mono: true }] : []),
    ], { width, perRow: 2 }),
    air(5),
  ]);
  const head = stack([
    hairline(),
    air(10),
    columns([{ width, block: facts }, { width: SYMBOLS, block: symbols(setting, order, link) }], 18),
    air(4),
  ]);
  return [
    { ...head, keep: true },
    ...told(setting, order),
  ];
}

/** Fault, condition and accessories: side by side when short, one after the other when a page must break them. */
function told(setting: Setting, order: IntakeReceiptOrder): Block[] {
  const { faces, words } = setting;
  const parts = [
    { label: words.fault, value: order.fault },
    { label: words.condition, value: conditionOf(words, order) },
    { label: words.accessories, value: order.accessories.join(", ") || words.noAccessories },
  ];
  const gap = 18;
  const width = (INNER - 2 * gap) / 3;
  const side = columns(
    parts.map(({ label, value }) => ({
      width,
      block: fact(faces, label, value, { width, size: 9 }),
    })),
    gap,
  );
  if (side.height <= 110) return [side];
  return parts.flatMap(({ label, value }) => [
    { ...text(faces, label, { width: INNER, size: 7, colour: COLOUR.soft }), keep: true },
    text(faces, value, { width: INNER, size: 9, colour: COLOUR.ink }),
    air(6),
  ]);
}

function symbols(setting: Setting, order: IntakeReceiptOrder, link: string | undefined): Block {
  const bars = code128(order.number, { width: SYMBOLS, height: 26, flush: true });
  if (!link) return bars;
  const caption = text(setting.faces, setting.words.tracking, {
    width: SYMBOLS,
    size: 7,
    colour: COLOUR.soft,
    align: "right",
  });
  return stack([
    bars,
    qr(link, { width: SYMBOLS, side: 78, flush: true }),
    caption,
  ]);
}

function promised(setting: Setting, order: IntakeReceiptOrder): string {
  return order.promisedAt === null
    ? setting.words.toBeAgreed
    : formatDateTime(order.promisedAt, setting.reading);
}

function authorised(setting: Setting, { preauthorised }: IntakeReceiptOrder): string {
  if (!preauthorised) return setting.words.none;
  return formatMoney(preauthorised.minor, preauthorised.currency, setting.reading.locale);
}
