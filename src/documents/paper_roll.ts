import { rollAccount } from "./account.ts";
import { air, type Block, rule, stack } from "./block.ts";
import type { Layout } from "./compose.ts";
import { tickBox, writingLines } from "./handwriting.ts";
import type { Paper, Part } from "./paper.ts";
import { text } from "./prose.ts";
import { BLACK, cut, pair, PRINTED, rollBars, rollHead, rollLayout } from "./roll.ts";
import type { Setting } from "./sheet.ts";
import { standing } from "./signatures.ts";

const PLAIN = { width: PRINTED, colour: BLACK } as const;

export function paperRoll(setting: Setting, paper: Paper): Layout {
  return rollLayout([
    rollHead(setting, paper),
    ...paper.parts.flatMap((part) => {
      const blocks = blocksOf(setting, part);
      return blocks.length > 0 ? [cut(), ...blocks] : [];
    }),
  ]);
}

function blocksOf(setting: Setting, part: Part): Block[] {
  const { faces } = setting;
  switch (part.kind) {
    case "facts":
      return part.facts.flatMap(({ label, value }) => pair(faces, label, value));
    case "device":
      return [
        rollBars(setting, part.number),
        air(7),
        text(faces, part.name, { ...PLAIN, size: 10.5, face: "semibold" }),
        air(3),
        ...part.facts.flatMap(({ label, value, mono }) => pair(faces, label, value, { mono })),
      ];
    case "told":
      return pair(faces, part.label, part.value);
    case "lines":
      return [title(setting, part.heading), ...rollAccount(faces, part.lines)];
    case "main":
      return [
        text(faces, part.label, { ...PLAIN, size: 8, align: "center" }),
        text(faces, part.value, { ...PLAIN, size: 14, face: "semibold", align: "center" }),
      ];
    case "prose":
      return [text(faces, part.words, { ...PLAIN, size: 8 })];
    case "terms":
      return [
        title(setting, `${part.heading} · ${part.aside}`),
        text(faces, part.words, { ...PLAIN, size: 6.6 }),
      ];
    case "signed":
      return [
        stack([
          ...(part.picture
            ? [standing(part.picture, { width: PRINTED - 20, height: 40, alt: part.label })]
            : []),
          rule(PRINTED, { colour: BLACK, thickness: 0.7 }),
          air(2),
          text(faces, part.label, { ...PLAIN, size: 7 }),
          text(faces, part.when, { ...PLAIN, size: 7.5 }),
        ]),
      ];
    case "checks":
      return [
        title(setting, part.heading),
        ...part.items.flatMap((item) => [
          tickBox(text(faces, item, { ...PLAIN, width: PRINTED - 16, size: 8.4 })),
          air(3),
        ]),
      ];
    case "blank":
      return [
        title(setting, part.heading),
        ...writingLines(part.rows, { width: PRINTED, pitch: 20, colour: BLACK }),
      ];
    case "signatures":
      return part.labels.flatMap((label) => [
        stack([
          air(34),
          rule(PRINTED, { colour: BLACK, thickness: 0.7 }),
          air(2),
          text(faces, label, { ...PLAIN, size: 7 }),
        ]),
      ]);
  }
}

function title({ faces }: Setting, words: string): Block {
  const line = text(faces, words, { ...PLAIN, size: 8.6, face: "semibold", role: "H2" });
  return { ...stack([line, air(3)]), keep: true };
}
