import type { ReceiptShop } from "../intakes/receipt.ts";
import { formatDateTime } from "../lib/dates.ts";
import { air, type Block, columns, rule, stack } from "./block.ts";
import type { Layout } from "./compose.ts";
import { logoBlock } from "./logo.ts";
import type { Picture } from "./picture.ts";
import { text } from "./prose.ts";
import type { Setting } from "./sheet.ts";
import { signed, type Signing } from "./signatures.ts";
import { code128 } from "./symbols.ts";
import type { Typefaces } from "./typeface.ts";

/** One dot at 203 dpi. */
export const DOT = 72 / 203.2;
/** 80 mm paper of which a thermal head prints 72 mm; black only, for grey would come out as dots. */
export const ROLL = { width: 640 * DOT, side: 32 * DOT, end: 14 } as const;
export const PRINTED = ROLL.width - 2 * ROLL.side;
export const BLACK = "#000000";
/** The longest page that readers accept is 14,400 points. */
const LONGEST = 14_000;

export function rollLayout(flow: Block[]): Layout {
  return {
    width: ROLL.width,
    height: LONGEST,
    roll: true,
    margin: { top: ROLL.end, side: ROLL.side, bottom: ROLL.end },
    flow,
  };
}

export function rollHead(
  setting: Setting,
  paper: { shop: ReceiptShop; title: string; reference: string; dates: string[] },
) {
  const { faces, words, logo } = setting;
  const { shop } = paper;
  const centre = { width: PRINTED, colour: BLACK, align: "center" } as const;
  const lines = [
    shop.branch && shop.branch !== shop.name ? `${words.branch} ${shop.branch}` : "",
    shop.address,
    shop.phone,
    shop.email,
    shop.taxId ? `${words.taxId} ${shop.taxId}` : "",
  ].filter(Boolean);
  return stack([
    ...(logo ? [rollLogo(logo, shop.name), air(6)] : []),
    text(faces, shop.name, { ...centre, size: 14, face: "semibold", leading: 1.2 }),
    air(2),
    ...lines.map((line) => text(faces, line, { ...centre, size: 7.8 })),
    air(8),
    rule(PRINTED, { colour: BLACK, thickness: 1.2 }),
    air(7),
    text(faces, paper.title, { ...centre, size: 10, face: "semibold", lines: 2, role: "H1" }),
    text(faces, paper.reference, { ...centre, size: 17, face: "semibold", leading: 1.25, lines: 1 }),
    ...paper.dates.map((date) => text(faces, date, { ...centre, size: 8, lines: 1 })),
  ]);
}

/** A pixel is a dot, and falls on one. */
function rollLogo(logo: Picture, alt: string): Block {
  const slack = PRINTED - logo.width * DOT;
  return logoBlock(logo, { scale: DOT, alt, left: Math.floor(slack / 2 / DOT) * DOT });
}

/** Label and value on one line where both fit, else the value below. Nothing when the value is "". */
export function pair(faces: Typefaces, label: string, value: string, look: { mono?: boolean } = {}): Block[] {
  if (!value) return [];
  const face = look.mono ? "mono" : "regular";
  const size = 8.2;
  const labelWidth = faces.regular.width(label, 7.4) + 8;
  const short = faces[face].width(value, size) <= PRINTED - labelWidth && !value.includes("\n");
  const name = text(faces, label, { width: labelWidth, size: 7.4, colour: BLACK, lines: 1 });
  if (!short) {
    return [
      { ...text(faces, label, { width: PRINTED, size: 7.4, colour: BLACK }), keep: true },
      text(faces, value, { width: PRINTED, size, face: look.mono ? "mono" : "semibold", colour: BLACK }),
      air(3),
    ];
  }
  const width = PRINTED - labelWidth;
  return [
    columns([
      { width: labelWidth, block: name, align: "middle" },
      {
        width,
        block: text(faces, value, {
          width,
          size,
          face: look.mono ? "mono" : "semibold",
          colour: BLACK,
          align: "right",
          lines: 1,
        }),
      },
    ]),
    air(1.5),
  ];
}

export function cut(): Block {
  return stack([air(8), rule(PRINTED, { colour: BLACK, thickness: 0.7, dash: [2, 2] }), air(8)]);
}

export function rollBars(setting: Setting, number: string): Block {
  return stack([
    code128(number, { width: PRINTED, height: 34, unit: DOT }),
    air(2),
    text(setting.faces, number, {
      width: PRINTED,
      size: 11,
      face: "semibold",
      colour: BLACK,
      align: "center",
      lines: 1,
    }),
  ]);
}

export function rollSignature(setting: Setting, signing: Signing & { label: string }): Block {
  const { signature } = signing;
  const small = { width: PRINTED, colour: BLACK };
  return stack([
    signed(setting, signing, { width: PRINTED, height: 48, ink: BLACK }),
    rule(PRINTED, { colour: BLACK, thickness: 0.7 }),
    air(2),
    text(setting.faces, signing.label, { ...small, size: 7 }),
    ...(signature
      ? [text(
        setting.faces,
        setting.words.signedAt(signature.name, formatDateTime(signature.at, setting.reading)),
        { ...small, size: 7.8 },
      )]
      : []),
  ]);
}
