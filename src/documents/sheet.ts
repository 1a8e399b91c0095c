import { formatDateTime, type Reading } from "../lib/dates.ts";
import type { ReceiptShop } from "../intakes/receipt.ts";
import type { PaperFormat } from "../paths.ts";
import { type DocumentText, documentText } from "../../views/documents/text.ts";
import { air, type Block, type Column, columns, rule, stack } from "./block.ts";
import { text, type TextLook } from "./prose.ts";
import type { Desk } from "./compose.ts";
import { logoWith } from "./logo.ts";
import type { Picture } from "./picture.ts";
import type { FaceName, Typefaces } from "./typeface.ts";
import { printable } from "./words.ts";

/** A4 in points, and what every sheet of ours looks like. */
export const SHEET = { width: 595.28, height: 841.89, top: 40, side: 44, bottom: 46 } as const;
export const INNER = SHEET.width - 2 * SHEET.side;
export const COLOUR = {
  ink: "#1c1b19",
  soft: "#5f5d58",
  hair: "#d8d5ce",
  wash: "#f5f3ee",
  accent: "#0b5a55",
};

export interface Setting {
  faces: Typefaces;
  words: DocumentText;
  reading: Reading;
  /** Of the shop, for the paper that is set. */
  logo: Picture | null;
}

export async function settingOf(
  { faces, picture }: Desk,
  paper: Reading & { shop: ReceiptShop },
  format: PaperFormat,
): Promise<Setting> {
  const { logo } = paper.shop;
  return {
    faces,
    words: documentText[paper.locale],
    reading: paper,
    logo: logo ? await picture(format === "a4" ? logo.sheet : logo.roll) : null,
  };
}

/** A small label over its value; nothing at all when the value is "". */
export function fact(
  faces: Typefaces,
  label: string,
  value: string,
  look: Partial<TextLook> & { width: number },
) {
  return stack([
    text(faces, label, { width: look.width, size: 7, colour: COLOUR.soft, lines: 1 }),
    text(faces, value, { size: 9.2, colour: COLOUR.ink, ...look }),
  ], 0.5);
}

/** Facts side by side, so many a row; empty ones give up their place. */
export function factGrid(
  faces: Typefaces,
  facts: readonly { label: string; value: string; mono?: boolean }[],
  look: { width: number; perRow: number },
): Block {
  const gap = 14;
  const width = (look.width - gap * (look.perRow - 1)) / look.perRow;
  const cells = facts.filter(({ value }) => value !== "").map(({ label, value, mono }): Column => ({
    width,
    block: fact(faces, label, value, { width, face: mono ? "mono" : "regular" }),
  }));
  const rows: Block[] = [];
  for (let start = 0; start < cells.length; start += look.perRow) {
    rows.push(columns(cells.slice(start, start + look.perRow), gap));
  }
  return stack(rows, 8);
}

/** Facts side by side, each as wide as it needs. */
export function factRow(
  faces: Typefaces,
  facts: readonly { label: string; value: string; size?: number; face?: FaceName }[],
  width: number,
): Block {
  const gap = 18;
  const shown = facts.filter(({ value }) => value !== "");
  const room = width - gap * (shown.length - 1);
  const wanted = shown.map(({ label, value, size = 9.2, face = "regular" }) =>
    Math.max(faces.regular.width(label, 7), faces[face].width(printable(value, faces[face]), size)) + 1
  );
  const widths = shared(wanted, room);
  return columns(
    shown.map(({ label, value, size, face }, index): Column => {
      const width = widths[index] ?? 0;
      // One pitch for both sizes, so that the values stand on one line.
      const look = size ? { size } : { leading: 1.6 };
      return { width, block: fact(faces, label, value, { width, face, ...look }) };
    }),
    gap,
  );
}

