import { fillTemplate, type TemplateValues } from "../../src/lib/template.ts";
import type { TemplateText } from "../../src/mail/message.ts";

/** A piece of a line; `href` where it is an address. */
export interface Piece {
  text: string;
  bold: boolean;
  href?: string;
}

/** A paragraph of lines, or a list of them. */
export interface Block {
  list: boolean;
  lines: Piece[][];
}

/** A template with its values in. */
export interface MailWords {
  subject: string;
  greeting: string;
  heading: string;
  button: string;
  blocks: Block[];
}

/** Around the number of a value, so that what a client wrote is never taken for markup; nobody types these two. */
const [FROM, TO] = ["\uE000", "\uE001"];
const HELD = /\uE000(\d+)\uE001/g;
const ADDRESS = /https?:\/\/[^\s<>"]*[^\s<>".,;:!?)]/g;

/**
 * The words of a mail. The body is simple: an empty line begins a paragraph, `- ` an entry of a list, `**words**` stand out,
 * addresses become links. @throws NotATemplate
 */
export function mailWords(template: TemplateText, values: TemplateValues): MailWords {
  const line = (source: string) => fillTemplate(source, values).replace(/\s+/g, " ").trim();
  return {
    subject: line(template.subject),
    greeting: line(template.greeting),
    heading: line(template.heading),
    button: line(template.button),
    blocks: blocksOf(template.body, values),
  };
}

function blocksOf(body: string, values: TemplateValues): Block[] {
  const held: string[] = [];
  const source = body.replace(/[\uE000\uE001]/g, "");
  const filled = fillTemplate(source, values, (value) => `${FROM}${held.push(value) - 1}${TO}`);
  const plain = (text: string) => text.replace(HELD, (_, at: string) => held[Number(at)] ?? "");
  return filled.replace(/\r\n?/g, "\n").split(/\n[ \t]*\n/).flatMap((part) => {
    const lines = part.split("\n").map((line) => line.trim()).filter((line) => plain(line).trim() !== "");
    return runs(lines).map(({ list, lines }) => ({
      list,
      lines: lines.map((line) => piecesOf(list ? line.replace(/^- +/, "") : line, plain)),
    }));
  });
}

/** Lines that belong together: those of a list, those of a paragraph. */
function runs(lines: readonly string[]): { list: boolean; lines: string[] }[] {
  const found: { list: boolean; lines: string[] }[] = [];
  for (const line of lines) {
    const list = /^- +\S/.test(line);
    const last = found.at(-1);
    if (last?.list === list) last.lines.push(line);
    else found.push({ list, lines: [line] });
  }
  return found;
}

function piecesOf(line: string, plain: (text: string) => string): Piece[] {
  return line.split(/\*\*(.+?)\*\*/).flatMap((part, at) => linked(plain(part), at % 2 === 1));
}

function linked(text: string, bold: boolean): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const { 0: href, index } of text.matchAll(ADDRESS)) {
    if (index > at) pieces.push({ text: text.slice(at, index), bold });
    pieces.push({ text: href, bold, href });
    at = index + href.length;
  }
  if (at < text.length) pieces.push({ text: text.slice(at), bold });
  return pieces;
}

/** The same for readers that show no HTML. */
export function plainBlocks(blocks: readonly Block[]): string[] {
  return blocks.map(({ list, lines }) =>
    lines.map((pieces) => (list ? "- " : "") + pieces.map(({ text }) => text).join("")).join("\n")
  );
}
