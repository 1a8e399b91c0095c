import type { SlipPaper } from "../slips/paper_queries.ts";
import { air, type Block, columns, rule, stack } from "./block.ts";
import type { Layout } from "./compose.ts";
import { captionedLine } from "./handwriting.ts";
import { text } from "./prose.ts";
import { COLOUR, type Setting, SHEET } from "./sheet.ts";
import { code128, qr } from "./symbols.ts";

const ACROSS = 2;
const DOWN = 2;
const CELL = { width: SHEET.width / ACROSS, height: SHEET.height / DOWN, side: 25, top: 24 } as const;
const INSIDE = CELL.width - 2 * CELL.side;
const QR = 96;
/** A hand needs seven millimetres and a little. */
const PITCH = 23;

type Slip = SlipPaper["slips"][number];

/** Four slips to a sheet, with dashed lines to cut along. */
export function slipSheets(setting: Setting, paper: SlipPaper): Layout {
  const perSheet = ACROSS * DOWN;
  const flow: Block[] = [];
  for (let start = 0; start < paper.slips.length; start += perSheet) {
    const cells = paper.slips.slice(start, start + perSheet).map((slip) => slipCard(setting, paper, slip));
    flow.push(sheet(cells));
  }
  const { width, height } = SHEET;
  return { width, height, roll: false, margin: { top: 0, side: 0, bottom: 0 }, flow };
}

function sheet(cells: readonly Block[]): Block {
  const rows = Math.ceil(cells.length / ACROSS);
  const look = { colour: COLOUR.soft, thickness: 0.6, dash: [4, 4] };
  return {
    height: SHEET.height,
    draw(pen) {
      cells.forEach((cell, index) => {
        const [column, row] = [index % ACROSS, Math.floor(index / ACROSS)];
        cell.draw(pen, column * CELL.width + CELL.side, row * CELL.height + CELL.top);
      });
      const foot = rows * CELL.height;
      pen.line({ from: [CELL.width, 0], to: [CELL.width, foot] }, look);
      for (let row = 1; row <= Math.min(rows, DOWN - 1); row++) {
        pen.line({ from: [0, row * CELL.height], to: [SHEET.width, row * CELL.height] }, look);
      }
    },
  };
}

function slipCard(setting: Setting, { shop }: SlipPaper, slip: Slip): Block {
  const { faces, words } = setting;
  const left = INSIDE - QR - 10;
  const soft = { width: left, colour: COLOUR.soft, lines: 1 };
  const head = stack([
    text(faces, shop.name, { ...soft, size: 11, face: "semibold", colour: COLOUR.ink, lines: 2 }),
    text(faces, shop.phone, { ...soft, size: 8 }),
    air(6),
    text(faces, words.slipTitle, { ...soft, size: 8.5, face: "semibold", colour: COLOUR.accent }),
    text(faces, slip.number, { ...soft, size: 19, face: "semibold", colour: COLOUR.ink, leading: 1.25 }),
  ]);
  return stack([
    columns([
      { width: left, block: head },
      { width: QR, block: qr(slip.url, { width: QR, side: QR, flush: true }) },
    ], 10),
    code128(slip.number, { width: INSIDE, height: 26 }),
    air(2),
    ...blanks(setting).map((captions) => line(setting, captions)),
    air(11),
    clientPart(setting, { name: shop.name, number: slip.number }),
  ]);
}

/** What is written by hand, line by line. */
export function blanks({ words }: Setting): string[][] {
  return [
    [words.slipWhen, words.slipTakenBy],
    [words.client],
    [words.phone],
    [words.device],
    [words.serial],
    [words.slipFault],
    [""],
    [words.accessories],
    [words.slipSignature],
  ];
}

function line({ faces }: Setting, captions: readonly string[]): Block {
  return captionedLine(faces, captions, {
    width: INSIDE,
    pitch: PITCH,
    size: 8,
    ink: COLOUR.soft,
    line: COLOUR.soft,
  });
}

/** What the client takes home, to be cut off. */
function clientPart(setting: Setting, { name, number }: { name: string; number: string }): Block {
  const { faces, words } = setting;
  const half = INSIDE / 2;
  const small = { size: 7.5, colour: COLOUR.soft, lines: 1 };
  return stack([
    rule(INSIDE, { colour: COLOUR.soft, dash: [3, 3] }),
    air(6),
    columns([
      {
        width: half,
        block: stack([
          text(faces, words.slipClientPart, { ...small, width: half }),
          text(faces, number, { width: half, size: 13, face: "semibold", colour: COLOUR.ink, lines: 1 }),
        ]),
      },
      {
        width: half,
        block: text(faces, name, {
          width: half,
          size: 9,
          face: "semibold",
          colour: COLOUR.ink,
          align: "right",
          lines: 2,
        }),
      },
    ]),
    text(faces, words.slipKeep, { ...small, width: INSIDE }),
  ]);
}
