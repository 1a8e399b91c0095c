import { documentText } from "../../views/documents/text.ts";
import type { AccountLine, Wording } from "../documents/delivery_words.ts";
import type { ReceiptShop } from "../intakes/receipt.ts";
import type { Reading } from "../lib/dates.ts";
import type { RollPiece } from "./roll.ts";

export const RULE: RollPiece = { kind: "rule" };
export const SPACE: RollPiece = { kind: "space", lines: 1 };

export function wordingOf(receipt: Reading): Wording {
  return { words: documentText[receipt.locale], reading: receipt };
}

export function head(shop: ReceiptShop, given: { title: string; reference: string }): RollPiece[] {
  const lines = [shop.taxId, shop.address, shop.phone, shop.email].filter((line) => line !== "");
  return [
    { kind: "text", text: shop.name, bold: true, size: 2, centred: true },
    ...(shop.branch === "" || shop.branch === shop.name
      ? []
      : [{ kind: "text", text: shop.branch, centred: true } as const]),
    ...lines.map((text): RollPiece => ({ kind: "text", text, centred: true })),
    RULE,
    { kind: "text", text: given.title, bold: true, centred: true },
    { kind: "text", text: given.reference, bold: true, size: 2, centred: true },
    SPACE,
  ];
}

/** Nothing at all for a value that nobody gave. */
export function field(label: string, value: string): RollPiece[] {
  return value === "" ? [] : [{ kind: "text", text: `${label}: ${value}` }];
}

export function code(number: string): RollPiece[] {
  return [{ kind: "code", code: number }, { kind: "text", text: number, bold: true, centred: true }];
}

export function account(lines: readonly AccountLine[]): RollPiece[] {
  return lines.map(({ label, amount, strong }) => ({
    kind: "pair",
    label,
    value: amount,
    bold: strong ?? false,
  }));
}

export function signatureLine(label: string): RollPiece[] {
  return [{ kind: "space", lines: 3 }, RULE, { kind: "text", text: label, centred: true }];
}
