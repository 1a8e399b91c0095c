import type { DeliveryReceipt } from "../orders/delivery_receipt.ts";
import { rollAccount } from "./account.ts";
import { air } from "./block.ts";
import type { Layout } from "./compose.ts";
import { accountLines, notReturnedWords, warrantyWords } from "./delivery_words.ts";
import { deviceName } from "./device_words.ts";
import { text } from "./prose.ts";
import { BLACK, cut, pair, PRINTED, rollBars, rollHead, rollLayout, rollSignature } from "./roll.ts";
import { instant, type Setting } from "./sheet.ts";
import type { Signing } from "./signatures.ts";

export function deliveryRoll(setting: Setting, receipt: DeliveryReceipt, signing: Signing): Layout {
  const { faces, words } = setting;
  const { shop, number, device, client, takenBy, outcome } = receipt;
  const dates = [
    instant(setting, words.deliveredAt, receipt.deliveredAt),
    instant(setting, words.receivedAt, receipt.receivedAt),
  ];
  const plain = { width: PRINTED, colour: BLACK };
  return rollLayout([
    rollHead(setting, { shop, title: words.deliveryTitle, reference: number, dates }),
    cut(),
    ...pair(faces, words.client, client.name),
    ...pair(faces, words.document, client.document),
    ...pair(faces, words.takenBy, takenBy.name),
    ...pair(faces, words.document, takenBy.document),
    cut(),
    rollBars(setting, number),
    air(7),
    text(faces, deviceName(words, device), { ...plain, size: 10.5, face: "semibold" }),
    air(3),
    ...pair(faces, words.serial, device.serial, { mono: true }),
    ...pair(faces, words.outcome, outcome ? words.outcomes[outcome] : ""),
    ...pair(faces, words.fault, receipt.fault),
    ...pair(faces, words.work, receipt.work),
    ...pair(faces, words.accessories, receipt.accessories.join(", ") || words.noAccessories),
    ...pair(faces, words.notReturned, notReturnedWords(receipt)),
    cut(),
    ...rollAccount(faces, accountLines(setting, receipt)),
    cut(),
    ...pair(faces, words.warranty, warrantyWords(setting, receipt)),
    air(10),
    text(faces, words.received, { ...plain, size: 8 }),
    air(6),
    rollSignature(setting, { ...signing, label: words.takerSignature }),
    air(8),
    ...pair(faces, words.deliveredBy, receipt.deliveredBy),
  ]);
}
