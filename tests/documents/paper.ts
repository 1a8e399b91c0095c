import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";

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
    await run("pdftoppm", ["-r", String(dpi), "-gray", "-png", "FILE", `${dir}/page`], pdf);
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

async function run(program: string, args: string[], pdf: Uint8Array): Promise<string> {
  const file = await Deno.makeTempFile({ suffix: ".pdf" });
  try {
    await Deno.writeFile(file, pdf);
    const command = new Deno.Command(program, { args: args.map((arg) => arg === "FILE" ? file : arg) });
    const { success, stdout, stderr } = await command.output();
    const [out, err] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
    if (!success) throw new Error(`${program}: ${out}${err}`);
    return out ?? "";
  } finally {
    await Deno.remove(file);
  }
}

function onPath(program: string): boolean {
  try {
    new Deno.Command(program, { args: ["--version"], stdout: "null", stderr: "null" }).outputSync();
    return true;
  } catch {
    return false;
  }
}
