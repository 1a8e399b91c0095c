import { deflateSync } from "node:zlib";
import type { PDFDocument, PDFFont } from "pdf-lib";
import type { Locale } from "../lib/locale.ts";
import { attachAll, type Attachment } from "./attachments.ts";
import type { Block } from "./block.ts";
import { paginate } from "./paginate.ts";
import { penOn } from "./pen.ts";
import { embedPng, type Picture } from "./picture.ts";
import { structureOf } from "./structure.ts";
import { type FaceName, FACES, type Typefaces, typefaces } from "./typeface.ts";

export interface DocumentFacts {
  title: string;
  author: string;
  locale: Locale;
  /** UTC ms; the only date in the file, so that the same input gives the same bytes. */
  at: number;
  /** Where the PNGs are that the document shows. */
  pictures?: StoredPictures;
  /** Files that go inside. */
  attachments?: readonly Attachment[];
}

/** What the private store keeps under a hash; null when it is not there. */
export type StoredPictures = (hash: string) => Promise<Uint8Array | null>;

export interface Layout {
  width: number;
  /** Of every page; a roll is as long as its content, up to this. */
  height: number;
  roll: boolean;
  margin: { top: number; side: number; bottom: number };
  flow: Block[];
  /** Above the flow from the second page on. */
  running?: Block;
  /** Below the flow of every page, inside the bottom margin. */
  footer?: (page: number, pages: number) => Block;
  /** At the foot of the last page when there is room. */
  stub?: Block;
}

/** What a layout is made with. */
export interface Desk {
  faces: Typefaces;
  /** A PNG of the private store, made ready to draw; null for "" and where there is none. */
  picture(hash: string): Promise<Picture | null>;
}

/** Lays out and writes a PDF: the same facts and blocks always give the same bytes. */
export async function compose(
  facts: DocumentFacts,
  design: (desk: Desk) => Promise<Layout>,
): Promise<Uint8Array<ArrayBuffer>> {
  const pdf = await import("pdf-lib");
  const faces = await typefaces();
  const file = await newFile(pdf, facts);
  const fonts = await embed();
  const structure = structureOf(file, pdf);
  const layout = await design({ faces, picture });
  const { width, margin, flow, running, footer, stub } = layout;
  const inner = layout.height - margin.top - margin.bottom;
  const pages = paginate(flow, { first: inner, next: inner - (running?.height ?? 0) });

  pages.forEach((blocks, index) => {
    const head = index > 0 && running ? [running] : [];
    const used = [...head, ...blocks].reduce((sum, block) => sum + block.height, 0);
    const height = layout.roll ? margin.top + used + margin.bottom : layout.height;
    const pen = penOn(file.addPage([width, height]), { pdf, fonts, structure });
    let y = margin.top;
    for (const block of head) {
      pen.decoration(() => block.draw(pen, margin.side, y));
      y += block.height;
    }
    for (const block of blocks) {
      block.draw(pen, margin.side, y);
      y += block.height;
    }
    const end = height - margin.bottom;
    if (stub && index === pages.length - 1 && y + stub.height <= end) {
      stub.draw(pen, margin.side, end - stub.height);
    }
    const foot = footer?.(index + 1, pages.length);
    if (foot) {
      pen.decoration(() => foot.draw(pen, margin.side, end + (margin.bottom - foot.height) / 2));
    }
  });
  structure.finish();
  await attachAll(file, { attachments: facts.attachments ?? [], at: facts.at });
  return new Uint8Array(await file.save());

  async function picture(hash: string): Promise<Picture | null> {
    const bytes = hash === "" ? null : await facts.pictures?.(hash);
    return bytes ? await embedPng(file, bytes) : null;
  }

  async function embed(): Promise<Record<FaceName, PDFFont>> {
    const made: [FaceName, PDFFont][] = [];
    for (const name of FACES) {
      // The parsed font is shared by all documents: parsing it again would cost more than the whole page.
      file.registerFontkit({ create: () => faces[name].font });
      made.push([
        name,
        await file.embedFont(faces[name].bytes, { subset: true, customName: `REPARO+${name}` }),
      ]);
    }
    return Object.fromEntries(made) as Record<FaceName, PDFFont>;
  }
}

/** A file without pages that says what it is. */
export async function newFile(
  pdf: typeof import("pdf-lib"),
  { title, author, locale, at }: DocumentFacts,
): Promise<PDFDocument> {
  const file = await pdf.PDFDocument.create({ updateMetadata: false });
  // The library compresses in JavaScript: slower, and with a third of a megabyte of buffers for each stream.
  file.context.flateStream = (contents, dict = {}) =>
    file.context.stream(deflateSync(contents), { ...dict, Filter: "FlateDecode" });
  file.setTitle(title, { showInWindowTitleBar: true });
  file.setAuthor(author);
  file.setLanguage(locale);
  file.setCreator("Reparo");
  file.setProducer("Reparo");
  file.setCreationDate(new Date(at));
  file.setModificationDate(new Date(at));
  return file;
}
