import type { IntakeReceipt } from "../intakes/receipt.ts";
import { formatDateTime } from "../lib/dates.ts";
import { air, type Block, columns, rule, stack } from "./block.ts";
import { deviceName } from "./device_words.ts";
import { text } from "./prose.ts";
import { COLOUR, INNER, type Setting } from "./sheet.ts";
import { code128 } from "./symbols.ts";

/** What the shop cuts off and keeps with the devices. */
export function intakeStub(setting: Setting, receipt: IntakeReceipt): Block {
  const { faces, words } = setting;
  const gap = 14;
  const perRow = 3;
  const width = (INNER - gap * (perRow - 1)) / perRow;
  const cells = receipt.orders.map((order) => ({
    width,
    block: stack([
      code128(order.number, { width, height: 20 }),
      air(2),
      text(faces, order.number, {
        width,
        size: 9,
        face: "semibold",
        colour: COLOUR.ink,
        align: "center",
        lines: 1,
      }),
      text(faces, deviceName(words, order.device), {
        width,
        size: 7.5,
        colour: COLOUR.soft,
        align: "center",
        lines: 1,
      }),
    ]),
  }));
  const rows: Block[] = [];
  for (let start = 0; start < cells.length; start += perRow) {
    rows.push(columns(cells.slice(start, start + perRow), gap));
  }
  const who = [receipt.client.name, receipt.client.phone].filter(Boolean).join("  ·  ");
  const small = { size: 8, colour: COLOUR.ink, lines: 1 };
  return stack([
    rule(INNER, { colour: COLOUR.soft, thickness: 0.7, dash: [3, 3] }),
    air(7),
    columns([
      {
        width: INNER * 0.64,
        block: text(faces, who, { ...small, width: INNER * 0.64, face: "semibold" }),
      },
      {
        width: INNER * 0.36,
        block: text(faces, `${words.stub}  ·  ${formatDateTime(receipt.receivedAt, setting.reading)}`, {
          ...small,
          size: 7,
          colour: COLOUR.soft,
          width: INNER * 0.36,
          align: "right",
        }),
      },
    ]),
    air(6),
    stack(rows, 8),
  ]);
}
