import type { SlipPaper } from "../slips/paper_queries.ts";
import { air, type Block, stack } from "./block.ts";
import type { Layout } from "./compose.ts";
import { captionedLine } from "./handwriting.ts";
import { text } from "./prose.ts";
import { BLACK, cut, DOT, PRINTED, rollHead, rollLayout } from "./roll.ts";
import type { Setting } from "./sheet.ts";
import { blanks } from "./slips_a4.ts";
import { code128, qr } from "./symbols.ts";

const PITCH = 25;

/** A page for each slip, so that the printer cuts after it. */
export function slipRolls(setting: Setting, paper: SlipPaper): Layout {
  const flow = paper.slips.map((slip) => rollSlip(setting, paper, slip));
  const layout = rollLayout(flow);
  const tallest = Math.max(...flow.map((block) => block.height));
  return { ...layout, height: layout.margin.top + tallest + layout.margin.bottom };
}

function rollSlip(setting: Setting, { shop }: SlipPaper, slip: SlipPaper["slips"][number]): Block {
  const { faces, words } = setting;
  const centre = { width: PRINTED, colour: BLACK, align: "center" } as const;
  const look = { width: PRINTED, pitch: PITCH, size: 8, ink: BLACK, line: BLACK };
  return stack([
    rollHead(setting, { shop, title: words.slipTitle, reference: slip.number, dates: [] }),
    air(4),
    code128(slip.number, { width: PRINTED, height: 34, unit: DOT }),
    qr(slip.url, { width: PRINTED, side: 110, unit: DOT }),
    ...blanks(setting).flat().map((caption) => captionedLine(faces, [caption], look)),
    cut(),
    text(faces, words.slipClientPart, { ...centre, size: 8, lines: 1 }),
    text(faces, slip.number, { ...centre, size: 15, face: "semibold", lines: 1 }),
    text(faces, shop.name, { ...centre, size: 9, face: "semibold", lines: 2 }),
    text(faces, words.slipKeep, { ...centre, size: 7.8 }),
  ]);
}
