import type { IntakeReceipt, IntakeReceiptOrder } from "../intakes/receipt.ts";
import { formatDateTime } from "../lib/dates.ts";
import { formatMoney } from "../lib/money.ts";
import { air, type Block, stack } from "./block.ts";
import type { Layout } from "./compose.ts";
import { conditionOf, deviceName } from "./device_words.ts";
import { text } from "./prose.ts";
import { BLACK, cut, DOT, pair, PRINTED, rollBars, rollHead, rollLayout, rollSignature } from "./roll.ts";
import { instant, type Setting } from "./sheet.ts";
import type { Signing } from "./signatures.ts";
import { qr } from "./symbols.ts";

export function intakeRoll(
  setting: Setting,
  receipt: IntakeReceipt,
  given: { signing: Signing; tracking: Readonly<Record<string, string>> },
): Layout {
  const { faces, words } = setting;
  const { client, shop, terms } = receipt;
  const dates = [instant(setting, words.receivedAt, receipt.receivedAt)];
  const plain = { width: PRINTED, colour: BLACK };
  return rollLayout([
    rollHead(setting, { shop, title: words.intakeTitle, reference: receipt.reference, dates }),
    cut(),
    text(faces, client.name, { ...plain, size: 10.5, face: "semibold" }),
    air(2),
    ...pair(faces, words.document, client.document),
    ...pair(faces, words.phone, client.phone),
    ...pair(faces, words.email, client.email),
    ...receipt.orders.flatMap((order) => orderBlocks(setting, order, given.tracking[order.number])),
    cut(),
    ...(terms.text
      ? [
        text(faces, `${words.terms} · ${words.termsVersion(terms.version)}`, {
          ...plain,
          size: 7.6,
          face: "semibold",
        }),
        air(2),
        text(faces, terms.text, { ...plain, size: 6.8, leading: 1.3 }),
        air(12),
      ]
      : []),
    rollSignature(setting, { ...given.signing, label: words.clientSignature }),
    air(8),
    ...pair(faces, words.receivedBy, receipt.receivedBy),
    air(8),
    text(faces, words.keep, { ...plain, size: 8, face: "semibold", align: "center" }),
  ]);
}

function orderBlocks(setting: Setting, order: IntakeReceiptOrder, link: string | undefined): Block[] {
  const { faces, words, reading } = setting;
  const { device, preauthorised } = order;
  const plain = { width: PRINTED, colour: BLACK };
  return [
    cut(),
    rollBars(setting, order.number),
    air(7),
    text(faces, deviceName(words, device), { ...plain, size: 10.5, face: "semibold" }),
    air(3),
    ...pair(faces, words.serial, device.serial, { mono: true }),
    ...pair(
      faces,
      words.promisedAt,
      order.promisedAt === null ? words.toBeAgreed : formatDateTime(order.promisedAt, reading),
    ),
    ...pair(faces, words.priority, words.priorities[order.priority]),
    ...pair(
      faces,
      words.preauthorised,
      preauthorised ? formatMoney(preauthorised.minor, preauthorised.currency, reading.locale) : words.none,
    ),
    ...pair(faces, words.claimOf, order.warrantyOf ?? "", { mono: true }),
    ...pair(faces, words.accessories, order.accessories.join(", ") || words.noAccessories),
    ...pair(faces, words.condition, conditionOf(words, order)),
    ...pair(faces, words.fault, order.fault),
    ...(link ? [air(2), trackingCode(setting, link)] : []),
  ];
}

function trackingCode(setting: Setting, link: string): Block {
  return stack([
    qr(link, { width: PRINTED, side: 110, unit: DOT }),
    text(setting.faces, setting.words.tracking, {
      width: PRINTED,
      size: 8,
      face: "semibold",
      colour: BLACK,
      align: "center",
    }),
  ]);
}
