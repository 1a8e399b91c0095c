import { labelText } from "../../views/printing/label_text.ts";
import type { Locale } from "../lib/locale.ts";
import type { LabelSize } from "./layout.ts";
import type { Media } from "./protocol.ts";

export const LABEL_TEMPLATES = ["device", "accessory", "part", "shelf", "slip", "text", "test"] as const;
export type LabelTemplate = (typeof LABEL_TEMPLATES)[number];

export function isLabelTemplate(name: string): name is LabelTemplate {
  return LABEL_TEMPLATES.some((one) => one === name);
}

/**
 * What each label may say, in the words of the branch: never a secret, never more of a person than a short name. The code is
 * printed large and as Code 128 (capitals, digits, hyphens); links go into the QR (ASCII, at most 213 characters); dates and
 * amounts are already formatted.
 */
export interface LabelDataOf {
  device: {
    number: string;
    client: string;
    date: string;
    device: string;
    serial: string;
    fault: string;
    accessories: string;
    promised: string;
    shop: string;
    /** The client's tracking page. */
    url: string | null;
    /** The order's page, for staff. */
    orderUrl: string | null;
  };
  accessory: {
    number: string;
    /** The piece that the label hangs on. */
    accessory: string;
    device: string;
    client: string;
    date: string;
    shop: string;
    url: string | null;
    orderUrl: string | null;
  };
  part: {
    code: string;
    name: string;
    fits: string;
    location: string;
    price: string;
    date: string;
    shop: string;
    url: string | null;
  };
  shelf: { code: string; name: string; contents: string; shop: string; url: string | null };
  /** A numbered blank to write on: `url` opens an intake that keeps the number. */
  slip: { number: string; shop: string; locale: Locale; url: string };
  text: { code: string; lines: readonly string[]; url: string | null };
  test: { code: string; shop: string; printer: string; date: string; url: string | null };
}
export type LabelData = LabelDataOf[LabelTemplate];

/** The stock that the templates are drawn and tested for; of a roll, the longest label. */
export const LABEL_SIZES = [
  { widthMm: 50, heightMm: 25, media: "gap" },
  { widthMm: 57, heightMm: 32, media: "gap" },
  { widthMm: 62, heightMm: 29, media: "gap" },
  { widthMm: 100, heightMm: 50, media: "gap" },
  { widthMm: 100, heightMm: 150, media: "gap" },
  { widthMm: 80, heightMm: 300, media: "continuous" },
] as const satisfies readonly { widthMm: number; heightMm: number; media: Media }[];

export const TEMPLATE_FIELDS = {
  device: ["number", "client", "date", "device", "serial", "fault", "accessories", "promised", "shop"],
  accessory: ["number", "accessory", "device", "client", "date", "shop"],
  part: ["code", "name", "fits", "location", "price", "date", "shop"],
  shelf: ["code", "name", "contents", "shop"],
  slip: [
    "number",
    "shop",
    "date",
    "client",
    "phone",
    "device",
    "serial",
    "fault",
    "accessories",
    "signature",
  ],
  text: ["code", "line1", "line2", "line3", "line4"],
  test: ["code", "shop", "printer", "date", "stock", "sample"],
} as const satisfies Record<LabelTemplate, readonly string[]>;
export type LabelField<T extends LabelTemplate = LabelTemplate> = (typeof TEMPLATE_FIELDS)[T][number];

/** What a QR may open: the client's page, the staff's page of the order, a link of one's own, or just the code. */
export const TEMPLATE_LINKS = {
  device: ["tracking", "order", "code"],
  accessory: ["tracking", "order", "code"],
  part: ["link", "code"],
  shelf: ["link", "code"],
  slip: ["link", "code"],
  text: ["link", "code"],
  test: ["link", "code"],
} as const satisfies Record<LabelTemplate, readonly QrTarget[]>;
export const QR_TARGETS = ["tracking", "order", "link", "code"] as const;
export type QrTarget = (typeof QR_TARGETS)[number];

/** One label's words by field, before anything is measured. */
export interface LabelContent {
  /** For the barcode; "" for none. */
  code: string;
  texts: Partial<Record<LabelField, string>>;
  /** What is written by hand: field → its caption. */
  blanks: Partial<Record<LabelField, string>>;
  links: Partial<Record<QrTarget, string | null>>;
}

export function contentOf<T extends LabelTemplate>(
  template: T,
  data: LabelDataOf[T],
  size: LabelSize,
): LabelContent {
  return CONTENT[template](data, size);
}

const GLYPH_SAMPLE = "áéíóúüñ ÁÉÍÓÚÜÑ ¿? ¡! € º";

const CONTENT: { [T in LabelTemplate]: (data: LabelDataOf[T], size: LabelSize) => LabelContent } = {
  device: ({ number, url, orderUrl, ...texts }) => ({
    code: number,
    texts: { number, ...texts },
    blanks: {},
    links: { tracking: url ?? orderUrl, order: orderUrl, code: number },
  }),
  accessory: ({ number, url, orderUrl, ...texts }) => ({
    code: number,
    texts: { number, ...texts },
    blanks: {},
    links: { tracking: url ?? orderUrl, order: orderUrl, code: number },
  }),
  part: ({ url, ...texts }) => ({
    code: texts.code,
    texts,
    blanks: {},
    links: { link: url, code: texts.code },
  }),
  shelf: ({ url, ...texts }) => ({
    code: texts.code,
    texts,
    blanks: {},
    links: { link: url, code: texts.code },
  }),
  slip: ({ number, shop, locale, url }) => ({
    code: number,
    texts: { number, shop },
    blanks: labelText[locale].blanks,
    links: { link: url, code: number },
  }),
  text: ({ code, lines: [line1 = "", line2 = "", line3 = "", line4 = ""], url }) => ({
    code,
    texts: { code, line1, line2, line3, line4 },
    blanks: {},
    links: { link: url, code },
  }),
  test: ({ url, ...texts }, size) => ({
    code: texts.code,
    texts: { ...texts, stock: stockText(size), sample: GLYPH_SAMPLE },
    blanks: {},
    links: { link: url, code: texts.code },
  }),
};

function stockText({ widthMm, heightMm, dpi, media }: LabelSize): string {
  return media === "continuous" ? `${widthMm} mm, ${dpi} dpi` : `${widthMm} x ${heightMm} mm, ${dpi} dpi`;
}
