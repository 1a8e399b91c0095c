import type { ReceiptShop } from "../intakes/receipt.ts";
import type { Reading } from "../lib/dates.ts";
import type { PaperFormat } from "../paths.ts";
import type { Attachment } from "./attachments.ts";
import { compose, type Desk, type StoredPictures } from "./compose.ts";
import type { AccountLine } from "./delivery_words.ts";
import { paperSheet } from "./paper_a4.ts";
import { paperRoll } from "./paper_roll.ts";
import type { Picture } from "./picture.ts";
import { settingOf } from "./sheet.ts";

/** What a document says, without how it looks on a sheet or a roll. A fact whose value is "" is left out. */
export interface Paper extends Reading {
  title: string;
  reference: string;
  /** UTC ms of its issue; when it was asked for where it shows how things stand. */
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
  /** A drawn signature over its line: the hash of its file, and once it is made ready, itself. */
  | { kind: "signed"; label: string; when: string; fileHash: string; picture?: Picture | null }
  /** Boxes to tick by hand. */
  | { kind: "checks"; heading: string; items: string[] }
  /** Lines to write on by hand. */
  | { kind: "blank"; heading: string; rows: number }
  | { kind: "signatures"; labels: string[] };

/** `Recibo de pago S01-000052`. */
export function paperTitle({ title, reference }: Pick<Paper, "title" | "reference">): string {
  return `${title} ${reference}`.trim();
}

/** A document as a PDF; the same paper and format always give the same bytes. */
export function renderPaper(
  paper: Paper,
  { format, pictures }: { format: PaperFormat; pictures: StoredPictures },
): Promise<Uint8Array<ArrayBuffer>> {
  const { shop, locale, at, attachments } = paper;
  const facts = { title: paperTitle(paper), author: shop.name, locale, at, pictures, attachments };
  return compose(facts, async (desk) => {
    const setting = await settingOf(desk, paper, format);
    const parts = await Promise.all(paper.parts.map((part) => withPicture(desk, part)));
    return (format === "a4" ? paperSheet : paperRoll)(setting, { ...paper, parts });
  });
}

async function withPicture({ picture }: Desk, part: Part): Promise<Part> {
  return part.kind === "signed" ? { ...part, picture: await picture(part.fileHash) } : part;
}
