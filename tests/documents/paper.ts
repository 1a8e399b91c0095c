import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";
import { type Ink, inkBounds } from "../printing/ink.ts";
import { readPgm } from "../support/pgm.ts";

const wasm = await Deno.readFile(new URL(import.meta.resolve("zxing-wasm/reader/zxing_reader.wasm")));
prepareZXingModule({ overrides: { wasmBinary: wasm.buffer } });

/** What a PDF says to other programs: poppler and qpdf. Absent, the tests that need them are skipped and say so. */
const NEEDED = ["pdftotext", "pdftoppm", "pdfinfo", "pdfimages", "qpdf"];

const missing = NEEDED.filter((name) => !onPath(name));
if (missing.length > 0) {
  console.warn(
    `SKIPPED: the receipts cannot be read back without ${missing.join(", ")}; install them to test.`,
  );
}

/** Registers a test that reads PDFs with those programs. */
export function paperTest(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, fn, ignore: missing.length > 0 });
}

/** The text in reading order, spaces of any kind and line ends as one space. */
export async function textOf(pdf: Uint8Array): Promise<string> {
  return (await run("pdftotext", ["-enc", "UTF-8", "FILE", "-"], pdf)).replace(/[\s\u00a0]+/g, " ");
}

export async function factsOf(pdf: Uint8Array): Promise<Record<string, string>> {
  const lines = (await run("pdfinfo", ["-isodates", "FILE"], pdf)).trim().split("\n");
  return Object.fromEntries(lines.map((line) => {
    const [key = "", ...rest] = line.split(":");
    return [key, rest.join(":").trim()];
  }));
}

/** The tree of tags with the words under each. */
export async function structureOf(pdf: Uint8Array): Promise<string> {
  return await run("pdfinfo", ["-struct-text", "FILE"], pdf);
}

/** What a scanner reads on all pages, sorted, each once. */
export async function codesOn(pdf: Uint8Array, dpi: number): Promise<string[]> {
  const dir = await Deno.makeTempDir();
  try {
    await run("pdftoppm", ["-r", String(dpi), "-gray", "FILE", `${dir}/page`], pdf);
    const found = new Set<string>();
    for (const { name } of Deno.readDirSync(dir)) {
      const page = await Deno.readFile(`${dir}/${name}`);
      const codes = await readBarcodes(page, { tryHarder: true, formats: ["Code128", "QRCode"] });
      for (const code of codes) found.add(code.text);
    }
    return [...found].sort();
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

/** A page as a scanner and a ruler see it, in pixels. */
export interface SeenPage {
  width: number;
  height: number;
  ink: Ink | null;
  /** Format of the symbol → what it says. */
  codes: Map<string, string>;
}

/** Every page of the files, which may differ in size, in their order. */
export async function pagesOf(pdfs: readonly Uint8Array[], dpi: number): Promise<SeenPage[]> {
  const dir = await Deno.makeTempDir();
  try {
    const names = pdfs.map((_, index) => `${dir}/${index}.pdf`);
    await Promise.all(names.map((name, index) => Deno.writeFile(name, pdfs[index] ?? new Uint8Array())));
    await program("qpdf", ["--empty", "--pages", ...names, "--", `${dir}/all.pdf`]);
    await program("pdftoppm", ["-r", String(dpi), "-gray", `${dir}/all.pdf`, `${dir}/page`]);
    const pictures = [...Deno.readDirSync(dir)].map(({ name }) => name).filter((name) => /\.pgm$/.test(name));
    const pages: SeenPage[] = [];
    for (const name of pictures.sort()) pages.push(await seen(await Deno.readFile(`${dir}/${name}`)));
    return pages;
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

async function seen(picture: Uint8Array): Promise<SeenPage> {
  const { width, height, pixels } = readPgm(picture);
  const found = await readBarcodes(picture, { tryHarder: true, formats: ["Code128", "QRCode"] });
  const codes = new Map(found.map(({ format, text }) => [format, text]));
  return { width, height, ink: inkBounds(pixels, width), codes };
}

/** The objects of the file as readable text. */
export async function objectsOf(pdf: Uint8Array): Promise<string> {
  return await run("qpdf", ["--qdf", "--object-streams=disable", "FILE", "-"], pdf);
}

export async function imagesIn(pdf: Uint8Array): Promise<number> {
  return (await run("pdfimages", ["-list", "FILE"], pdf)).trim().split("\n").length - 2;
}

/** Throws with the complaint when the file is not as the format wants it. */
export async function checkSyntax(pdf: Uint8Array): Promise<void> {
  await run("qpdf", ["--check", "FILE"], pdf);
}

async function run(name: string, args: string[], pdf: Uint8Array): Promise<string> {
  const file = await Deno.makeTempFile({ suffix: ".pdf" });
  try {
    await Deno.writeFile(file, pdf);
    return await program(name, args.map((arg) => arg === "FILE" ? file : arg));
  } finally {
    await Deno.remove(file);
  }
}

async function program(name: string, args: string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(name, { args }).output();
  const [out, err] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  if (!success) throw new Error(`${name}: ${out}${err}`);
  return out ?? "";
}

function onPath(program: string): boolean {
  try {
    new Deno.Command(program, { args: ["--version"], stdout: "null", stderr: "null" }).outputSync();
    return true;
  } catch {
    return false;
  }
}
