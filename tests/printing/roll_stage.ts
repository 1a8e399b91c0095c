import { COUNTER_PRINTER, IDLE } from "./daemon_stage.ts";
import type { TestDatabase } from "../support/database.ts";
import { type TwoPrinters, twoPrinters } from "./two_printers.ts";

const ROLL = {
  ...COUNTER_PRINTER,
  key: "tiques",
  language: "escpos",
  media: "continuous",
  widthMm: 80,
  heightMm: 300,
  roll: { columns: 48, codePage: "pc858", cut: "partial", drawer: "pin2" },
};
/** ESC p: the drawer's pin. */
export const KICK = [0x1b, 0x70];

/** A shop with a receipt printer that a cash drawer hangs on. */
export interface WithRoll extends TwoPrinters {
  roll: string;
  /** What the receipt printer is handed, oldest first. */
  rolls(): Promise<{ title: string; template: string; bytes: Uint8Array; copies: number }[]>;
}

export async function withRoll(
  database: TestDatabase,
  test: (shop: WithRoll) => Promise<void>,
): Promise<void> {
  await twoPrinters(database, async (shop) => {
    await (await shop.counter.hello([COUNTER_PRINTER, ROLL])).body?.cancel();
    await shop.counter.answer({ take: 0, printers: [IDLE, { ...IDLE, key: "tiques" }] });
    const { id: roll } = await database.db.selectFrom("printer").select("id").where("key", "=", "tiques")
      .executeTakeFirstOrThrow();
    await test({
      ...shop,
      roll,
      async rolls() {
        const rows = await database.db.selectFrom("print_job").select([
          "title",
          "template",
          "content",
          "copies",
        ])
          .where("language", "=", "escpos").orderBy("seq").execute();
        return rows.map(({ content, ...row }) => ({ ...row, bytes: Uint8Array.fromBase64(content) }));
      },
    });
  });
}

export function text(bytes: Uint8Array): string {
  return new TextDecoder("latin1").decode(bytes);
}

export function has(bytes: Uint8Array, wanted: number[]): boolean {
  return bytes.some((_, at) => wanted.every((byte, index) => bytes[at + index] === byte));
}
