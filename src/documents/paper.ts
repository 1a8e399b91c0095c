import type { ReceiptShop } from "../intakes/receipt.ts";
import type { Reading } from "../lib/dates.ts";
import type { PaperFormat } from "../paths.ts";
import type { Attachment } from "./attachments.ts";
import { compose } from "./compose.ts";
import type { AccountLine } from "./delivery_words.ts";
import { paperSheet } from "./paper_a4.ts";
import { paperRoll } from "./paper_roll.ts";
import type { Picture } from "./picture.ts";
import { settingOf } from "./sheet.ts";

/** What a document says, without how it looks on a sheet or a roll. A fact whose value is "" is left out. */
export interface Paper extends Reading {
  title: string;
  reference: string;
  /** UTC ms at which it was asked for. */
  at: number;
  shop: ReceiptShop;
  /** Lines below the reference. */
  dates: string[];
  parts: Part[];
  /** Files that go inside the PDF. */
  attachments?: readonly Attachment[];
}

export interface Fact {
  label: string;
  value: string;
  mono?: boolean;
}

export type Part =
  | { kind: "facts"; facts: Fact[] }
  /** What is being repaired, beside the order's number as Code 128. */
  | { kind: "device"; name: string; number: string; facts: Fact[] }
  | { kind: "told"; label: string; value: string }
  | { kind: "lines"; heading: string; lines: AccountLine[] }
  /** The one thing that the document is for. */
  | { kind: "main"; label: string; value: string }
  | { kind: "prose"; words: string }
  /** A long text in small letters. */
  | { kind: "terms"; heading: string; aside: string; words: string }
  /** A signature that was drawn (`png`), over its line; `picture` is it made ready. */
  | { kind: "signed"; label: string; when: string; png: Uint8Array; picture?: Picture }
  /** Boxes to tick by hand. */
  | { kind: "checks"; heading: string; items: string[] }
  /** Lines to write on by hand. */
  | { kind: "blank"; heading: string; rows: number }
  | { kind: "signatures"; labels: string[] };

/** A document as a PDF; the same paper and format always give the same bytes. */
export function renderPaper(paper: Paper, format: PaperFormat): Promise<Uint8Array<ArrayBuffer>> {
  const { title, reference, shop, locale, at, attachments } = paper;
  return compose(
    { title: `${title} ${reference}`.trim(), author: shop.name, locale, at, attachments },
    async ({ faces, picture }) => {
      const parts = await Promise.all(
        paper.parts.map(async (part): Promise<Part> =>
          part.kind === "signed" ? { ...part, picture: await picture(part.png) } : part
        ),
      );
      return (format === "a4" ? paperSheet : paperRoll)(settingOf(faces, paper), { ...paper, parts });
    },
  );
}