/** Each what it wants where there is room for that, else no more than its share; the first takes what is left over. */
function shared(wanted: readonly number[], room: number): number[] {
  const widths = wanted.map(() => 0);
  let left = room;
  let waiting = wanted.length;
  for (const [index, want] of [...wanted.entries()].sort(([, one], [, other]) => one - other)) {
    widths[index] = Math.min(want, left / waiting);
    left -= widths[index];
    waiting -= 1;
  }
  return widths.map((width, index) => index === 0 ? width + left : width);
}

/** Shop on the left, what the paper is on the right. */
export function letterhead(
  setting: Setting,
  paper: { shop: ReceiptShop; title: string; reference: string; dates: string[] },
): Block {
  const { faces, words, logo } = setting;
  const { shop, title, reference, dates } = paper;
  const left = 290;
  const right = INNER - left - 20;
  const soft = { size: 8.2, colour: COLOUR.soft };
  const lines = [
    [shop.branch && shop.branch !== shop.name ? `${words.branch} ${shop.branch}` : "", shop.address]
      .filter(Boolean).join("  ·  "),
    [shop.phone, shop.email].filter(Boolean).join("  ·  "),
    shop.taxId ? `${words.taxId} ${shop.taxId}` : "",
  ].filter(Boolean);

  const end = { width: right, align: "right" } as const;
  return columns([
    {
      width: left,
      block: logoWith(logo, { width: left, alt: shop.name }, (width) =>
        stack([
          text(faces, shop.name, {
            width,
            size: logo ? 14 : 19,
            face: "semibold",
            colour: COLOUR.ink,
            leading: 1.2,
          }),
          air(3),
          ...lines.map((line) => text(faces, line, { ...soft, width })),
        ])),
    },
    {
      width: right,
      block: stack([
        text(faces, title, {
          ...end,
          size: 9.5,
          face: "semibold",
          colour: COLOUR.accent,
          lines: 1,
          role: "H1",
        }),
        text(faces, reference, {
          ...end,
          size: 19,
          face: "semibold",
          colour: COLOUR.ink,
          leading: 1.25,
          lines: 1,
        }),
        air(2),
        ...dates.map((date) => text(faces, date, { ...soft, ...end })),
      ]),
    },
  ], 20);
}

/** The first thing of a section; stays with what follows. */
export function heading(faces: Typefaces, words: string, aside = ""): Block {
  const line = columns([
    {
      width: INNER - 120,
      block: text(faces, words, {
        width: INNER - 120,
        size: 9.5,
        face: "semibold",
        colour: COLOUR.accent,
        lines: 1,
        role: "H2",
      }),
    },
    {
      width: 120,
      block: text(faces, aside, { width: 120, size: 7.5, colour: COLOUR.soft, align: "right", lines: 1 }),
      align: "middle",
    },
  ]);
  return { ...stack([hairline(), air(8), line, air(4)]), keep: true };
}

export function hairline(): Block {
  return rule(INNER, { colour: COLOUR.hair });
}

export function runningHead(
  setting: Setting,
  paper: { shop: ReceiptShop; title: string; reference: string },
) {
  const half = INNER / 2;
  const look = { width: half, size: 8, colour: COLOUR.soft, lines: 1 };
  return stack([
    columns([
      { width: half, block: text(setting.faces, paper.shop.name, { ...look, face: "semibold" }) },
      {
        width: half,
        block: text(setting.faces, `${paper.title} ${paper.reference}`, { ...look, align: "right" }),
      },
    ]),
    air(5),
    hairline(),
    air(14),
  ]);
}

export function footer(setting: Setting, notice: string): (page: number, pages: number) => Block {
  const look = { size: 7.2, colour: COLOUR.soft, lines: 1 };
  return (page, pages) =>
    columns([
      { width: INNER - 90, block: text(setting.faces, notice, { ...look, width: INNER - 90 }) },
      {
        width: 90,
        block: text(setting.faces, setting.words.page(page, pages), { ...look, width: 90, align: "right" }),
      },
    ]);
}

export function instant(setting: Setting, label: string, ms: number): string {
  return `${label} ${formatDateTime(ms, setting.reading)}`;
}
