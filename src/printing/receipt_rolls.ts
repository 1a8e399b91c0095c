import { accountLines, notReturnedWords, warrantyWords } from "../documents/delivery_words.ts";
import { conditionOf, deviceName } from "../documents/device_words.ts";
import type { IntakeReceipt, IntakeReceiptOrder, ReceiptSignature } from "../intakes/receipt.ts";
import { formatDateTime, type Reading } from "../lib/dates.ts";
import { formatMoney } from "../lib/money.ts";
import type { DeliveryReceipt } from "../orders/delivery_receipt.ts";
import { type DrawnRoll, drawRoll } from "./drawn_roll.ts";
import type { RollDescription } from "./protocol.ts";
import type { RollPiece } from "./roll.ts";
import { account, code, field, head, RULE, signatureLine, SPACE, wordingOf } from "./roll_pieces.ts";

/** The *comprobante de ingreso*. `tracking`: order number → the client's link; an order without one gets no QR. */
export function intakeRoll(
  receipt: IntakeReceipt,
  { printer, tracking }: { printer: RollDescription; tracking: Readonly<Record<string, string>> },
): DrawnRoll {
  const { words } = wordingOf(receipt);
  const { client, terms } = receipt;
  return drawRoll(printer, [
    ...head(receipt.shop, { title: words.intakeTitle, reference: receipt.reference }),
    ...field(words.receivedAt, formatDateTime(receipt.receivedAt, receipt)),
    RULE,
    { kind: "text", text: client.name, bold: true },
    ...field(words.document, client.document),
    ...field(words.phone, client.phone),
    ...field(words.email, client.email),
    ...receipt.orders.flatMap((order) => intakeOrder(receipt, order, tracking[order.number])),
    RULE,
    ...(terms.text === "" ? [] : [
      { kind: "text", text: `${words.terms} · ${words.termsVersion(terms.version)}`, bold: true } as const,
      { kind: "text", text: terms.text } as const,
      SPACE,
    ]),
    ...signing(receipt, { label: words.clientSignature, ...receipt }),
    ...field(words.receivedBy, receipt.receivedBy),
    SPACE,
    { kind: "text", text: words.keep, bold: true, centred: true },
  ]);
}

/** The *comprobante de entrega*. */
export function deliveryRoll(
  receipt: DeliveryReceipt,
  { printer }: { printer: RollDescription },
): DrawnRoll {
  const wording = wordingOf(receipt);
  const { words } = wording;
  const { device, client, takenBy, outcome } = receipt;
  return drawRoll(printer, [
    ...head(receipt.shop, { title: words.deliveryTitle, reference: receipt.number }),
    ...field(words.deliveredAt, formatDateTime(receipt.deliveredAt, receipt)),
    ...field(words.receivedAt, formatDateTime(receipt.receivedAt, receipt)),
    RULE,
    ...field(words.client, client.name),
    ...field(words.document, client.document),
    ...field(words.takenBy, takenBy.name),
    ...field(words.document, takenBy.document),
    RULE,
    ...code(receipt.number),
    { kind: "text", text: deviceName(words, device), bold: true },
    ...field(words.serial, device.serial),
    ...field(words.outcome, outcome ? words.outcomes[outcome] : ""),
    ...field(words.fault, receipt.fault),
    ...field(words.work, receipt.work),
    ...field(words.accessories, receipt.accessories.join(", ") || words.noAccessories),
    ...field(words.notReturned, notReturnedWords(receipt)),
    RULE,
    ...account(accountLines(wording, receipt)),
    RULE,
    ...field(words.warranty, warrantyWords(wording, receipt)),
    SPACE,
    { kind: "text", text: words.received },
    ...signing(receipt, { label: words.takerSignature, ...receipt }),
    ...field(words.deliveredBy, receipt.deliveredBy),
  ]);
}

function intakeOrder(
  receipt: IntakeReceipt,
  order: IntakeReceiptOrder,
  link: string | undefined,
): RollPiece[] {
  const { words } = wordingOf(receipt);
  const { device, preauthorised: limit } = order;
  const promised = order.promisedAt === null ? words.toBeAgreed : formatDateTime(order.promisedAt, receipt);
  return [
    RULE,
    ...code(order.number),
    { kind: "text", text: deviceName(words, device), bold: true },
    ...field(words.serial, device.serial),
    ...field(words.promisedAt, promised),
    ...field(words.priority, words.priorities[order.priority]),
    ...field(
      words.preauthorised,
      limit ? formatMoney(limit.minor, limit.currency, receipt.locale) : words.none,
    ),
    ...field(words.claimOf, order.warrantyOf ?? ""),
    ...field(words.accessories, order.accessories.join(", ") || words.noAccessories),
    ...field(words.condition, conditionOf(words, order)),
    ...field(words.fault, order.fault),
    ...(link === undefined
      ? []
      : [{ kind: "qr", url: link } as const, { kind: "text", text: words.tracking, centred: true } as const]),
  ];
}

/** A drawn signature stays in the PDF: the roll says who signed and when, or leaves a line to sign on. */
function signing(
  reading: Reading,
  given: { label: string; signature: ReceiptSignature | null; unsignedReason: string },
): RollPiece[] {
  const { words } = wordingOf(reading);
  const { label, signature, unsignedReason } = given;
  if (signature) return field(label, words.signedAt(signature.name, formatDateTime(signature.at, reading)));
  if (unsignedReason !== "") return field(label, `${words.notSigned}: ${unsignedReason}`);
  return signatureLine(label);
}
