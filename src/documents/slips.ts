import { documentText } from "../../views/documents/text.ts";
import type { PaperFormat } from "../paths.ts";
import type { SlipPaper } from "../slips/paper_queries.ts";
import { compose, type StoredPictures } from "./compose.ts";
import { settingOf } from "./sheet.ts";
import { slipSheets } from "./slips_a4.ts";
import { slipRolls } from "./slips_roll.ts";

/** Blank slips to fill in by hand, on sheets to cut or one after the other on a roll; the same slips always give the same bytes. */
export function renderSlips(
  paper: SlipPaper,
  { format, pictures }: { format: PaperFormat; pictures: StoredPictures },
): Promise<Uint8Array<ArrayBuffer>> {
  const { locale, at, shop, slips } = paper;
  const numbers = [...new Set([slips[0]?.number, slips.at(-1)?.number])].join(" – ");
  const facts = {
    title: `${documentText[locale].slipTitle} ${numbers}`,
    author: shop.name,
    locale,
    at,
    pictures,
  };
  const lay = format === "a4" ? slipSheets : slipRolls;
  return compose(facts, async (desk) => lay(await settingOf(desk, paper, format), paper));
}
