import { sheetAccount } from "./account.ts";
import { air, type Block, columns, panel, rule, stack } from "./block.ts";
import type { Layout } from "./compose.ts";
import { tickBox, writingLines } from "./handwriting.ts";
import type { Paper, Part } from "./paper.ts";
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
  letterhead,
  runningHead,
  type Setting,
  SHEET,
} from "./sheet.ts";
import { standing } from "./signatures.ts";
import { code128 } from "./symbols.ts";

const BARS = 124;

export function paperSheet(setting: Setting, paper: Paper): Layout {
  const { shop, title, reference, dates } = paper;
  return {
    width: SHEET.width,
    height: SHEET.height,
    roll: false,
    margin: { top: SHEET.top, side: SHEET.side, bottom: SHEET.bottom },
    flow: [
      letterhead(setting, { shop, title, reference, dates }),
      ...paper.parts.flatMap((part) => [air(11), ...blocksOf(setting, part)]),
    ],
    running: runningHead(setting, { shop, title, reference }),
    footer: footer(setting, `${shop.name}  ·  ${reference}`),
  };
}

function blocksOf(setting: Setting, part: Part): Block[] {
  const { faces } = setting;
  const ink = { width: INNER, colour: COLOUR.ink };
  switch (part.kind) {
    case "facts": {
      const facts = part.facts.map((one, index) =>
        index === 0 ? { ...one, size: 11, face: "semibold" as const } : one
      );
      const row = factRow(faces, facts, INNER - 24);
      return [panel(row, { width: INNER, padding: 11, fill: COLOUR.wash, radius: 6 })];
    }
    case "device":
      return [device(setting, part)];
    case "told":
      if (part.value === "") return [];
      return [
        { ...text(faces, part.label, { ...ink, size: 7, colour: COLOUR.soft }), keep: true },
        text(faces, part.value, { ...ink, size: 9.2 }),
      ];
    case "lines":
      return [heading(faces, part.heading), ...sheetAccount(faces, part.lines)];
    case "main": {
      const look = { width: INNER - 24, size: 15, face: "semibold", colour: COLOUR.accent } as const;
      const main = fact(faces, part.label, part.value, look);
      return [panel(main, { width: INNER, padding: 11, outline: COLOUR.hair, radius: 6 })];
    }
    case "prose":
      return [text(faces, part.words, { ...ink, size: 9 })];
    case "terms":
      return [
        heading(faces, part.heading, part.aside),
        textColumns(faces, part.words, {
          width: INNER,
          columns: 2,
          gap: 22,
          size: 7.2,
          leading: 1.42,
          colour: COLOUR.soft,
        }),
      ];
    case "signed":
      return [drawnSignature(setting, part)];
    case "checks":
      return [heading(faces, part.heading), ...checks(setting, part.items)];
    case "blank":
      return [
        heading(faces, part.heading),
        ...writingLines(part.rows, { width: INNER, pitch: 22, colour: COLOUR.hair }),
      ];
    case "signatures":
      return [air(26), signatures(setting, part.labels)];
  }
}

function device({ faces }: Setting, part: Extract<Part, { kind: "device" }>): Block {
  const width = INNER - BARS - 18;
  const facts = stack([
    text(faces, part.name, { width, size: 13, face: "semibold", colour: COLOUR.ink }),
    air(6),
    factGrid(faces, part.facts, { width, perRow: 2 }),
  ]);
  const bars = code128(part.number, { width: BARS, height: 30, flush: true });
  const sides = columns([{ width, block: facts }, { width: BARS, block: bars }], 18);
  return stack([hairline(), air(12), sides]);
}

function drawnSignature({ faces }: Setting, part: Extract<Part, { kind: "signed" }>): Block {
  const { picture, label, when } = part;
  const width = (INNER - 40) / 2;
  return stack([
    ...(picture ? [standing(picture, { width: width - 20, height: 46, alt: label })] : []),
    rule(width, { colour: COLOUR.ink, thickness: 0.7 }),
    air(3),
    text(faces, label, { width, size: 7, colour: COLOUR.soft }),
    text(faces, when, { width, size: 7.5, colour: COLOUR.ink }),
  ]);
}

function checks({ faces }: Setting, items: readonly string[]): Block[] {
  const perRow = 2;
  const width = (INNER - 20) / perRow;
  const rows: Block[] = [];
  for (let start = 0; start < items.length; start += perRow) {
    const cells = items.slice(start, start + perRow).map((item) => ({
      width,
      block: tickBox(text(faces, item, { width: width - 16, size: 9.2, colour: COLOUR.ink })),
    }));
    rows.push(columns(cells, 20), air(5));
  }
  return rows;
}

function signatures({ faces }: Setting, labels: readonly string[]): Block {
  const gap = 40;
  const width = (INNER - gap) / 2;
  const cells = labels.map((label) => ({
    width,
    block: stack([
      air(28),
      rule(width, { colour: COLOUR.ink, thickness: 0.7 }),
      air(3),
      text(faces, label, { width, size: 7, colour: COLOUR.soft }),
    ]),
  }));
  return columns(cells, gap);
}
